internal import Foundation

/// What a `FaultServer` was asked.
package struct ServerRequest: Sendable {
    /// From 1 on, over all connections, in the order of arrival.
    package var number: Int
    package var method: String
    /// The path without its query, as it came.
    package var path: String
    /// The query's items, decoded, in their order.
    package var query: [(name: String, value: String)]
    /// By name in small letters.
    package var headers: [String: String]
    package var body: [UInt8]

    /// The value of a query item.
    package subscript(_ name: String) -> String? {
        query.last { $0.name == name }?.value
    }

    package var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// The items of a form in the body.
    package var form: [String: String] {
        Dictionary(Self.items(of: bodyText[...]).map { ($0.name, $0.value) }) { $1 }
    }

    init(number: Int, head: String, body: [UInt8]) {
        self.number = number
        self.body = body
        let lines = head.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        method = words.first.map(String.init) ?? ""
        let target = words.count > 1 ? words[1] : ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? Self.items(of: parts[1]) : []
        headers = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[line[..<colon].lowercased()] = value
        }
    }

    private static func items(of text: Substring) -> [(name: String, value: String)] {
        text.split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? String($0)
            }
            return (pair[0], pair.count > 1 ? pair[1] : "")
        }
    }
}
