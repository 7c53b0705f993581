internal import Crypto

/// What tells a row from every other: the first 128 bits of a SHA-256 over its values.
///
/// Among a billion rows two different ones share them with a chance below 10⁻²⁰.
package struct RowFingerprint: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    /// The fingerprint of some bytes.
    package init(of bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        (high, low) = hash.finalize().withUnsafeBytes {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }
}

/// The fingerprints met so far: sixteen bytes each, in a table at most two thirds full.
struct FingerprintSet {
    /// Zeros are free slots; a fingerprint of zeros would be met after 10³⁸ rows.
    private var slots: [(high: UInt64, low: UInt64)]
    private var count = 0

    init() {
        slots = Array(repeating: (0, 0), count: 1024)
    }

    /// Adds a fingerprint and says whether it is new.
    mutating func insert(_ fingerprint: RowFingerprint) -> Bool {
        if count * 3 >= slots.count * 2 { grow() }
        guard Self.insert((fingerprint.high, fingerprint.low), into: &slots) else { return false }
        count += 1
        return true
    }

    private mutating func grow() {
        var larger = [(high: UInt64, low: UInt64)](repeating: (0, 0), count: slots.count * 2)
        for slot in slots where slot != (0, 0) {
            _ = Self.insert(slot, into: &larger)
        }
        slots = larger
    }

    private static func insert(
        _ value: (high: UInt64, low: UInt64),
        into slots: inout [(high: UInt64, low: UInt64)]
    ) -> Bool {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: value.low) & mask
        while slots[slot] != (0, 0) {
            if slots[slot] == value { return false }
            slot = (slot + 1) & mask
        }
        slots[slot] = value
        return true
    }
}
