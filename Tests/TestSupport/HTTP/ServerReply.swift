internal import CZlib

/// What a `FaultServer` does with a request, step by step.
package struct ServerReply: Sendable {
    package enum Step: Sendable {
        case send([UInt8])
        /// The same bytes over and over, for answers that no test should hold.
        case sendRepeatedly([UInt8], times: Int)
        case pause(milliseconds: Int)
        /// Says nothing until the other side goes away.
        case hang
        /// Ends the connection as usual.
        case close
        /// Ends it with a reset.
        case reset
        /// Does something of the test's own.
        case call(@Sendable () -> Void)
    }

    package var steps: [Step]

    package init(_ steps: [Step]) {
        self.steps = steps
    }

    /// A whole answer.
    package init(_ status: Int = 200, _ body: String = "", headers: [String: String] = [:]) {
        self.init(status, bytes: Array(body.utf8), headers: headers)
    }

    /// A whole answer.
    package init(_ status: Int = 200, bytes: [UInt8], headers: [String: String] = [:]) {
        steps = [.send(Self.head(status, length: bytes.count, headers) + bytes)]
    }

    /// Head and body of an answer that is sent in one piece.
    package var pieces: (head: [UInt8], body: [UInt8]) {
        guard case .send(let bytes)? = steps.first, let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            return ([], [])
        }
        return (Array(bytes[..<end.upperBound]), Array(bytes[end.upperBound...]))
    }

    /// Its status; 0 where it has none.
    package var status: Int {
        let words = String(decoding: pieces.head, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    /// The same answer in some parts, with a pause before each.
    package func slowly(parts: Int, milliseconds: Int) -> ServerReply {
        let bytes = pieces.head + pieces.body
        let size = max(1, (bytes.count + parts - 1) / parts)
        return ServerReply(
            stride(from: 0, to: bytes.count, by: size).flatMap { start in
                [.pause(milliseconds: milliseconds), .send(Array(bytes[start..<min(start + size, bytes.count)]))]
            })
    }

    package static func json(_ body: String, status: Int = 200, headers: [String: String] = [:]) -> ServerReply {
        ServerReply(status, body, headers: headers.merging(["Content-Type": "application/json"]) { own, _ in own })
    }

    /// An answer whose body is packed.
    package static func gzip(_ body: [UInt8], headers: [String: String] = [:]) -> ServerReply {
        ServerReply(200, bytes: packed(body), headers: headers.merging(["Content-Encoding": "gzip"]) { $1 })
    }

    /// An answer that ends after some bytes of its body, with a head that promised all.
    package static func cut(_ body: [UInt8], after count: Int, headers: [String: String] = [:]) -> ServerReply {
        ServerReply([.send(head(200, length: body.count, headers)), .send(Array(body.prefix(count))), .close])
    }

    /// An answer that comes in small parts.
    package static func drip(_ body: [UInt8], part: Int, milliseconds: Int) -> ServerReply {
        var steps: [Step] = [.send(head(200, length: body.count, [:]))]
        for start in stride(from: 0, to: body.count, by: part) {
            steps += [.pause(milliseconds: milliseconds), .send(Array(body[start..<min(start + part, body.count)]))]
        }
        return ServerReply(steps)
    }

    /// An answer in chunks, without a length.
    package static func chunked(_ parts: [[UInt8]], ends: Bool = true) -> ServerReply {
        var steps: [Step] = [.send(head(200, length: nil, ["Transfer-Encoding": "chunked"]))]
        for part in parts {
            steps.append(.send(Array("\(String(part.count, radix: 16))\r\n".utf8) + part + Array("\r\n".utf8)))
        }
        steps.append(ends ? .send(Array("0\r\n\r\n".utf8)) : .close)
        return ServerReply(steps)
    }

    /// Sends somebody elsewhere.
    package static func redirect(_ status: Int = 302, to address: String) -> ServerReply {
        ServerReply(status, headers: ["Location": address])
    }

    /// The head of an answer.
    package static func head(_ status: Int, length: Int?, _ headers: [String: String]) -> [UInt8] {
        var text = "HTTP/1.1 \(status) Some Reason\r\n"
        if let length, status != 204, status != 304 { text += "Content-Length: \(length)\r\n" }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    /// Bytes as gzip packs them.
    package static func packed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard throughline_deflate_init(&stream, 15 + 16) == Z_OK else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                _ = deflate(&stream, Z_FINISH)
                return Int(stream.total_out)
            }
        }
        return Array(output[..<count])
    }
}
