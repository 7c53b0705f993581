import Foundation
import TestSupport
import Testing

@testable import Extract

/// Servers whose certificate nobody signed, against `openssl s_server`.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "no openssl here"))
struct CertificateTests {
    @Test func aCertificateMustBeTrusted() throws {
        let folder = try WorkFolder()
        let openssl = Program(path: "/usr/bin/openssl")
        let made = try openssl.run(
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem",
            ], workingDirectory: folder.path)
        try #require(made.exitCode == 0, "\(made.errors)")
        let port = try FaultServer.closedPort()
        let server = try openssl.start(
            ["s_server", "-accept", "\(port)", "-cert", "cert.pem", "-key", "key.pem", "-www", "-quiet"],
            workingDirectory: folder.path)
        defer { server.send(signal: SIGTERM) }
        let request = HTTPRequest(.get, "https://127.0.0.1:\(port)/")
        var first: TransferError?
        for _ in 0..<100 {
            first = nil
            do { _ = try HTTPTest.client().send(request) } catch let error as TransferError { first = error }
            if first?.kind != .unconnected { break }
            usleep(20_000)
        }
        #expect(first?.kind == .untrusted, "\(String(describing: first))")
        var settings = HTTPTest.settings
        settings.certificateFile =
            HTTPSettings(environment: ["SSL_CERT_FILE": folder.path(of: "cert.pem")])
            .certificateFile
        #expect(try HTTPTest.client(settings).send(request).status == 200)
    }
}
