/// What a server answered: the whole of it, or its head where the body went to a file.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// In the order they came, names as they came.
    package var headers: [(name: String, value: String)]
    /// Unpacked; where the body went to a file, its start, as far as it is known.
    package var body: [UInt8]
    /// Bytes of the body, unpacked.
    package var bodySize: Int64
    /// The address that answered, after redirects.
    package var address: String

    package init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], bodySize: Int64? = nil,
        address: String = ""
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.bodySize = bodySize ?? Int64(body.count)
        self.address = address
    }

    /// The value of a header, the last of several; names have no case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.last { $0.name.lowercased() == wanted }?.value
    }

    package var isSuccess: Bool { (200..<300).contains(status) }
}
