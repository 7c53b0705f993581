/// A question and what came of it, as people may see it: secrets are taken out.
package struct HTTPExchange: Hashable, Sendable {
    /// The method and the whole address.
    package var request: String
    /// What was sent; empty where nothing was.
    package var body: String
    /// nil where no answer came.
    package var status: Int?
    /// Of the answer's body, unpacked where it is kept in memory.
    package var bytes: Int64 = 0
    /// Why no answer came.
    package var trouble: String?

    init(_ request: HTTPRequest, _ redaction: Redaction) {
        self.request = "\(request.method.rawValue) \(redaction.apply(to: request.address))"
        body = redaction.apply(to: String(decoding: request.body ?? [], as: UTF8.self))
    }
}
