/// What brings answers: the network, or a recording of it.
///
/// It asks once and judges nothing.
protocol HTTPTransport: AnyObject {
    /// Asks, and keeps the answer in memory.
    func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse

    /// Asks, and writes the bytes of a success to a file as they come.
    func receive(_ request: HTTPRequest, into part: PartialDownload) throws(TransferError) -> HTTPResponse
}

extension HTTPClient: HTTPTransport {}
