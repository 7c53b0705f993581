import CCurl
import Definitions
import Glibc

/// One request on its way, as libcurl's callbacks see it.
///
/// A class, because libcurl keeps a bare pointer to it; it lives on one thread and no longer than the request.
final class Transfer {
    /// Where the bytes of an answer go.
    enum Target {
        case memory
        /// An open file, for answers that succeed; what others say is kept in memory.
        case file(descriptor: Int32, offset: Int64)
    }

    /// Of an answer that isn't a success no more is kept.
    static let errorBodyLimit = 64 << 10

    let allowsPrivate: Bool
    let usesProxy: Bool
    let memoryLimit: Int
    let fileLimit: Int64
    let idleTimeout: Int64
    let interruption: () throws(Failure) -> Void
    var target: Target
    /// Whether what the file holds may be continued by the answer: status, Content-Range.
    let resumes: Bool

    private(set) var status = 0
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    /// Bytes of the body as they came, packed; of a continued file those before included.
    private(set) var received: Int64 = 0
    /// Bytes of the body that this request brought.
    private(set) var arrived: Int64 = 0
    /// Why libcurl was told to stop.
    private(set) var error: TransferError?
    private(set) var foundForbiddenAddress = false
    private var lastProgress: Int64
    private var seen: (down: Int64, up: Int64) = (0, 0)

    init(
        settings: HTTPSettings, target: Target, resumes: Bool, allowsPrivate: Bool, usesProxy: Bool,
        interruption: @escaping () throws(Failure) -> Void
    ) {
        self.allowsPrivate = allowsPrivate
        self.usesProxy = usesProxy
        memoryLimit = settings.memoryLimit
        fileLimit = settings.fileLimit
        idleTimeout = Int64(settings.idleTimeout) * 1_000_000
        self.target = target
        self.resumes = resumes
        self.interruption = interruption
        lastProgress = Self.now()
    }

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    func header(_ name: String) -> String? {
        headers.last { $0.name.lowercased() == name }?.value
    }

    // MARK: What libcurl tells

    /// Takes a line of the head; false ends the transfer.
    func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        let line = String(decoding: bytes, as: UTF8.self).trimmingLineEnd()
        if line.hasPrefix("HTTP/") {
            // A new head: after `100 Continue`, or a proxy's.
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            headers.removeAll()
            return true
        }
        guard let colon = line.firstIndex(of: ":") else { return true }
        let value = line[line.index(after: colon)...].trimmingSpaces()
        // A server that never ends its head would fill the memory.
        guard headers.count < 1000, line.utf8.count < 64 << 10 else {
            return stop(TransferError(.protocolBroken, "the answer's head has no end"))
        }
        headers.append((String(line[..<colon]), value))
        return true
    }

    /// Takes a part of the body; false ends the transfer.
    func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        if arrived == 0, !begin() { return false }
        arrived += Int64(bytes.count)
        received += Int64(bytes.count)
        if case .file(let descriptor, _) = target, (200..<300).contains(status) {
            guard received <= fileLimit else { return stop(tooLarge(fileLimit)) }
            return write(bytes, to: descriptor)
        }
        if (200..<300).contains(status) {
            guard received <= memoryLimit else { return stop(tooLarge(Int64(memoryLimit))) }
            body.append(contentsOf: bytes)
        } else {
            body.append(contentsOf: bytes.prefix(max(0, Self.errorBodyLimit - body.count)))
        }
        return true
    }

    /// Looks, with the first bytes of a body, whether they go on where the file ends.
    private func begin() -> Bool {
        guard case .file(let descriptor, let offset) = target, (200..<300).contains(status) else { return true }
        if status == 206 {
            guard resumes, contentRangeStart == offset else {
                return stop(TransferError(.protocolBroken, "the server sent another part of the answer than asked for"))
            }
            received = offset
            return true
        }
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { return stopForStorage() }
        return true
    }

    /// The first byte's number in `Content-Range: bytes 100-199/200`.
    private var contentRangeStart: Int64? {
        guard let range = header("content-range"), range.lowercased().hasPrefix("bytes ") else { return nil }
        return Int64(range.dropFirst(6).prefix { $0 != "-" })
    }

    /// Looks at the time; false ends the transfer.
    func progress(down: Int64, up: Int64) -> Bool {
        do throws(Failure) {
            try interruption()
        } catch {
            return stop(TransferError(.interrupted, "interrupted", failure: error))
        }
        let now = Self.now()
        if (down, up) != seen {
            seen = (down, up)
            lastProgress = now
        }
        guard now - lastProgress <= idleTimeout else {
            return stop(TransferError(.idleTimeout, "no byte came for \(idleTimeout / 1_000_000_000) s"))
        }
        return true
    }

    /// Opens a socket to an address that may be reached.
    func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let target = withUnsafePointer(to: &address.pointee.addr) { NetworkAddress($0) }
        // The address of a proxy is the environment's choice, and what it reaches is the proxy's to guard.
        guard allowsPrivate || usesProxy || target?.isPublic == true else {
            foundForbiddenAddress = true
            return CURL_SOCKET_BAD
        }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    // MARK: Ends

    private func stop(_ reason: TransferError) -> Bool {
        error = error ?? reason
        return false
    }

    private func stopForStorage() -> Bool {
        let failure = Failure(unwritable: "the landing folder", code: errno)
        return stop(TransferError(.storage, failure.diagnostics[0].message, failure: failure))
    }

    private func tooLarge(_ limit: Int64) -> TransferError {
        TransferError(
            .tooLarge, "the answer is larger than \(limit >> 20) MiB",
            hint: limit == Int64(memoryLimit)
                ? "ask for fewer rows at a time, or write 'streamed: true' to 'answer' in the connector" : nil)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.write(descriptor, part.baseAddress, part.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return stopForStorage()
            }
        }
        return true
    }
}

extension StringProtocol {
    fileprivate func trimmingLineEnd() -> String {
        var text = self[...]
        while let last = text.last, last.isNewline { text = text.dropLast() }
        return String(text)
    }

    func trimmingSpaces() -> String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }
}
