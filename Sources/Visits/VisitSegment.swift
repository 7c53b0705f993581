internal import Definitions

/// A run of visits in the order of their persons' buckets, and the texts of their ids.
///
/// A bucket's columns follow one another, each as wide as the segment's values need; ids of visits lie apart.
struct VisitSegment: Hashable, Sendable {
    /// How wide ids of one kind are, of which the last bytes are often all zero.
    struct IDWidth: Hashable, Sendable {
        /// Of their first eight bytes.
        var high: Int
        /// Of the others: none or all.
        var low: Int

        static let none = IDWidth(high: 0, low: 0)

        var size: Int { high + low }
    }

    var offset: Int64 = 0
    /// The position of each bucket's first visit, and the end of the last: 2^n + 1 numbers.
    var starts: [UInt32] = [0, 0]
    var person = IDWidth.none
    var id = IDWidth.none
    /// The milliseconds that a unit of times is.
    var timeUnit: Int64 = 1
    var timeWidth = 8
    var tagWidth = 4
    var lineWidth = 4
    /// The first and the last time, in milliseconds.
    var first: Int64 = 0
    var last: Int64 = 0
    var firstLine: UInt32 = 0
    var idOffset: Int64 = 0
    var poolOffset: Int64 = 0
    var poolSize = 0

    var count: Int { Int(starts[starts.count - 1]) }
    /// The bits by which its buckets are told.
    var bits: Int { (starts.count - 1).trailingZeroBitCount }
    /// The bytes of a visit but its id.
    var rowSize: Int { person.size + timeWidth + tagWidth + lineWidth }
    var idSize: Int { id.size }

    /// The numbers besides the starts, in the order in which an index has them.
    var numbers: [UInt64] {
        [
            UInt64(offset), UInt64(person.high), UInt64(person.low), UInt64(id.high), UInt64(id.low), UInt64(timeUnit),
            UInt64(timeWidth), UInt64(tagWidth), UInt64(lineWidth), UInt64(bitPattern: first), UInt64(bitPattern: last),
            UInt64(firstLine), UInt64(idOffset), UInt64(poolOffset), UInt64(poolSize),
        ]
    }

    static let numberCount = 15

    init() {}

    /// Nil where the numbers are no segment's.
    init?(numbers: [UInt64], starts: [UInt32]) {
        guard numbers.count == Self.numberCount, numbers[1] <= 8, numbers[2] <= 8, numbers[3] <= 8, numbers[4] <= 8,
            numbers[6] <= 8, numbers[7] <= 4, numbers[8] <= 4, numbers[11] <= UInt64(UInt32.max),
            numbers[0] <= UInt64(Int64.max), numbers[12] <= UInt64(Int64.max), numbers[13] <= UInt64(Int64.max),
            numbers[14] <= UInt64(Int64.max), starts.count >= 2
        else { return nil }
        offset = Int64(numbers[0])
        self.starts = starts
        person = IDWidth(high: Int(numbers[1]), low: Int(numbers[2]))
        id = IDWidth(high: Int(numbers[3]), low: Int(numbers[4]))
        timeUnit = Int64(bitPattern: numbers[5])
        timeWidth = Int(numbers[6])
        tagWidth = Int(numbers[7])
        lineWidth = Int(numbers[8])
        first = Int64(bitPattern: numbers[9])
        last = Int64(bitPattern: numbers[10])
        firstLine = UInt32(numbers[11])
        idOffset = Int64(numbers[12])
        poolOffset = Int64(numbers[13])
        poolSize = Int(numbers[14])
    }

    // MARK: Writing

    /// Words are written and read past the end of what they are needed for.
    static let padding = 8

    /// Lays out a block's visits.
    ///
    /// - Returns: the segment without its offsets; its bytes, those of ids after the others.
    /// - Complexity: O(*v*)
    static func encode(_ block: borrowing VisitBlock) -> (segment: VisitSegment, rows: [UInt8], ids: [UInt8]) {
        let bits = VisitBuckets.bits(of: block.visits.count)
        let (order, starts) = VisitBuckets.order(block.buckets, bits: bits)
        var segment = VisitSegment()
        segment.starts = starts
        segment.poolSize = block.pool.count
        let count = order.count
        return block.visits.withUnsafeBufferPointer { visits in
            segment.fit(visits)
            var ids: [UInt8] = []
            let rows = [UInt8](unsafeUninitializedCapacity: count * segment.rowSize + padding) { rows, filled in
                filled = count * segment.rowSize
                ids = [UInt8](unsafeUninitializedCapacity: count * segment.idSize + padding) { ids, filled in
                    filled = count * segment.idSize
                    guard var target = UnsafeMutableRawPointer(rows.baseAddress),
                        var idTarget = UnsafeMutableRawPointer(ids.baseAddress)
                    else { return }
                    // The visits of a bucket lie far apart: whatever is written of them is written while they are near.
                    order.withUnsafeBufferPointer { order in
                        for bucket in 0..<starts.count - 1 {
                            let part = UnsafeBufferPointer(
                                rebasing: order[Int(starts[bucket])..<Int(starts[bucket + 1])])
                            segment.write(visits, part, to: &target)
                            guard segment.idSize > 0 else { continue }
                            for position in part {
                                segment.id.write(visits[Int(position)].id.compact, to: &idTarget)
                            }
                        }
                    }
                }
            }
            return (segment, rows, ids)
        }
    }

    /// Finds the widths that hold all of some visits.
    private mutating func fit(_ visits: UnsafeBufferPointer<Visit>) {
        var (persons, ids) = (CompactID(high: 0, low: 0), CompactID(high: 0, low: 0))
        var hasIDs = false
        var isWholeSeconds = true
        first = visits.first?.milliseconds ?? 0
        last = first
        var (tags, lastLine): (UInt32, UInt32) = (0, 0)
        firstLine = visits.first?.line ?? 0
        for visit in visits {
            persons = CompactID(high: persons.high | visit.person.high, low: persons.low | visit.person.low)
            let id = visit.id.compact
            ids = CompactID(high: ids.high | id.high, low: ids.low | id.low)
            hasIDs = hasIDs || visit.id != .none
            first = min(first, visit.milliseconds)
            last = max(last, visit.milliseconds)
            isWholeSeconds = isWholeSeconds && visit.milliseconds % 1000 == 0
            tags |= visit.tags
            firstLine = min(firstLine, visit.line)
            lastLine = max(lastLine, visit.line)
        }
        person = IDWidth(of: persons)
        id = hasIDs ? IDWidth(of: ids) : .none
        timeUnit = isWholeSeconds ? 1000 : 1
        let (range, overflow) = last.subtractingReportingOverflow(first)
        if overflow {
            // Time before all times: offsets wrap around and come back.
            timeUnit = 1
            timeWidth = 8
        } else {
            timeWidth = Self.width(of: UInt64(range / timeUnit))
        }
        tagWidth = Self.width(of: UInt64(tags))
        lineWidth = Self.width(of: UInt64(lastLine - firstLine))
    }

    private static func width(of number: UInt64) -> Int {
        (71 - (number | 1).leadingZeroBitCount) / 8
    }

    private func write(
        _ visits: UnsafeBufferPointer<Visit>, _ order: UnsafeBufferPointer<UInt32>,
        to target: inout UnsafeMutableRawPointer
    ) {
        for position in order { person.write(visits[Int(position)].person, to: &target) }
        for position in order {
            let time = visits[Int(position)].milliseconds &- first
            let units = timeUnit == 1 ? UInt64(bitPattern: time) : UInt64(time / 1000)
            target.storeBytes(of: units.littleEndian, as: UInt64.self)
            target += timeWidth
        }
        for position in order {
            target.storeBytes(of: visits[Int(position)].tags.littleEndian, as: UInt32.self)
            target += tagWidth
        }
        for position in order {
            target.storeBytes(of: (visits[Int(position)].line - firstLine).littleEndian, as: UInt32.self)
            target += lineWidth
        }
    }

    // MARK: Reading

    /// Reads the visits of some buckets out of their bytes.
    ///
    /// - Parameters:
    ///   - rows: their rows, and `padding` bytes more.
    ///   - ids: their ids likewise; nil: the visits get none.
    func decode(
        _ buckets: Range<Int>, _ rows: UnsafeRawPointer, _ ids: UnsafeRawPointer?,
        into visits: UnsafeMutablePointer<Visit>
    ) {
        var source = rows
        var target = visits
        for bucket in buckets {
            let columns = BucketColumns(bucket, of: self, at: source)
            for row in 0..<columns.count {
                (target + row).initialize(to: columns.visit(row, of: columns.person(row)))
            }
            source += columns.count * rowSize
            target += columns.count
        }
        guard let ids, idSize > 0 else { return }
        let count = Int(starts[buckets.upperBound] - starts[buckets.lowerBound])
        for row in 0..<count { visits[row].id = VisitID(compact: id.read(ids + row * idSize)) }
    }

    /// Takes the visits of wanted persons out of the bytes of some buckets; of others it reads no more than whose they are.
    ///
    /// - Parameters:
    ///   - rows: as `decode` reads them.
    ///   - ids: likewise.
    @inline(__always)
    func find(
        _ buckets: Range<Int>, _ rows: UnsafeRawPointer, _ ids: UnsafeRawPointer,
        where isWanted: (CompactID) -> Bool, _ body: (Visit) throws(Failure) -> Void
    ) throws(Failure) {
        var source = rows
        var ids = ids
        for bucket in buckets {
            let columns = BucketColumns(bucket, of: self, at: source)
            for row in 0..<columns.count {
                let person = columns.person(row)
                guard isWanted(person) else { continue }
                var visit = columns.visit(row, of: person)
                if idSize > 0 { visit.id = VisitID(compact: id.read(ids + row * idSize)) }
                try body(visit)
            }
            source += columns.count * rowSize
            ids += columns.count * idSize
        }
    }

    /// Where the columns of a bucket lie.
    private struct BucketColumns {
        let count: Int
        private let layout: (person: IDWidth, time: Int, tag: Int, line: Int)
        private let masks: (time: UInt64, tag: UInt32, line: UInt32)
        private let first: (time: Int64, line: UInt32)
        private let timeUnit: Int64
        private let persons: UnsafeRawPointer
        private let times: UnsafeRawPointer
        private let tags: UnsafeRawPointer
        private let lines: UnsafeRawPointer

        @inline(__always)
        init(_ bucket: Int, of segment: VisitSegment, at rows: UnsafeRawPointer) {
            count = Int(segment.starts[bucket + 1] - segment.starts[bucket])
            layout = (segment.person, segment.timeWidth, segment.tagWidth, segment.lineWidth)
            masks = (
                VisitSegment.mask(segment.timeWidth),
                UInt32(truncatingIfNeeded: VisitSegment.mask(segment.tagWidth)),
                UInt32(truncatingIfNeeded: VisitSegment.mask(segment.lineWidth))
            )
            first = (segment.first, segment.firstLine)
            timeUnit = segment.timeUnit
            persons = rows
            times = persons + count * layout.person.size
            tags = times + count * layout.time
            lines = tags + count * layout.tag
        }

        @inline(__always)
        func person(_ row: Int) -> CompactID {
            layout.person.read(persons + row * layout.person.size)
        }

        @inline(__always)
        func visit(_ row: Int, of person: CompactID) -> Visit {
            let time = times.loadUnaligned(fromByteOffset: row * layout.time, as: UInt64.self).littleEndian & masks.time
            let tag = tags.loadUnaligned(fromByteOffset: row * layout.tag, as: UInt32.self).littleEndian & masks.tag
            let line = lines.loadUnaligned(fromByteOffset: row * layout.line, as: UInt32.self).littleEndian & masks.line
            return Visit(
                person: person, milliseconds: first.time &+ Int64(bitPattern: time) &* timeUnit, tags: tag,
                line: line + first.line)
        }
    }

    fileprivate static func mask(_ width: Int) -> UInt64 {
        width == 0 ? 0 : UInt64.max >> UInt64(64 - 8 * width)
    }
}

extension VisitSegment.IDWidth {
    /// The width of ids of which one or another has these bits.
    init(of bits: CompactID) {
        high = bits.low == 0 ? 8 - bits.high.trailingZeroBitCount / 8 : 8
        if bits.high == 0 { high = bits.low == 0 ? 0 : 8 }
        low = bits.low == 0 ? 0 : 8
    }

    @inline(__always)
    func write(_ id: CompactID, to target: inout UnsafeMutableRawPointer) {
        let bits = high == 0 ? 0 : id.high >> UInt64(64 - 8 * high)
        target.storeBytes(of: bits.littleEndian, as: UInt64.self)
        target += high
        guard low > 0 else { return }
        target.storeBytes(of: id.low.littleEndian, as: UInt64.self)
        target += low
    }

    @inline(__always)
    func read(_ source: UnsafeRawPointer) -> CompactID {
        let bits = source.loadUnaligned(as: UInt64.self).littleEndian & VisitSegment.mask(high)
        return CompactID(
            high: high == 0 ? 0 : bits << UInt64(64 - 8 * high),
            low: low == 0 ? 0 : (source + high).loadUnaligned(as: UInt64.self).littleEndian)
    }
}
