import Foundation
import TestSupport
import Testing

@testable import Extract

/// HTTP/2 over TLS: `openssl s_server` agrees on it, and the frames (RFC 9113) come from here.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "no openssl here"))
struct HTTP2Tests {
    private static func frame(type: UInt8, flags: UInt8, stream: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
        [UInt8(payload.count >> 16), UInt8(payload.count >> 8 & 255), UInt8(payload.count & 255), type, flags]
            + [0, 0, 0, stream] + payload
    }

    /// Settings, and that we heard the other side's.
    private static let greeting = frame(type: 4, flags: 0, stream: 0) + frame(type: 4, flags: 1, stream: 0)
    /// `:status: 200` is the eighth of HPACK's known fields; the body ends the stream.
    private static let answer =
        frame(type: 1, flags: 4, stream: 1, [0x88]) + frame(type: 0, flags: 1, stream: 1, Array("[1]".utf8))

    @Test func itIsSpokenWhereTheServerDoes() throws {
        let folder = try WorkFolder()
        let made = try Program(path: "/usr/bin/openssl").run(
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem",
            ], workingDirectory: folder.path)
        try #require(made.exitCode == 0, "\(made.errors)")
        let port = try FaultServer.closedPort()
        let (toServer, fromServer) = (Pipe(), Pipe())
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/openssl")
        server.currentDirectoryURL = URL(filePath: folder.path)
        server.arguments = [
            "s_server", "-accept", "\(port)", "-cert", "cert.pem", "-key", "key.pem", "-alpn", "h2", "-quiet",
        ]
        server.standardInput = toServer
        server.standardOutput = fromServer
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer { server.terminate() }
        // Whoever speaks HTTP/2 begins with these words; a server that heard them answers.
        Thread.detachNewThread {
            var heard = Data()
            while heard.firstRange(of: Data("PRI * HTTP/2.0".utf8)) == nil {
                let more = fromServer.fileHandleForReading.availableData
                guard !more.isEmpty else { return }
                heard += more
            }
            try? toServer.fileHandleForWriting.write(contentsOf: Data(Self.greeting))
            // A frame of headers, which asks, has type 1 and stream 1.
            while heard.firstRange(of: Data([0, 0, 0, 1])) == nil {
                let more = fromServer.fileHandleForReading.availableData
                guard !more.isEmpty else { return }
                heard += more
            }
            try? toServer.fileHandleForWriting.write(contentsOf: Data(Self.answer))
        }
        var settings = HTTPTest.settings
        settings.certificateFile = folder.path(of: "cert.pem")
        let client = try HTTPTest.client(settings)
        var response: HTTPResponse?
        for _ in 0..<100 where response == nil {
            do throws(TransferError) {
                response = try client.send(HTTPRequest(.get, "https://127.0.0.1:\(port)/"))
            } catch {
                // It may not listen yet.
                try #require(error.kind == .unconnected, "\(error)")
                usleep(20_000)
            }
        }
        #expect(response?.status == 200)
        #expect(response?.body == Array("[1]".utf8))
    }
}
