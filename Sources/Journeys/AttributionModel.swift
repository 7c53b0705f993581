/// The rules by which a conversion's credit is divided among the touches of its journey.
///
/// A model is a case here and a file of its own. Models look at the touches that a journey keeps, never at those it
/// dropped.
package enum AttributionModel: String, Hashable, Sendable, CaseIterable {
    case firstTouch = "first_touch"
    case lastTouch = "last_touch"
    case lastNonDirect = "last_non_direct"
    case lastPaid = "last_paid"
    case linear
    case timeDecay = "time_decay"
    case positionBased = "position_based"

    /// Whether one touch gets everything, whatever the journey.
    package var creditsOneTouch: Bool {
        switch self {
        case .firstTouch, .lastTouch, .lastNonDirect, .lastPaid: true
        case .linear, .timeDecay, .positionBased: false
        }
    }

    /// The touch that gets everything, by its place among the kept ones; nil where the model divides.
    ///
    /// - Parameter read: grows by the touches looked at.
    func soleTouch(of journey: Journey, touches: Span<Touch>, read: inout Int) -> Int? {
        switch self {
        case .firstTouch: FirstTouch.place(in: journey)
        case .lastTouch: LastTouch.place(in: journey)
        case .lastNonDirect: LastNonDirect.place(in: journey, touches: touches, read: &read)
        case .lastPaid: LastPaid.place(in: journey, touches: touches, read: &read)
        case .linear, .timeDecay, .positionBased: nil
        }
    }
}
