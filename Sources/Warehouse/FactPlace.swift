import Definitions

/// Where a lead or deal stands among the facts: in which table, and its file and number there.
package struct FactPlace: Hashable, Sendable {
    /// A bit for deals, then 31 of the file and 32 of the record.
    let number: UInt64

    init(number: UInt64) {
        self.number = number
    }

    /// - Throws: where a file or record has a number that is beyond all bounds.
    init(file: Int64, record: Int64, isDeal: Bool) throws(Failure) {
        let file: Int32 = try file.narrowed()
        let record: UInt32 = try record.narrowed()
        number = (isDeal ? 1 << 63 : 0) | UInt64(file) << 32 | UInt64(record)
    }

    var isDeal: Bool { number >> 63 != 0 }
    var file: Int64 { Int64(number >> 32 & 0x7FFF_FFFF) }
    var record: Int64 { Int64(number & 0xFFFF_FFFF) }
}

extension FactPlace: Comparable {
    /// Leads first, then in the order of the tables' keys.
    package static func < (left: FactPlace, right: FactPlace) -> Bool { left.number < right.number }
}
