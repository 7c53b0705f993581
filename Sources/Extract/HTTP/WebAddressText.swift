/// The texts that web addresses are made of.
package enum WebAddressText {
    /// A text with all but letters, digits and `-._~` as percent codes: RFC 3986, section 2.3.
    package static func encoded(_ text: String, digits: String = "0123456789ABCDEF") -> String {
        let digits = Array(digits.utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Names and values as a query or a form.
    package static func form(_ items: [(name: String, value: String)]) -> String {
        items.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// An address with more items in its query.
    package static func appending(_ items: [(name: String, value: String)], to address: String) -> String {
        guard !items.isEmpty else { return address }
        var address = Substring(address)
        var fragment: Substring = ""
        if let mark = address.firstIndex(of: "#") {
            fragment = address[mark...]
            address = address[..<mark]
        }
        let joint = address.contains("?") ? (address.hasSuffix("?") || address.hasSuffix("&") ? "" : "&") : "?"
        return address + joint + form(items) + fragment
    }
}
