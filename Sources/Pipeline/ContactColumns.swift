import Definitions
import Journeys
import Warehouse

/// What is kept of the phones and e-mails of leads and deals: their normal form or its keyed hash.
struct ContactColumns {
    private let fields: [(kind: IdentityKey.Kind, index: Int?)]
    private let region: PhoneRegion
    private let storage: IdentityDefinition.ContactStorage
    private let key: ContactKey?

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
        key = pipeline.contactKey
    }

    /// The columns phone, email (of a call or a chat the phone alone) and those that tell which of them can't be read.
    ///
    /// An unreadable one keeps its row and links nothing.
    func columns(of batch: RecordBatch) -> [FactLoader.GivenColumn] {
        var texts: [FactLoader.GivenColumn] = []
        var faults: [FactLoader.GivenColumn] = []
        for (kind, index) in fields {
            var stored: [String] = []
            var isUnreadable: [Int64] = []
            for row in 0..<batch.count {
                let reading = IdentityKey.read(batch.text(index, row), as: kind, region: region)
                isUnreadable.append(reading == .unreadable ? 1 : 0)
                if case .key(let key) = reading { stored.append(text(of: key)) } else { stored.append("") }
            }
            texts.append(.texts(stored))
            faults.append(.integers(isUnreadable))
        }
        return texts + faults
    }

    private func text(of contact: IdentityKey) -> String {
        switch storage {
        case .plain: contact.text
        case .hashed: key?.hash(of: contact) ?? ""
        case .none: ""
        }
    }
}
