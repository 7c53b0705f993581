internal import Definitions

/// A column while rows are added to it: raw memory that is used again for the next batch.
///
/// Whoever owns a buffer calls `deallocate`; it is no class because thousands of appends a millisecond go through it.
struct ColumnBuffer {
    private(set) var integers: UnsafeMutablePointer<Int64>
    private var integerCapacity: Int
    private var bytes: UnsafeMutablePointer<UInt8>
    private var byteCapacity: Int
    private(set) var byteCount = 0
    /// Where each text ends.
    private(set) var ends: UnsafeMutablePointer<Int>
    private var endCapacity: Int

    init() {
        integerCapacity = 0
        byteCapacity = 0
        endCapacity = 0
        integers = .allocate(capacity: 0)
        bytes = .allocate(capacity: 0)
        ends = .allocate(capacity: 0)
    }

    func deallocate() {
        integers.deallocate()
        bytes.deallocate()
        ends.deallocate()
    }

    /// Puts an integer in a row; rows are filled in order, a row taken back is filled again.
    @inline(__always)
    mutating func set(_ value: Int64, at row: Int) {
        if row >= integerCapacity {
            Self.grow(&integers, &integerCapacity, used: row, to: row + 1)
        }
        integers[row] = value
    }

    /// Where the next `count` bytes of text may be written; `end(at:)` makes them a row's text.
    @inline(__always)
    mutating func room(for count: Int) -> UnsafeMutablePointer<UInt8> {
        if byteCount + count > byteCapacity {
            Self.grow(&bytes, &byteCapacity, used: byteCount, to: byteCount + count)
        }
        return bytes + byteCount
    }

    /// Ends the text of a row after `count` more bytes.
    @inline(__always)
    mutating func end(after count: Int, at row: Int) {
        if row >= endCapacity {
            Self.grow(&ends, &endCapacity, used: row, to: row + 1)
        }
        byteCount += count
        ends[row] = byteCount
    }

    /// Takes back the texts from a row on.
    mutating func truncateTexts(to row: Int) {
        byteCount = row == 0 ? 0 : ends[row - 1]
    }

    /// Where no row's text is kept: the one just ended.
    var pendingText: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes, count: byteCount)
    }

    /// A row's text.
    func text(at row: Int) -> UnsafeBufferPointer<UInt8> {
        let start = row == 0 ? 0 : ends[row - 1]
        return UnsafeBufferPointer(start: bytes + start, count: ends[row] - start)
    }

    /// The first rows as a column of integers.
    func integerColumn(rows: Int) -> RecordColumn {
        .integers(Array(UnsafeBufferPointer(start: integers, count: rows)))
    }

    /// The first rows as a column of texts.
    func textColumn(rows: Int) -> RecordColumn {
        .texts(
            TextColumn(
                bytes: Array(UnsafeBufferPointer(start: bytes, count: rows == 0 ? 0 : ends[rows - 1])),
                ends: Array(UnsafeBufferPointer(start: ends, count: rows))
            )
        )
    }

    private static func grow<Element: BitwiseCopyable>(
        _ memory: inout UnsafeMutablePointer<Element>,
        _ capacity: inout Int,
        used: Int,
        to needed: Int
    ) {
        let larger = max(needed, capacity * 2, 256)
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        copy.update(from: memory, count: used)
        memory.deallocate()
        memory = copy
        capacity = larger
    }
}
