import Definitions
import Warehouse

/// All that decides how a source's files are read and what their rows become, as one hash a part.
///
/// A file version keeps the text of the definition it was read by; where a part differs today, it is read again.
struct ReadingDefinition: Hashable, Sendable {
    /// What users change apart from each other, in the order of the text.
    enum Part: Int, Hashable, Sendable, CaseIterable {
        case program, pipeline, source, contract, channels

        /// The part as plans name it.
        var name: String {
            switch self {
            case .program: "the program"
            case .pipeline: "the head of the pipeline file"
            case .source: "the source in the pipeline file"
            case .contract: "the entity's contract"
            case .channels: "the channel rules"
            }
        }
    }

    private let hashes: [Substring]

    init(_ pipeline: LoadedPipeline, _ source: SourceDefinition) {
        let definition = pipeline.definition
        hashes = Part.allCases.map { part in
            let texts: [String] =
                switch part {
                case .program: [engineVersion, ZoneTable.dataVersion, derivedDefinition(pipeline.schemas)]
                case .pipeline:
                    [
                        definition.name, definition.timeZone, definition.currency, definition.start.description,
                        definition.attribution.reportModel, definition.vatBase?.rawValue ?? "",
                        // A stage is looked up when its row is read.
                        ["deal", "stage_event"].contains(source.entity) ? definition.funnel?.fingerprint ?? "" : "",
                        // So are contacts.
                        ContactColumns.entities.contains(source.entity) ? pipeline.contactDefinition : "",
                    ]
                case .source: [source.fingerprint]
                case .contract: [pipeline.schemas.files["entities/\(source.entity).yml"] ?? ""]
                case .channels: [pipeline.schemas.files["channels.yml"] ?? ""]
                }
            // Half a SHA-256 tells definitions of one pipeline apart.
            return sha256Text(texts.joined(separator: "\u{0}")).prefix(32)
        }
    }

    /// The definition as the ledger keeps it.
    var text: String {
        hashes.joined(separator: "-")
    }

    /// The parts in which an older definition differs from this one; all where its text can't be taken apart.
    func changes(since older: String) -> [Part] {
        let parts = older.split(separator: "-")
        guard parts.count == hashes.count else { return Part.allCases }
        return Part.allCases.filter { parts[$0.rawValue] != hashes[$0.rawValue] }
    }
}

extension LoadedPipeline {
    /// The hash of all that published numbers follow from, beside the files.
    var publishingDefinition: String {
        let sources = definition.sources.map { "\($0.name) \(ReadingDefinition(self, $0).text)" }
        return sha256Text((archive.map(\.hash) + sources + [settlementDefinition()]).joined(separator: "\u{0}"))
    }

    /// Whether any cost is divided by what the marts hold of its month, which a late lead may move.
    var splitsCosts: Bool {
        definition.sources.contains { $0.split != nil }
    }

    /// What stored contacts depend on.
    fileprivate var contactDefinition: String {
        let identity = definition.identity
        return "\(identity.region.rawValue) \(identity.storesContacts.rawValue) \(contactKey?.fingerprint ?? "")"
    }
}
