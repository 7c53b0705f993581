/// What reading one field of a row takes where it asks for nothing special, in a quarter of a cache line.
struct ReadStep {
    enum Kind: UInt8 {
        /// For the whole plan to say.
        case special
        case text
        case integer
        /// ISO 8601.
        case instant
    }

    var kind: Kind
    var required: Bool
    var isDay: Bool
    /// The position of the field's plan.
    var plan: Int32
    var column: Int32

    /// - Parameters:
    ///   - position: the plan's position.
    ///   - isPlain: whether texts are UTF-8 and none of them means that there is no value.
    init(_ plan: FieldPlan, at position: Int, isPlain: Bool) {
        self.plan = Int32(truncatingIfNeeded: position)
        column = Int32(truncatingIfNeeded: plan.column)
        required = plan.required
        isDay = plan.isDay
        kind = .special
        guard isPlain, plan.column >= 0, plan.values == nil, plan.filter == nil, !plan.isLastDay, plan.empty == .null
        else { return }
        switch plan.kind {
        case .text: kind = .text
        case .integer, .micros: kind = plan.isDay ? .special : .integer
        case .instant: kind = plan.pattern == nil ? .instant : .special
        case .allowedText, .money, .decimal, .date, .boolean: break
        }
    }
}
