import Crypto
import Definitions
import Warehouse

/// The hash of a journey with its touches and their shares: where it is as it was, so is all that is stored of it.
///
/// Half of the first half of a SHA-256: that a journey changes unseen is as likely as to draw one number twice of 2⁶⁴.
struct JourneySignature {
    private var bytes: [UInt8] = []

    /// Begins a journey.
    mutating func begin(_ row: Publication.JourneyRow, day: Day) {
        bytes.removeAll(keepingCapacity: true)
        add(row.identity)
        add(row.path)
        add(row.reason)
        add((row.isCounted ? 1 : 0) + (row.isWon ? 2 : 0))
        for day in [row.leadDay, row.dealCreatedDay, row.dealWonDay, row.paymentDay, row.reportDay, day] {
            add(day.map { Int64($0.number) } ?? .min)
        }
        add(row.value)
        add(Int64(row.touches))
        add(Int64(row.droppedTouches))
    }

    /// Adds a touch.
    ///
    /// - Parameter identity: whose it is.
    mutating func add(_ touch: FoundTouch, identity: String) {
        add(touch.kind.rawValue)
        add(touch.file)
        add(touch.line)
        add(touch.source)
        add(touch.recordID)
        add(identity)
        add(touch.at.milliseconds)
        add(Int64(touch.day.number))
        add(touch.tag)
        let placement = touch.placement
        add(placement.traffic)
        add((placement.isPaid ? 1 : 0) + (placement.isDirect ? 2 : 0))
        add(placement.platform)
        add(placement.status)
        add(placement.rule)
    }

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func add(_ text: String) {
        add(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// The signature of what was added.
    var value: Int64 {
        SHA256.hash(data: bytes).withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
    }
}
