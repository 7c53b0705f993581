import CCurl
import Definitions
import Glibc

/// A handle of libcurl with the connections it keeps open, for one thread at a time.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws(TransferError) {
        guard Self.isReady, let pointer = curl_easy_init() else {
            throw TransferError(.protocolBroken, "libcurl doesn't start")
        }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
    }

    /// Sends one request and waits for the end of the answer.
    func perform(
        _ request: HTTPRequest, settings: HTTPSettings, proxy: String?, extraHeaders: [String], _ transfer: Transfer
    ) -> CURLcode {
        // Forgets the options of the last request and keeps its connections.
        curl_easy_reset(pointer)
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        // No `Expect: 100-continue`: many API servers answer it late or never.
        let names = Set(request.headers.map { $0.name.lowercased() })
        for line in ["Expect:"] + extraHeaders + request.headers.map(\.line) {
            list = curl_slist_append(list, line)
        }
        if request.body != nil, !names.contains("content-type") { list = curl_slist_append(list, "Content-Type:") }
        set(CURLOPT_URL, request.address)
        set(CURLOPT_USERAGENT, settings.userAgent)
        throughline_set_list(pointer, CURLOPT_HTTPHEADER, list)
        // Headers are for the server, not for a proxy on the way.
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        throughline_allow_http_only(pointer)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout)
        set(CURLOPT_TIMEOUT_MS, settings.wholeTimeout)
        // An empty text keeps libcurl from looking into the environment by itself.
        set(CURLOPT_PROXY, proxy ?? "")
        if let file = settings.certificateFile { set(CURLOPT_CAINFO, file) }
        set(CURLOPT_NOPROGRESS, 0)
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA, CURLOPT_OPENSOCKETDATA] {
            throughline_set_pointer(pointer, option, context)
        }
        throughline_set_write(pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context, let bytes else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let taken = transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return taken ? size * count : 0
        }
        throughline_set_write(pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context, let bytes else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let taken = transfer.take(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return taken ? size * count : 0
        }
        throughline_set_progress(pointer) { context, _, down, _, up in
            guard let context else { return 1 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.progress(down: Int64(down), up: Int64(up)) ? 0 : 1
        }
        throughline_set_opensocket(pointer) { context, _, address in
            guard let context, let address else { return CURL_SOCKET_BAD }
            return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().open(address)
        }
        return withExtendedLifetime(transfer) {
            guard let body = request.body else {
                if request.method == .post { set(CURLOPT_POSTFIELDSIZE, 0) }
                if request.method == .post { set(CURLOPT_POST, 1) }
                if request.method != .get, request.method != .post {
                    set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
                }
                return curl_easy_perform(pointer)
            }
            return body.withUnsafeBytes { bytes in
                set(CURLOPT_POST, 1)
                throughline_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
                let start = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
                throughline_set_pointer(pointer, CURLOPT_POSTFIELDS, start)
                if request.method != .post { set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
                return curl_easy_perform(pointer)
            }
        }
    }

    /// Whether the last request had a connection, after which a timeout is no longer one of connecting.
    var wasConnected: Bool {
        throughline_get_size(pointer, CURLINFO_PRETRANSFER_TIME_T) > 0
    }

    /// Where the last answer sends us, as a whole address.
    var redirectAddress: String? {
        throughline_get_text(pointer, CURLINFO_REDIRECT_URL).map { String(cString: $0) }
    }

    private func set(_ option: CURLoption, _ value: Int) {
        throughline_set_long(pointer, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        throughline_set_text(pointer, option, value)
    }
}

extension HTTPHeader {
    /// The header as libcurl takes it: a value without text needs a semicolon to be sent at all.
    fileprivate var line: String {
        let text = value.reveal()
        return text.isEmpty ? "\(name);" : "\(name): \(text)"
    }
}
