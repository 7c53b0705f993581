package import Definitions
import GRDB

/// What met and what didn't, by day and platform.
extension Publication {
    /// Makes what met and what didn't anew: its rows in the list of matches, and the mart of days.
    ///
    /// - Parameter start: the pipeline's first day.
    /// - Complexity: O(*n*) in the cells of spend and touches.
    package func makeMatchMart(_ spend: SpendSums, _ touches: TouchSums, from start: Day) throws {
        let shared = try String.fetchAll(database, sql: "SELECT DISTINCT source_name FROM fact_cost_split")
        let meeting = SpendMeeting(spend, touches, try trafficOrigins(), shared: Set(shared))
        try listUnmet(meeting, touches)
        try database.execute(sql: "DELETE FROM mart_match_daily")
        var cells = MatchCells(platforms: Set(spend.ways.map(\.platform) + meeting.platforms.compactMap { $0 }))
        try add(spend, of: meeting, to: &cells, from: start)
        try add(touches, of: meeting, to: &cells, from: start)
        try cells.write(to: database)
    }

    private func add(
        _ spend: SpendSums, of meeting: SpendMeeting, to cells: inout MatchCells, from start: Day
    ) throws {
        let platforms = spend.ways.map { cells.place(of: $0.platform) }
        let outcomes = spend.ways.indices.map { way in
            MatchCells.Outcome(
                couldMeet: meeting.isMatchable[way], didMeet: meeting.isMatchable[way] && meeting.isMet[way],
                didNot: !meeting.isMet[way])
        }
        let costs = spend.cells.cells
        for row in 0..<costs.count {
            let (day, way) = (costs.day(row), Int(costs.number(row)))
            guard day >= start, meeting.isCounted[way] else { continue }
            try cells.add(
                costs[row, SpendSums.Column.cost], to: .cost, day, platform: platforms[way], outcomes[way])
        }
    }

    private func add(
        _ touches: TouchSums, of meeting: SpendMeeting, to cells: inout MatchCells, from start: Day
    ) throws {
        let platforms = meeting.platforms.map { $0.map { cells.place(of: $0) } }
        let outcomes = touches.groups.map { group in
            MatchCells.Outcome(couldMeet: group.isMatchable, didMeet: group.isMatched, didNot: !group.isMatched)
        }
        for (measure, sums) in [(MatchCells.Measure.visits, touches.visits.cells), (.leads, touches.leads)] {
            for row in 0..<sums.count {
                let (day, group) = (sums.day(row), Int(sums.number(row)))
                guard day >= start, let platform = platforms[group] else { continue }
                try cells.add(sums[row, 0], to: measure, day, platform: platform, outcomes[group])
            }
        }
    }
}
