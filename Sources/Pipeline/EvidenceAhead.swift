import Definitions
import Warehouse

/// Reads the leads and deals that were last published, on a thread and a connection of its own, while files land and are
/// loaded.
///
/// A night changes few of them, which are read again once they are settled.
struct EvidenceAhead: Sendable {
    private let keys: KeyReading
    private let records: Computation<PersonRecords>

    init(_ definition: IdentityDefinition, _ warehouse: Warehouse) {
        let keys = KeyReading(region: definition.region)
        self.keys = keys
        records = Computation { () throws(Failure) in
            try warehouse.publishedPersonRecords(keys: Set(definition.keys), keys.take)
        }
    }

    /// The records as they are by now with what takes their keys, or nil where all are to be read anew; asked for once.
    func take(_ publication: Publication) throws -> (records: PersonRecords, keys: KeyReading)? {
        // Where they couldn't be read so, they are read as they are.
        guard var records = try? records.take(), try publication.readChanged(&records, keys.take) else { return nil }
        return (records, keys)
    }
}
