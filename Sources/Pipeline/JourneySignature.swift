import Definitions
import Journeys
import Warehouse

/// The hash of a journey with its touches and their shares: where it is as it was, so is all that is stored of it.
///
/// Multiplies each word to 128 bits and folds the halves, as wyhash does. That a journey changes unseen is about as likely
/// as to draw one number twice of 2⁶⁴; nobody gains by making two of them alike.
struct JourneySignature {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The signature of what was added.
    var value: Int64 { Int64(bitPattern: state) }

    mutating func add(_ word: UInt64) {
        let (high, low) = (state ^ word &+ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        state = high ^ low
    }

    mutating func add(_ number: Int64) {
        add(UInt64(bitPattern: number))
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    /// Adds a text of UTF-8.
    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        let raw = UnsafeRawBufferPointer(text)
        add(UInt64(raw.count))
        var offset = 0
        while offset + 8 <= raw.count {
            add(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        guard offset < raw.count else { return }
        var rest: UInt64 = 0
        for byte in raw[offset...] { rest = rest << 8 | UInt64(byte) }
        add(rest)
    }

    /// The hash of some texts.
    static func hash(of texts: String...) -> UInt64 {
        var signature = JourneySignature()
        for text in texts { signature.add(text) }
        return signature.state
    }

    /// Adds what a row of a journey tells.
    ///
    /// - Parameter day: that of the conversion, on which credit to nothing lies.
    mutating func add(_ row: Publication.JourneyRow, day: Day) {
        add((row.isCounted ? 1 : 0) + (row.isWon ? 2 : 0) as UInt64)
        add(row.leadDay)
        add(row.dealCreatedDay)
        add(row.dealWonDay)
        add(row.paymentDay)
        add(row.reportDay)
        add(day)
        add(row.value)
    }

    private mutating func add(_ day: Day?) {
        add(day.map { Int64($0.number) } ?? .min)
    }
}

extension TouchTable {
    /// The hashes of what touches have in common, to be part of signatures.
    struct Hashes {
        private let placements: [UInt64]
        private let sources: [UInt64]
        private let files: [TouchTable.File]
        private let ids: PackedTexts

        init(_ table: TouchTable) {
            files = table.files
            ids = table.ids
            sources = table.sources.map { JourneySignature.hash(of: $0) }
            placements = table.placements.map { placement in
                var signature = JourneySignature()
                signature.add(placement.id)
                signature.add((placement.isDirect ? 1 : 0) as UInt64)
                return UInt64(bitPattern: signature.value)
            }
        }

        /// Adds a touch to a signature.
        func add(_ touch: FoundTouch, to signature: inout JourneySignature) {
            signature.add(UInt64(touch.kind.rawValue))
            signature.add(files[Int(touch.file)].id)
            signature.add(Int64(touch.line))
            signature.add(sources[Int(touch.source)])
            ids.withBytes(at: touch.id) { signature.add($0) }
            signature.add(touch.at.milliseconds)
            signature.add(Int64(touch.day.number))
            signature.add(Int64(touch.tag))
            signature.add(placements[Int(touch.placement)])
        }
    }
}
