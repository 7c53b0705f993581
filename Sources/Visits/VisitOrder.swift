/// Brings the visits of a person together: by some bits of their mixed ids at once, then by the rest.
struct VisitOrder: ~Copyable {
    fileprivate struct Place {
        var mixed: UInt64
        var position: UInt32
    }

    /// Visits by the position they are to be read at.
    struct Positions {
        fileprivate let places: UnsafePointer<Place>

        @inline(__always)
        subscript(_ place: Int) -> Int { Int(places[place].position) }
    }

    /// More visits that are alike by the first bits are sorted as a whole.
    private static let few = 24
    /// Most bits that visits are told apart by at once: their counts stay in the nearest cache.
    private static let mostBits = 12

    private var places = UnsafeMutablePointer<Place>.allocate(capacity: 1 << 10)
    private var unsorted = UnsafeMutablePointer<Place>.allocate(capacity: 1 << 10)
    private var capacity = 1 << 10
    private var ends: [UInt32] = []

    deinit {
        places.deallocate()
        unsorted.deallocate()
    }

    var positions: Positions { Positions(places: places) }

    /// Orders visits; those of a person stay in their order.
    ///
    /// - Parameter bits: the first bits of mixed ids, in which all of the visits are alike.
    /// - Complexity: O(*v*) where few visits are of any one person, O(*v* log *v*) at most.
    mutating func sort(_ visits: borrowing VisitList, after bits: Int) {
        let count = visits.count
        if count > capacity { grow(to: count) }
        var width = 0
        while width < Self.mostBits, count >> (width + 2) > 0 { width += 1 }
        let visits = visits.pointer
        let (places, unsorted) = (self.places, self.unsorted)
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(0, count: 1 << width))
        ends.withUnsafeMutableBufferPointer { ends in
            for position in 0..<count {
                let mixed = visits[position].person.mixed
                unsorted[position] = Place(mixed: mixed, position: UInt32(position))
                ends[Self.digit(mixed, bits, width)] += 1
            }
            var start: UInt32 = 0
            for digit in ends.indices {
                let next = start + ends[digit]
                ends[digit] = start
                start = next
            }
            for position in 0..<count {
                let place = unsorted[position]
                let digit = Self.digit(place.mixed, bits, width)
                places[Int(ends[digit])] = place
                ends[digit] += 1
            }
            start = 0
            for end in ends {
                Self.sort(UnsafeMutableBufferPointer(start: places + Int(start), count: Int(end - start)), visits)
                start = end
            }
        }
    }

    @inline(__always)
    private static func digit(_ mixed: UInt64, _ bits: Int, _ width: Int) -> Int {
        Int(truncatingIfNeeded: ((mixed << UInt64(bits)) >> 1) >> UInt64(63 - width))
    }

    @inline(__always)
    private static func sort(_ places: UnsafeMutableBufferPointer<Place>, _ visits: UnsafePointer<Visit>) {
        guard places.count > 1 else { return }
        guard places.count <= few else {
            var places = places
            return places.sort { left, right in
                precedes(left, right, visits)
                    || (!precedes(right, left, visits) && left.position < right.position)
            }
        }
        for end in 1..<places.count {
            let moved = places[end]
            var position = end
            while position > 0, precedes(moved, places[position - 1], visits) {
                places[position] = places[position - 1]
                position -= 1
            }
            places[position] = moved
        }
    }

    @inline(__always)
    private static func precedes(_ left: Place, _ right: Place, _ visits: UnsafePointer<Visit>) -> Bool {
        if left.mixed != right.mixed { return left.mixed < right.mixed }
        return visits[Int(left.position)].person < visits[Int(right.position)].person
    }

    private mutating func grow(to count: Int) {
        capacity = max(count, capacity * 2)
        places.deallocate()
        unsorted.deallocate()
        places = .allocate(capacity: capacity)
        unsorted = .allocate(capacity: capacity)
    }
}
