/// Leaves out of a landing page's address what tells nothing of its tags, so that addresses which differ in the page or in
/// the number of the click count as one.
///
/// What is left reads as the whole does: the same host, the same tags, the same ids, the same kind of click.
package struct AddressReduction: Sendable {
    /// By their bytes, lower case; whether a value of letters and digits says no more than that there is one.
    private let names: [[UInt8]: Bool]
    /// The lengths of names, so that most parameters are passed over unread.
    private let lengths: Set<Int>

    package init(_ rules: ChannelRules) {
        var names: [[UInt8]: Bool] = [:]
        for name in rules.names.clickIDs { names[Array(name.utf8)] = true }
        for name in ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"]
            + CampaignClues.campaignParameters + CampaignClues.adParameters
        {
            names[Array(name.utf8)] = false
        }
        self.names = names
        lengths = Set(names.keys.map(\.count))
    }

    /// Appends what is left of an address.
    ///
    /// - Complexity: O(*n*)
    package func append(_ address: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
        var query = 0
        while query < address.count, address[query] != UInt8(ascii: "?"), address[query] != UInt8(ascii: "#") {
            query += 1
        }
        append(address[..<Self.endOfHost(address, before: query)], to: &text)
        var mark = UInt8(ascii: "?")
        var start = query
        while start < address.count {
            var end = start + 1
            var equals: Int?
            while end < address.count, !Self.divides(address[end]) {
                if equals == nil, address[end] == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            if let equals, let isClick = matters(address[start + 1..<equals]) {
                text.append(mark)
                mark = UInt8(ascii: "&")
                append(address[start + 1...equals], to: &text)
                let value = address[equals + 1..<end]
                if isClick, !value.isEmpty, value.allSatisfy({ Self.isPlain($0) && $0 != UInt8(ascii: "_") }) {
                    text.append(UInt8(ascii: "1"))
                } else {
                    append(value, to: &text)
                }
            }
            start = end
        }
    }

    /// Whether a parameter of the name is a click's; nil: of no matter.
    private func matters(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool? {
        // What may be a name in disguise stays.
        guard name.allSatisfy(Self.isPlain) else { return false }
        guard lengths.contains(name.count) else { return nil }
        return names[name.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }]
    }

    private func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, to text: inout [UInt8]) {
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes))
    }

    /// Where the host ends: at the first `/` that follows a `//`, or at the first one.
    private static func endOfHost(_ address: UnsafeBufferPointer<UInt8>, before end: Int) -> Int {
        let slash = UInt8(ascii: "/")
        var position = 0
        while position < end, address[position] != slash { position += 1 }
        if position + 1 < end, address[position + 1] == slash {
            position += 2
            while position < end, address[position] != slash { position += 1 }
        }
        return position
    }

    private static func divides(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Letters, digits, `_`, `-` and `.`, which mean themselves.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
