/// One value of a record as it stands in the source: a slice of bytes that someone else keeps alive.
///
/// Sixteen bytes without references, so that a record's values are filled in again and again at no cost.
package struct FieldBytes {
    package var start: UnsafePointer<UInt8>
    package var count: Int32
    /// Whether every quote within the value is written twice.
    package var hasDoubledQuotes: Bool

    package init(start: UnsafePointer<UInt8>, count: Int32, hasDoubledQuotes: Bool = false) {
        self.start = start
        self.count = count
        self.hasDoubledQuotes = hasDoubledQuotes
    }
}
