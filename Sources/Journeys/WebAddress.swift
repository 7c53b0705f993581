import Definitions

/// The parts of a landing page's or referrer's address that tell where a touch came from.
///
/// Lenient, as exports are: the scheme may be missing, parameters may stand behind the `#`, and `&` may be `&amp;`.
package struct WebAddress: Hashable, Sendable {
    /// Lower case, without user, port and `www.`; empty where the address starts with its path.
    package var host: String
    /// The query's parameters in order, names in lower case, values as written.
    package var parameters: [Parameter]
    private var pathText: String

    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    /// - Complexity: O(*n*)
    package init(_ text: String) {
        guard !text.isEmpty else {
            (host, parameters, pathText) = ("", [], "")
            return
        }
        // Everything that is looked for is ASCII, so bytes do.
        let bytes = text.utf8
        let start = bytes.firstIndex { $0 > UInt8(ascii: " ") } ?? bytes.endIndex
        let authorityStart = Self.end(ofSchemeIn: bytes[start...])
        let rest = bytes[(authorityStart ?? start)...]
        let queryStart = rest.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? rest.endIndex
        let place = rest[..<queryStart]
        let slash = place.firstIndex(of: UInt8(ascii: "/")) ?? place.endIndex
        let candidate = Self.host(place[..<slash])
        // `catalog/page` is a path; only a dot makes an address without a scheme a host.
        let hasHost = authorityStart != nil || candidate.utf8.contains(UInt8(ascii: "."))
        host = hasHost ? candidate : ""
        pathText = String(Substring(place[(hasHost ? slash : place.startIndex)...]))
        parameters = Self.parameters(rest[queryStart...])
    }

    /// The path's parts, lower case.
    package var path: [String] {
        pathText.lowercased().split(separator: "/").map(String.init)
    }

    /// The first value of a parameter, or nil where it is absent or empty.
    package func value(of name: String) -> String? {
        parameters.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    private static func end(ofSchemeIn text: Substring.UTF8View) -> Substring.UTF8View.Index? {
        let slashes = [UInt8(ascii: "/"), UInt8(ascii: "/")]
        if text.starts(with: slashes) { return text.index(text.startIndex, offsetBy: 2) }
        guard let colon = text.firstIndex(where: { !isSchemeByte($0) }), text[colon] == UInt8(ascii: ":") else {
            return nil
        }
        let tail = text[text.index(after: colon)...]
        return tail.starts(with: slashes) ? tail.index(tail.startIndex, offsetBy: 2) : nil
    }

    /// Letters, digits, `+`, `-` and `.` (RFC 3986, 3.1).
    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func host(_ authority: Substring.UTF8View) -> String {
        var name = authority
        if let at = name.lastIndex(of: UInt8(ascii: "@")) { name = name[name.index(after: at)...] }
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) { name = name[..<colon] }
        var host = String(Substring(name)).foldedTag
        while host.utf8.last == UInt8(ascii: ".") { host.removeLast() }
        return host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }

    /// What follows the path: the query, and the parameters that single-page sites keep behind the `#`.
    private static func parameters(_ text: Substring.UTF8View) -> [Parameter] {
        guard !text.isEmpty else { return [] }
        var parameters: [Parameter] = []
        let isMark = { (byte: UInt8) in
            byte == UInt8(ascii: "&") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
        }
        for pair in text.split(whereSeparator: isMark) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
            var name = String(Substring(pair[..<equals])).foldedTag
            if name.hasPrefix("amp;") { name.removeFirst(4) }
            guard !name.isEmpty else { continue }
            parameters.append(Parameter(name: name, value: String(Substring(pair[pair.index(after: equals)...]))))
        }
        return parameters
    }
}
