import Definitions
import Journeys
import Warehouse

/// Lays the fixed fees of the pipeline file on the days they are charged.
///
/// They are nobody's rows, so they are made anew by every publication, from the definition and the days there are data
/// of. The newest of those days ends them, not the day of the run, so that a run without anything new changes nothing.
struct FixedFees {
    let pipeline: LoadedPipeline
    let publication: Publication

    /// Settles the fees, once the delivered days are known.
    func settle() throws {
        var days: [Publication.FeeDay] = []
        let newest = try publication.newestDay()
        for source in pipeline.definition.sources {
            for (index, fee) in source.fees.enumerated() where fee.isFixed {
                guard let newest, let begin = try fee.from ?? publication.firstDay(of: source.name) else { continue }
                let first = max(begin, pipeline.definition.start)
                let last = min(fee.to ?? newest, newest)
                guard first <= last else { continue }
                let traffic = try publication.trafficID(of: traffic(of: fee, in: source))
                for number in first.number...last.number {
                    let day = Day(number: number)
                    days.append(
                        Publication.FeeDay(
                            source: source.name, fee: index + 1, day: day, kind: fee.kind, traffic: traffic,
                            micros: fee.fixedMicros(on: day)))
                }
            }
        }
        try publication.replaceFees(with: days)
    }

    /// The row that a fee lies on: its source's own source and medium, and a campaign that says what it is.
    private func traffic(of fee: FeeDefinition, in source: SourceDefinition) -> Publication.Traffic {
        let name =
            switch fee.kind {
            case .agency: "(agency fee)"
            case .levy: "(levy)"
            case .surcharge: "(surcharge)"
            case .service: "(service fee)"
            }
        return pipeline.channels.traffic(
            ofSpend: RecordedTags(
                source: source.map.constant(of: "source") ?? "", medium: source.map.constant(of: "medium") ?? "",
                campaign: name))
    }
}
