/// Room for bytes that are read one after the other.
struct VisitBytes: ~Copyable {
    private var bytes = UnsafeMutableRawPointer.allocate(byteCount: 1 << 14, alignment: 16)
    private var capacity = 1 << 14

    deinit {
        bytes.deallocate()
    }

    /// Room for some bytes; what was there before is gone.
    mutating func room(for count: Int) -> UnsafeMutableRawPointer {
        if count > capacity {
            bytes.deallocate()
            capacity = max(count, capacity * 2)
            bytes = .allocate(byteCount: capacity, alignment: 16)
        }
        return bytes
    }
}

/// Visits in memory that is used again for those of the next part.
struct VisitList: ~Copyable {
    private var visits = UnsafeMutablePointer<Visit>.allocate(capacity: 1 << 10)
    private var capacity = 1 << 10
    private(set) var count = 0

    deinit {
        visits.deallocate()
    }

    var pointer: UnsafePointer<Visit> { UnsafePointer(visits) }

    mutating func removeAll() {
        count = 0
    }

    /// Where the next visits are to be written, which count from now on.
    mutating func room(for added: Int) -> UnsafeMutablePointer<Visit> {
        if count + added > capacity {
            capacity = max(count + added, capacity * 2)
            let larger = UnsafeMutablePointer<Visit>.allocate(capacity: capacity)
            larger.update(from: visits, count: count)
            visits.deallocate()
            visits = larger
        }
        count += added
        return visits + (count - added)
    }

    mutating func append(_ visit: Visit) {
        room(for: 1).initialize(to: visit)
    }
}
