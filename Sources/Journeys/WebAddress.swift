import Definitions

/// The parts of a landing page's or referrer's address that tell where a touch came from.
///
/// Lenient, as exports are: the scheme may be missing, parameters may stand behind the `#`, and `&` may be `&amp;`.
package struct WebAddress: Hashable, Sendable {
    /// Lower case, without user, port and `www.`; empty where the address starts with its path.
    package var host: String
    /// The path's parts, lower case.
    package var path: [String]
    /// The query's parameters in order, names in lower case, values as written.
    package var parameters: [Parameter]

    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    /// - Complexity: O(*n*)
    package init(_ text: String) {
        var rest = text.unicodeScalars[...]
        while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
        let authorityStart = Self.end(ofSchemeIn: rest)
        let hasAuthority = authorityStart != nil
        rest = rest[(authorityStart ?? rest.startIndex)...]
        let queryStart = rest.firstIndex { $0 == "?" || $0 == "#" } ?? rest.endIndex
        let place = rest[..<queryStart]
        let slash = place.firstIndex(of: "/") ?? place.endIndex
        let candidate = Self.host(place[..<slash])
        // `catalog/page` is a path; only a dot makes an address without a scheme a host.
        let hasHost = hasAuthority || candidate.contains(".")
        host = hasHost ? candidate : ""
        path = String(place[(hasHost ? slash : place.startIndex)...]).lowercased()
            .split(separator: "/").map(String.init)
        parameters = Self.parameters(rest[queryStart...])
    }

    /// The first value of a parameter, or nil where it is absent or empty.
    package func value(of name: String) -> String? {
        parameters.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    private static func end(ofSchemeIn text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView.Index? {
        if text.starts(with: "//".unicodeScalars) { return text.index(text.startIndex, offsetBy: 2) }
        guard let colon = text.firstIndex(where: { !$0.isSchemeCharacter }), text[colon] == ":" else { return nil }
        let tail = text[text.index(after: colon)...]
        return tail.starts(with: "//".unicodeScalars) ? tail.index(tail.startIndex, offsetBy: 2) : nil
    }

    private static func host(_ authority: Substring.UnicodeScalarView) -> String {
        let afterUser = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let name = afterUser.prefix { $0 != ":" }
        var host = String(name).foldedTag
        while host.hasSuffix(".") { host.removeLast() }
        return host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }

    /// What follows the path: the query, and the parameters that single-page sites keep behind the `#`.
    private static func parameters(_ text: Substring.UnicodeScalarView) -> [Parameter] {
        var parameters: [Parameter] = []
        for pair in text.split(whereSeparator: { $0 == "&" || $0 == "?" || $0 == "#" }) {
            guard let equals = pair.firstIndex(of: "=") else { continue }
            var name = String(pair[..<equals]).lowercased()
            if name.hasPrefix("amp;") { name.removeFirst(4) }
            guard !name.isEmpty else { continue }
            parameters.append(Parameter(name: name, value: String(pair[pair.index(after: equals)...])))
        }
        return parameters
    }
}

extension Unicode.Scalar {
    fileprivate var isSchemeCharacter: Bool {
        properties.isAlphabetic && isASCII || ("0"..."9").contains(self) || self == "+" || self == "-" || self == "."
    }
}
