import Definitions
import Warehouse

/// What touches come to by day and by what tells them apart, and how many journeys there are: what tells how far touches met
/// spend, and what can be trusted.
///
/// Sums of whole numbers, like `CreditCells`.
struct TouchCells {
    private let start: Day
    private var groups: [Publication.TouchGroup] = []
    private var places: [Publication.TouchGroup: Int] = [:]
    /// Touches, credits and leads in billionths, by day and group.
    private var cells = CellSums(width: 3)
    private var journeys: [JourneyOutcome: Int64] = [:]

    /// What is known of a journey.
    private struct JourneyOutcome: Hashable, Comparable {
        var conversion: String
        var reason: String

        static func < (left: JourneyOutcome, right: JourneyOutcome) -> Bool {
            (left.conversion, left.reason) < (right.conversion, right.reason)
        }
    }

    /// - Parameter start: the pipeline's first day: journeys before it aren't reported.
    init(from start: Day) {
        self.start = start
    }

    /// The place of a group, by which it is named from then on.
    mutating func place(of group: Publication.TouchGroup) -> Int {
        if let place = places[group] { return place }
        places[group] = groups.count
        groups.append(group)
        return groups.count - 1
    }

    /// Adds a touch that is no visit, or takes it back.
    ///
    /// - Parameter times: 1 to add, -1 to take back.
    mutating func add(touchOf group: Int, on day: Day, times: Int64) throws(Failure) {
        try cells.add(times, 0, at: cells.row(of: CellSums.key(day, UInt64(group))))
    }

    /// Adds what the report's model gives to a touch, or takes it back.
    mutating func add(
        share: Int64, of journey: Publication.JourneyRow, to group: Int, times: Int64
    ) throws(Failure) {
        let row = cells.row(of: CellSums.key(journey.reportDay, UInt64(group)))
        try cells.add(times, 1, at: row)
        try cells.add(times * share, 2, at: row)
    }

    /// Whether what a touch is given is told of: what leads that count give where it matters where the touch lies, which is
    /// with a platform that has campaigns, or where it was paid for.
    static func tells(
        of journey: Publication.JourneyRow, share: Int64, _ placement: Publication.Placement
    ) -> Bool {
        journey.conversion == .lead && journey.isCounted && share > 0
            && (placement.isPaid || !placement.platform.isEmpty)
    }

    /// Adds a journey, or takes it back.
    ///
    /// - Parameter reason: why nothing is known to have brought it; '' where something is.
    mutating func add(_ journey: Publication.JourneyRow, reason: String, times: Int64) {
        guard journey.reportDay >= start else { return }
        journeys[JourneyOutcome(conversion: journey.conversion.rawValue, reason: reason), default: 0] += times
    }

    /// Adds the sums to those that are published.
    ///
    /// - Complexity: O(n log n) in the cells that changed.
    func write(to publication: Publication) throws {
        let touches = try Publication.CellWriter(publication, .touches)
        for cell in cells.sortedKeys() {
            let (day, group) = CellSums.unpacked(cell.key)
            touches.rows.append(day)
            touches.rows.append(groups[Int(group)])
            for sum in cells[cell.row] { touches.rows.append(sum) }
            try touches.endRow()
        }
        try touches.finish()
        let journeys = try Publication.CellWriter(publication, .journeys)
        for (outcome, count) in self.journeys.sorted(by: { $0.key < $1.key }) where count != 0 {
            journeys.rows.append(outcome.conversion)
            journeys.rows.append(outcome.reason)
            journeys.rows.append(count)
            try journeys.endRow()
        }
        try journeys.finish()
    }
}
