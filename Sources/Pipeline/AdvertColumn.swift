import Definitions
import Warehouse

/// The distinct adverts of a block of spend, and which each row names.
struct AdvertColumn: Sendable {
    /// As `Publication.advertIDs` takes them, in the order in which they come first.
    private(set) var names = TextTable()
    /// Of each row the position of its advert.
    private(set) var codes: [UInt32] = []

    init(_ batch: RecordBatch, _ contract: EntityContract) {
        let fields = Publication.advertFields.map { contract.index(of: $0) }
        batch.withTexts(of: fields) { texts in
            var name: [UInt8] = []
            codes.reserveCapacity(batch.count)
            for row in 0..<batch.count {
                name.removeAll(keepingCapacity: true)
                for text in texts {
                    name.append(contentsOf: text[row])
                    name.append(Publication.advertTextEnd)
                }
                codes.append(name.withUnsafeBufferPointer { UInt32(names.position(of: $0)) })
            }
        }
    }
}
