import Definitions
import Journeys
import Warehouse

/// What is kept of the phones and e-mails of leads and deals: their normal form or its keyed hash.
struct ContactColumns: Sendable {
    private let fields: [(kind: IdentityKey.Kind, index: Int?)]
    private let region: PhoneRegion
    private let storage: IdentityDefinition.ContactStorage
    /// Of each field, where hashes are stored.
    private let hashers: [ContactKey.Hasher?]

    /// The entities whose records have contacts.
    static let entities: Set<String> = ["lead", "deal", "call", "chat"]

    /// Gives nil for entities without contacts.
    init?(_ pipeline: LoadedPipeline, source: SourceDefinition) {
        guard let contract = pipeline.contracts[source.entity] else { return nil }
        switch source.entity {
        case "lead", "deal":
            fields = [(.phone, contract.index(of: "phone")), (.email, contract.index(of: "email"))]
        case "call", "chat": fields = [(.phone, contract.index(of: "phone"))]
        default: return nil
        }
        region = pipeline.definition.identity.region
        storage = pipeline.definition.identity.storesContacts
        hashers = fields.map { pipeline.contactKey?.hasher(of: $0.kind) }
    }

    /// The columns phone, email (of a call or a chat the phone alone) and those that tell which of them can't be read.
    ///
    /// An unreadable one keeps its row and links nothing.
    func columns(of batch: RecordBatch) -> [GivenColumn] {
        batch.withTexts(of: fields.map(\.index)) { texts in
            var stored: [GivenColumn] = []
            var faults: [GivenColumn] = []
            for (field, texts) in texts.enumerated() {
                guard !texts.isAbsent else {
                    stored.append(.text(""))
                    faults.append(.integer(0))
                    continue
                }
                let (contacts, areUnreadable) = columns(of: field, texts, rows: batch.count)
                stored.append(.texts(contacts))
                faults.append(areUnreadable.contains(1) ? .integers(areUnreadable) : .integer(0))
            }
            return stored + faults
        }
    }

    private func columns(
        of field: Int, _ texts: FieldTexts, rows: Int
    ) -> (contacts: TextColumn, areUnreadable: [Int64]) {
        var scan = KeyScan(fields[field].kind, region: region)
        let hasher = hashers[field]
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(rows)
        bytes.reserveCapacity(rows * 32)
        var areUnreadable = [Int64](repeating: 0, count: rows)
        for row in 0..<rows {
            switch scan.read(texts[row]) {
            case .key:
                switch storage {
                case .plain: bytes.append(contentsOf: scan.text)
                case .hashed: scan.text.withUnsafeBufferPointer { hasher?.append($0, to: &bytes) }
                case .none: break
                }
            case .unreadable: areUnreadable[row] = 1
            case .absent, .null: break
            }
            ends.append(bytes.count)
        }
        return (TextColumn(bytes: bytes, ends: ends), areUnreadable)
    }
}
