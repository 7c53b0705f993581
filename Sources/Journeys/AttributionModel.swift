/// The rules by which a conversion's credit is divided among the touches of its journey.
///
/// A model is a case here and a file of its own.
package enum AttributionModel: String, Hashable, Sendable, CaseIterable {
    case lastTouch = "last_touch"

    /// The shares of a journey's touches.
    ///
    /// - Parameter touches: at least one, in the order of `Touch.precedes`.
    package func shares(of touches: ArraySlice<Touch>, for conversion: Conversion) -> Shares {
        switch self {
        case .lastTouch: LastTouch.shares(of: touches)
        }
    }
}
