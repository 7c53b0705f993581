import Definitions
import GRDB

/// Which spend met touches, and which paid touches met spend.
struct SpendMeeting {
    let spend: SpendSums
    /// The texts of each way's traffic source.
    let origins: [Publication.Origin]
    /// Whether the cost of each way could have met touches by its campaign.
    let isMatchable: [Bool]
    /// Whether the cost of each way met touches: those of its campaign, or, where touches can't be matched to it, such as an
    /// SEO contract, any of its source and medium.
    let isMet: [Bool]
    /// Whether the cost of each way stays where it is: shared cost is others'.
    let isCounted: [Bool]
    /// The platform of each group of touches that were paid for: of a platform whose spend names campaigns, or of a source
    /// without any spend; nil for other groups.
    let platforms: [String?]

    /// Where source and medium are borne.
    private struct Bearer: Hashable {
        var source: String
        var medium: String

        init(_ origin: Publication.Origin) {
            source = origin.source
            medium = origin.medium
        }
    }

    /// - Parameters:
    ///   - origins: of each traffic source.
    ///   - shared: the sources whose cost others bear.
    init(
        _ spend: SpendSums, _ touches: TouchSums, _ origins: [Int64: Publication.Origin], shared: Set<String>
    ) {
        var borne: [Bearer: Bool] = [:]
        var matched: Set<Int64> = []
        for group in touches.groups {
            borne[Bearer(origins[group.traffic] ?? Publication.Origin()), default: false] =
                borne[Bearer(origins[group.traffic] ?? Publication.Origin())] == true || group.isMatchable
            if group.isMatched { matched.insert(group.traffic) }
        }
        self.spend = spend
        self.origins = spend.cells.traffic.map { origins[$0] ?? Publication.Origin() }
        isMatchable = self.origins.map { borne[Bearer($0)] == true && !$0.campaign.isEmpty }
        isMet = zip(self.origins, zip(isMatchable, spend.cells.traffic)).map { origin, way in
            way.0 ? matched.contains(way.1) : borne[Bearer(origin)] != nil
        }
        isCounted = spend.ways.map { !shared.contains($0.source) }
        let spent = Set(spend.ways.map(\.platform)).union(self.origins.map(\.source))
        platforms = touches.groups.map { group in
            if group.isMatchable { return group.platform }
            let source = origins[group.traffic]?.source ?? ""
            return group.isPaid && !spent.contains(source) ? source : nil
        }
    }

    /// What each way cost, 0 for cost that others bear.
    func costs() throws(Failure) -> [Int64] {
        var costs = [Int64](repeating: 0, count: spend.ways.count)
        let cells = spend.cells.cells
        for row in 0..<cells.count {
            let way = Int(cells.number(row))
            guard isCounted[way] else { continue }
            let (sum, overflow) = costs[way].addingReportingOverflow(cells[row, SpendSums.Column.cost])
            guard !overflow else { throw Failure.sumTooLarge() }
            costs[way] = sum
        }
        return costs
    }
}
