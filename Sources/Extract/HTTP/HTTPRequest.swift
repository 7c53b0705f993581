package import Definitions

/// One request as it is sent.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    package var method: Method
    package var address: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]?
    /// Whether asking twice does nothing twice: true of GET, and of reports that are asked for by POST.
    package var isRepeatable: Bool

    package init(
        _ method: Method = .get, _ address: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        isRepeatable: Bool? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
        self.isRepeatable = isRepeatable ?? (method == .get)
    }
}

/// A line of a request's head.
package struct HTTPHeader: Hashable, Sendable {
    package var name: String
    package var value: Secret
    /// Whether it tells the server who asks: never sent to another host than the one it was meant for.
    package var isCredential: Bool

    package init(_ name: String, _ value: String, isCredential: Bool = false) {
        self.name = name
        self.value = Secret(value)
        self.isCredential = isCredential || Self.alwaysCredentials.contains(name.lowercased())
    }

    private static let alwaysCredentials: Set<String> = ["authorization", "cookie", "proxy-authorization"]
}
