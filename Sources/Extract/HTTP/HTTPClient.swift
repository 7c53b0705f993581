import CCurl
import Definitions
import Glibc

/// Sends requests and brings answers, whole or not at all; it asks once and judges nothing.
///
/// A call waits on the thread that makes it, so it never belongs on a cooperative pool. One client serves one thread at
/// a time and keeps its connections open between requests.
final class HTTPClient {
    let settings: HTTPSettings
    let redaction: Redaction
    private let interruption: () throws(Failure) -> Void
    private let handle: CurlHandle

    /// - Parameter interruption: asked at least once a second whether to go on.
    init(
        settings: HTTPSettings, redaction: Redaction, interruption: @escaping () throws(Failure) -> Void
    ) throws(TransferError) {
        self.settings = settings
        self.redaction = redaction
        self.interruption = interruption
        handle = try CurlHandle()
    }

    /// Asks, and keeps the answer in memory: pages of an API, tokens, the state of a report.
    func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse {
        let (transfer, address) = try follow(request, target: .memory)
        return HTTPResponse(
            status: transfer.status, headers: transfer.headers, body: try unpacked(transfer), address: address)
    }

    /// Asks, and writes the answer's bytes to a file as they come, packed as they are.
    ///
    /// An answer that is no success is kept in memory and leaves the file as it is.
    ///
    /// - Parameter part: what an earlier try left of the answer, which the server may continue.
    func receive(
        _ request: HTTPRequest, into part: PartialDownload
    ) throws(TransferError) -> HTTPResponse {
        var request = request
        let offset = part.size
        let validator = offset > 0 ? part.validator : nil
        if let validator {
            request.headers.append(HTTPHeader("Range", "bytes=\(offset)-"))
            request.headers.append(HTTPHeader("If-Range", validator))
        }
        try part.seek(to: validator == nil ? 0 : offset)
        let target = Transfer.Target.file(descriptor: part.descriptor, offset: validator == nil ? 0 : offset)
        let (transfer, address) = try follow(request, target: target, resumes: validator != nil) { transfer in
            part.note(transfer)
        }
        if (200..<300).contains(transfer.status), transfer.arrived == 0 { try part.empty() }
        let isSuccess = (200..<300).contains(transfer.status)
        return HTTPResponse(
            status: transfer.status, headers: transfer.headers, body: isSuccess ? [] : try unpacked(transfer),
            bodySize: transfer.received, address: address)
    }

    // MARK: Redirects

    /// Sends a request, and again where the answer says it is elsewhere.
    private func follow(
        _ first: HTTPRequest, target: Transfer.Target, resumes: Bool = false, tried: (Transfer) -> Void = { _ in }
    ) throws(TransferError) -> (Transfer, address: String) {
        var request = first
        for _ in 0...settings.redirectLimit {
            let transfer = try perform(request, target: target, resumes: resumes, tried: tried)
            guard [301, 302, 303, 307, 308].contains(transfer.status), let next = handle.redirectAddress else {
                return (transfer, request.address)
            }
            request = try redirected(request, to: next, status: transfer.status)
        }
        throw TransferError(
            .redirect, "\(shown(first.address)) is redirected more than \(settings.redirectLimit) times",
            hint: "open it in a browser to see where it leads, and write the last address")
    }

    /// The request to send to another address: without what only the first host may know.
    private func redirected(
        _ request: HTTPRequest, to address: String, status: Int
    ) throws(TransferError) -> HTTPRequest {
        guard let old = WebOrigin(request.address), let new = WebOrigin(address) else {
            throw TransferError(
                .redirect,
                "\(shown(request.address)) is redirected to '\(redaction.shown(address: address))', "
                    + "which is no web address")
        }
        guard old.scheme == new.scheme || new.scheme == "https" else {
            throw TransferError(
                .redirect, "\(shown(request.address)) is redirected from https to http, where anybody could listen",
                hint: "ask the platform for its https address")
        }
        var next = request
        next.address = address
        if status == 303 || (request.method == .post && status != 307 && status != 308) {
            next.method = .get
            next.body = nil
            next.headers.removeAll { $0.name.lowercased() == "content-type" }
        }
        guard old != new else { return next }
        guard next.body == nil else {
            throw TransferError(
                .redirect, "\(shown(request.address)) is redirected to \(new.host), and what was sent may be secret",
                hint: "if that host is right, write its address in the connector")
        }
        next.headers.removeAll(where: \.isCredential)
        return next
    }

    // MARK: One request

    private func perform(
        _ request: HTTPRequest, target: Transfer.Target, resumes: Bool, tried: (Transfer) -> Void
    ) throws(TransferError) -> Transfer {
        guard let origin = WebOrigin(request.address) else {
            throw TransferError(
                .address, "'\(shown(request.address))' is no web address", hint: "it begins with https://")
        }
        let allowsPrivate = settings.privateHosts.contains(origin.host)
        let proxy = settings.proxies.proxy(for: origin)
        // A proxy looks names up by itself; what the address spells out can be judged here.
        if !allowsPrivate, NetworkAddress(origin.host)?.isPublic == false || origin.host == "localhost" {
            throw forbidden(origin)
        }
        let transfer = Transfer(
            settings: settings, target: target, resumes: resumes, allowsPrivate: allowsPrivate,
            usesProxy: proxy != nil, interruption: interruption)
        let code = handle.perform(
            request, settings: settings, proxy: proxy, extraHeaders: ["Accept-Encoding: gzip"], transfer)
        tried(transfer)
        if let error = transfer.error {
            throw TransferError(
                error.kind, "\(shown(request.address)): \(redaction.apply(to: error.message))", hint: error.hint,
                failure: error.failure)
        }
        guard code != CURLE_OK else {
            guard transfer.status >= 100 else {
                throw TransferError(.protocolBroken, "\(shown(request.address)) doesn't answer in HTTP")
            }
            return transfer
        }
        if transfer.foundForbiddenAddress, code == CURLE_COULDNT_CONNECT { throw forbidden(origin) }
        throw error(code, origin: origin, address: request.address, proxy: proxy)
    }

    private func forbidden(_ origin: WebOrigin) -> TransferError {
        TransferError(
            .forbiddenAddress, "\(origin.host) lies at a private or loopback address, which isn't allowed here",
            hint: "if the server is your own, add it to the pipeline file: http: { private_hosts: [\(origin.host)] }")
    }

    private func error(_ code: CURLcode, origin: WebOrigin, address: String, proxy: String?) -> TransferError {
        let host = proxy == nil ? origin.host : "the proxy for \(origin.host)"
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return TransferError(
                .unresolved, "\(host) can't be found: its name has no address",
                hint: "check the name, and that this machine is online")
        case CURLE_COULDNT_CONNECT:
            return TransferError(
                .unconnected, "\(host) refuses the connection on port \(origin.port)",
                hint: "the service may be down: try again later")
        case CURLE_OPERATION_TIMEDOUT where !handle.wasConnected:
            return TransferError(
                .connectTimeout, "\(host) can't be connected to within \(settings.connectTimeout / 1000) s",
                hint: "check the network, and whether a proxy is needed: export https_proxy=...")
        case CURLE_OPERATION_TIMEDOUT:
            return TransferError(.wholeTimeout, "\(shown(address)) took more than \(settings.wholeTimeout / 1000) s")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER:
            return TransferError(
                .untrusted, "the connection to \(host) can't be trusted: \(String(cString: curl_easy_strerror(code)))",
                hint: "if your network has its own certificate, name its file: export SSL_CERT_FILE=/path/ca.pem")
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2_STREAM, CURLE_HTTP2, CURLE_GOT_NOTHING:
            return TransferError(.cut, "\(shown(address)): the connection ended before the answer did")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return TransferError(.protocolBroken, "\(shown(address)) doesn't answer in HTTP")
        case CURLE_URL_MALFORMAT:
            return TransferError(
                .address, "'\(shown(address))' is no web address", hint: "it begins with https://")
        default:
            let reason = String(cString: curl_easy_strerror(code))
            return TransferError(.protocolBroken, "\(shown(address)): \(redaction.apply(to: reason))")
        }
    }

    private func shown(_ address: String) -> String {
        redaction.shown(address: address)
    }

    // MARK: Packing

    /// The body of an answer in memory, unpacked within bounds.
    private func unpacked(_ transfer: Transfer) throws(TransferError) -> [UInt8] {
        let isSuccess = (200..<300).contains(transfer.status)
        switch transfer.header("content-encoding")?.lowercased() ?? "identity" {
        case "identity", "": return transfer.body
        case "gzip", "x-gzip":
            if transfer.body.isEmpty { return [] }
            let limit = isSuccess ? settings.memoryLimit : Transfer.errorBodyLimit
            do throws(TransferError) {
                return try BoundedInflation.inflate(transfer.body, limit: limit)
            } catch {
                // What an error says is worth showing only where it can be read.
                guard isSuccess else { return [] }
                throw error
            }
        case let other:
            guard isSuccess else { return [] }
            throw TransferError(.packing, "the answer is packed as '\(other)', which nobody asked for")
        }
    }
}
