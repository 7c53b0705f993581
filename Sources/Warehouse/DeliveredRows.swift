import Definitions

/// How many rows count of each source's days.
struct DeliveredRows {
    struct SourceDay: Hashable {
        /// The source in the pipeline file.
        var source: String
        var day: Day
    }

    private var counts: [SourceDay: Int64] = [:]
    /// Rows of a day often come one after the other.
    private var latest: (source: Int, day: Day, count: Int64)?
    /// By the positions that rows are added with.
    var sources: [String]

    init(_ sources: [String] = []) {
        self.sources = sources
    }

    @inline(__always)
    mutating func add(_ count: Int64, source: Int, day: Day) {
        if latest?.source != source || latest?.day != day {
            addLatest()
            latest = (source, day, 0)
        }
        latest?.count += count
    }

    private mutating func addLatest() {
        guard let latest else { return }
        counts[SourceDay(source: sources[latest.source], day: latest.day), default: 0] += latest.count
    }

    /// The counts of all that was added.
    var byDay: [SourceDay: Int64] {
        var whole = self
        whole.addLatest()
        return whole.counts
    }
}
