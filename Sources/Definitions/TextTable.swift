import Glibc

/// Distinct texts by position: each is kept once, however often it is asked for.
package struct TextTable: Sendable {
    /// The position of a text and one; 0: the place is free.
    private var places: [UInt32]
    private var hashes: [UInt64] = []
    private var ends: [Int] = []
    private var bytes: [UInt8] = []

    package init() {
        places = [UInt32](repeating: 0, count: 256)
    }

    package var count: Int { hashes.count }

    /// One of the texts.
    package subscript(_ position: Int) -> ArraySlice<UInt8> {
        bytes[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
    }

    /// The position of a text, at the end where it is new.
    ///
    /// - Complexity: O(*n*) in its length
    package mutating func position(of text: UnsafeBufferPointer<UInt8>) -> Int {
        if 2 * hashes.count >= places.count { grow() }
        let hash = textHash(text)
        let place = place(of: text, hash)
        if places[place] != 0 { return Int(places[place]) - 1 }
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        hashes.append(hash)
        places[place] = UInt32(hashes.count)
        return hashes.count - 1
    }

    /// The position of a text; nil where it isn't among them.
    ///
    /// - Complexity: O(*n*) in its length
    package func existingPosition(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        let position = places[place(of: text, textHash(text))]
        return position == 0 ? nil : Int(position) - 1
    }

    /// Where a text is, or the free place where it belongs.
    private func place(of text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if hashes[position] == hash, holds(text, at: position) { break }
            place = (place + 1) & mask
        }
        return place
    }

    private func holds(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        let start = position == 0 ? 0 : ends[position - 1]
        guard ends[position] - start == text.count else { return false }
        guard let other = text.baseAddress else { return true }
        return bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map { memcmp($0 + start, other, text.count) == 0 } ?? true
        }
    }

    private mutating func grow() {
        places = [UInt32](repeating: 0, count: places.count * 2)
        let mask = places.count - 1
        for (position, hash) in hashes.enumerated() {
            var place = Int(truncatingIfNeeded: hash) & mask
            while places[place] != 0 { place = (place + 1) & mask }
            places[place] = UInt32(position + 1)
        }
    }
}
