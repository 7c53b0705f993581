import Definitions
import Dispatch
import Warehouse

/// Reads the leads and deals that were last published, on a thread and a connection of its own, while files land and are
/// loaded.
///
/// A night changes few of them, which are read again once they are settled.
final class EvidenceAhead: @unchecked Sendable {
    private let keys: KeyReading
    /// Of the reading thread until it is waited for; nil where they can't be read.
    private var records: PersonRecords?
    private let read = DispatchGroup()

    init(_ definition: IdentityDefinition, _ warehouse: Warehouse) {
        keys = KeyReading(region: definition.region)
        DispatchQueue.global().async(group: read) { [self] in
            records = try? warehouse.publishedPersonRecords(keys: Set(definition.keys), keys.take)
        }
    }

    /// The records as they are by now with what takes their keys, or nil where all are to be read anew; asked for once.
    func take(_ publication: Publication) throws -> (records: PersonRecords, keys: KeyReading)? {
        read.wait()
        guard var records = records.take(), try publication.readChanged(&records, keys.take) else { return nil }
        return (records, keys)
    }
}
