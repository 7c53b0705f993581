import Definitions
import Dispatch
import Glibc
import Warehouse

/// What was last published of the files that a run leaves alone, read beside the loading of the others.
///
/// Whether a run did leave them alone is known only when it is asked for; then, and where something can't be read here, the run
/// reads all of it.
final class PublishedFacts: Sendable {
    private typealias Part<Value: Sendable> = (files: PublishedReader.Files, reading: Computation<Value>)

    private let queue: DispatchQueue
    private let reader: Computation<PublishedReader>
    /// Asked for where nobody will ask for anything else.
    private let ending: Interruption
    private let spent: Part<SpendReading<SpentCampaigns>>?
    private let index: Computation<StoredPersonIndex?>?
    private let visited: Part<PublishedVisits>?

    /// Begins to read, in the order in which it will be asked for; nil where everything is made anew.
    ///
    /// - Parameter live: the files that were published when the publication began.
    init?(
        _ pipeline: LoadedPipeline, _ warehouse: Warehouse, _ publication: Publication, _ plans: [SourceInputs],
        live: [FileVersion]
    ) {
        guard publication.scope == .changes else { return nil }
        let (queue, ending) = (DispatchQueue(label: "throughline.published"), Interruption())
        let reader = Computation(on: queue) { () throws(Failure) in try PublishedReader(warehouse) }
        func reading<Value>(
            _ read: @escaping @Sendable (PublishedReader) throws(Failure) -> Value
        ) -> Computation<Value> {
            Computation(on: queue) { () throws(Failure) in
                try ending.check()
                return try read(reader.value())
            }
        }
        let campaigns = SpentCampaigns(pipeline)
        spent = PublishedReader.Files("spend", pipeline, plans, live).map { files in
            (files, reading { reader throws(Failure) in try reader.spend(of: files, campaigns) })
        }
        index = pipeline.tellsReach ? reading { reader throws(Failure) in try reader.personIndex() } : nil
        visited = PublishedReader.Files("visit", pipeline, plans, live).map { files in
            (files, reading { reader throws(Failure) in try reader.visits(of: files) })
        }
        (self.queue, self.ending, self.reader) = (queue, ending, reader)
    }

    /// Spend as it was published, where the publication left it so; asked for once.
    func spend(in publication: Publication) -> SpendReading<SpentCampaigns>? {
        guard let spent, publication.keeps(spent.files, of: .spend) else { return nil }
        return try? spent.reading.take()
    }

    /// Visits as they were published, where the publication left them so; asked for once.
    func visits(in publication: Publication) -> PublishedVisits? {
        guard let visited, publication.keeps(visited.files, of: .visit) else { return nil }
        return try? visited.reading.take()
    }

    /// Where leads and deals stood, or nil in it where that isn't known.
    func personIndex() -> StoredPersonIndex?? { try? index?.take() }

    /// Ends what is still read.
    func end() {
        ending.request(signal: SIGTERM)
        try? reader.value().interrupt()
        queue.sync {}
    }
}

extension PublishedReader.Files {
    /// The published files of an entity, by whether inputs may take days from them or take their place; nil where none is
    /// kept.
    init?(_ entity: String, _ pipeline: LoadedPipeline, _ plans: [SourceInputs], _ live: [FileVersion]) {
        var kept: Set<Int64> = []
        var left: Set<Int64> = []
        for source in pipeline.definition.sources where source.entity == entity {
            let plan = plans.first { $0.source.name == source.name }
            var paths = Set(plan?.dropped.map(\.path) ?? [])
            var days = DaySet()
            for input in plan?.inputs ?? [] {
                paths.insert(input.version.path)
                if let slot = input.version.slot { days.add(slot) }
            }
            for file in live where file.source == source.name {
                guard let id = file.id else { continue }
                let isLeft = paths.contains(file.path) || file.slot.map(days.overlaps) != false
                if isLeft { left.insert(id) } else { kept.insert(id) }
            }
        }
        guard !kept.isEmpty else { return nil }
        self.init(kept: kept, left: left)
    }
}
