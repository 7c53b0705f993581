/// Groups of text fields whose values recur together, and what they come to.
package struct RecurringGroups: Sendable {
    /// Appends what one of a group's texts comes to, given the field's position in the contract; asked once for each
    /// distinct set of texts, field by field, so it may depend on nothing else.
    package typealias Reduction =
        @Sendable (_ field: Int, _ text: UnsafeBufferPointer<UInt8>, _ result: inout [UInt8]) -> Void

    /// The fields of each group by name; what is no text of the file stays out.
    package var fields: [[String]]
    package var reduction: Reduction

    package init(fields: [[String]], reduction: @escaping Reduction) {
        self.fields = fields
        self.reduction = reduction
    }
}
