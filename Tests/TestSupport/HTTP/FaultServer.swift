internal import Foundation
internal import Synchronization

/// A web server of a test's own, on a free port of this machine: real sockets, and every fault that a script asks for.
///
/// It ends with the last reference to it. Each connection has a thread and stays open between requests.
package final class FaultServer: Sendable {
    /// `http://127.0.0.1:PORT`.
    package let address: String
    package let port: Int
    private let state: State

    /// Starts to listen.
    ///
    /// - Parameter respond: what to do with each request; called on several threads.
    package init(_ respond: @escaping @Sendable (ServerRequest) -> ServerReply) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw SystemError("bind") }
        port = Int(UInt16(bigEndian: name.sin_port))
        address = "http://127.0.0.1:\(port)"
        let state = State(descriptor, respond)
        self.state = state
        Thread.detachNewThread { state.listen() }
    }

    deinit {
        state.stop()
    }

    /// What was asked so far.
    package var requests: [ServerRequest] {
        state.requests.withLock { $0 }
    }

    /// A port on which nobody listens.
    package static func closedPort() throws -> Int {
        let server = try FaultServer { _ in ServerReply() }
        return server.port
    }

    /// What the threads share.
    private final class State: Sendable {
        let descriptor: Int32
        let respond: @Sendable (ServerRequest) -> ServerReply
        let requests = Mutex<[ServerRequest]>([])
        private let isStopped = Atomic<Bool>(false)

        init(_ descriptor: Int32, _ respond: @escaping @Sendable (ServerRequest) -> ServerReply) {
            self.descriptor = descriptor
            self.respond = respond
        }

        func stop() {
            isStopped.store(true, ordering: .relaxed)
            // Closed by the thread that listens: another server may get the same number at once.
            shutdown(descriptor, Int32(SHUT_RDWR))
        }

        func listen() {
            defer { close(descriptor) }
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0 {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    return
                }
                Thread.detachNewThread { self.serve(client) }
            }
        }

        private func serve(_ client: Int32) {
            defer { close(client) }
            var rest: [UInt8] = []
            while !isStopped.load(ordering: .relaxed), let request = read(client, &rest) {
                for step in respond(request).steps {
                    switch step {
                    case .send(let bytes):
                        guard write(bytes, to: client) else { return }
                    case .sendRepeatedly(let bytes, let times):
                        for _ in 0..<times where !write(bytes, to: client) { return }
                    case .pause(let milliseconds):
                        usleep(UInt32(milliseconds) * 1000)
                    case .hang:
                        while !isStopped.load(ordering: .relaxed), isOpen(client) {}
                        return
                    case .call(let body):
                        body()
                    case .close:
                        return
                    case .reset:
                        var linger = linger(l_onoff: 1, l_linger: 0)
                        setsockopt(
                            client, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                        return
                    }
                }
            }
        }

        /// Waits a while and says whether the other side is still there.
        private func isOpen(_ client: Int32) -> Bool {
            var poll = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
            guard Foundation.poll(&poll, 1, 20) > 0 else { return true }
            var byte: UInt8 = 0
            return recv(client, &byte, 1, Int32(MSG_PEEK)) > 0
        }

        private func read(_ client: Int32, _ rest: inout [UInt8]) -> ServerRequest? {
            let end = Array("\r\n\r\n".utf8)
            while true {
                if let found = rest.firstRange(of: end) {
                    let head = String(decoding: rest[..<found.lowerBound], as: UTF8.self)
                    var request = ServerRequest(number: 0, head: head, body: [])
                    let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
                    while rest.count < found.upperBound + length {
                        guard receive(client, &rest) else { return nil }
                    }
                    let body = Array(rest[found.upperBound..<found.upperBound + length])
                    rest.removeFirst(found.upperBound + length)
                    request.body = body
                    return requests.withLock { requests in
                        request.number = requests.count + 1
                        requests.append(request)
                        return request
                    }
                }
                guard receive(client, &rest) else { return nil }
            }
        }

        private func receive(_ client: Int32, _ rest: inout [UInt8]) -> Bool {
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = recv(client, &buffer, buffer.count, 0)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest.append(contentsOf: buffer[..<count])
                return true
            }
        }

        private func write(_ bytes: [UInt8], to client: Int32) -> Bool {
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes {
                    send(client, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }
}
