import Definitions
import Warehouse

/// Divides the cost of sources with `split` over channels.
///
/// A cost stays on its own day and leaves its row for one in each channel that bears a share. Leads and revenue are those
/// of the marts in the month of that day, so that the days of a month are divided alike; where a month has none yet, the
/// cost stays where it is. Made anew by every publication: a late lead moves the shares of its whole month.
struct SharedCosts {
    let pipeline: LoadedPipeline
    let publication: Publication

    /// Settles all shared costs, once the marts are made.
    func settle() throws {
        var moves: [Publication.CostMove] = []
        for source in pipeline.definition.sources {
            guard let split = source.split else { continue }
            let byMonth: [String: [(channel: String, weight: Int64)]]
            var fixed: [(channel: String, weight: Int64)] = []
            switch split {
            case .leads: byMonth = try publication.weights(by: .leads)
            case .revenue: byMonth = try publication.weights(by: .revenue)
            case .fixed(let shares):
                byMonth = [:]
                fixed = shares.map { ($0.channel, $0.percent.hundredths) }
                    .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            }
            for cost in try publication.costs(of: source.name) {
                let weights = fixed.isEmpty ? byMonth[String(cost.day.description.prefix(7))] ?? [] : fixed
                guard let parts = cost.micros.divided(inProportionTo: weights.map(\.weight)) else { continue }
                for (part, weight) in zip(parts, weights) where part != 0 {
                    let traffic = Publication.Traffic(
                        channel: weight.channel, source: "", medium: "",
                        campaign: cost.campaign.isEmpty ? source.name : cost.campaign)
                    moves.append(
                        Publication.CostMove(
                            source: source.name, day: cost.day, from: cost.traffic,
                            to: try publication.trafficID(of: traffic), micros: part))
                }
            }
        }
        try publication.replaceSplits(with: moves)
    }
}
