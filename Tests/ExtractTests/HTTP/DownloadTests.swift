import Definitions
import Foundation
import TestSupport
import Testing

@testable import Extract

/// Answers that go to files.
@Suite struct DownloadTests {
    static let report = Array((0..<20_000).map { "2026-03-01\t\($0)\t1530.20\n" }.joined().utf8)

    private func download(
        _ folder: WorkFolder, settings: HTTPSettings = HTTPTest.settings, clock: TestClock = TestClock(),
        _ respond: @escaping @Sendable (ServerRequest) -> ServerReply
    ) throws -> (HTTPResponse, [ServerRequest]) {
        let server = try FaultServer(respond)
        let session = try HTTPTest.session(settings, policy: RetryPolicy(attempts: 3), clock: clock)
        let response = try session.download(
            to: folder.path(of: "report.tsv"), { HTTPRequest(.get, server.address) },
            judge: { .byStatus($0, date: clock.date) })
        return (response, server.requests)
    }

    @Test func aReportLands() throws {
        let folder = try WorkFolder()
        let (response, _) = try download(folder) { _ in ServerReply(200, bytes: Self.report) }
        #expect(try folder.bytes(of: "report.tsv") == Self.report)
        #expect(response.bodySize == Int64(Self.report.count))
        #expect(try folder.files() == ["report.tsv"])
    }

    @Test func aPackedReportLandsUnpacked() throws {
        let folder = try WorkFolder()
        let (response, _) = try download(folder) { _ in .gzip(Self.report) }
        #expect(try folder.bytes(of: "report.tsv") == Self.report)
        #expect(response.bodySize == Int64(Self.report.count))
        #expect(try folder.files() == ["report.tsv"])
    }

    @Test func anEmptyAnswerIsAnEmptyFile() throws {
        let folder = try WorkFolder()
        _ = try download(folder) { _ in ServerReply(204) }
        #expect(try folder.bytes(of: "report.tsv") == [])
    }

    @Test func whatBrokeOffIsContinuedWhereTheServerCan() throws {
        let folder = try WorkFolder()
        let (_, requests) = try download(folder) { request in
            let headers = ["Accept-Ranges": "bytes", "ETag": "\"v1\""]
            guard request.number > 1 else { return .cut(Self.report, after: 100_000, headers: headers) }
            let range = request.headers["range"]?.dropFirst(6).dropLast().description ?? "0"
            let start = Int(range) ?? 0
            return ServerReply(
                206, bytes: Array(Self.report[start...]),
                headers: ["Content-Range": "bytes \(start)-\(Self.report.count - 1)/\(Self.report.count)"])
        }
        #expect(try folder.bytes(of: "report.tsv") == Self.report)
        let range = try #require(requests.last?.headers["range"])
        #expect(requests.last?.headers["if-range"] == "\"v1\"")
        #expect(requests.count == 2)
        #expect(range.hasPrefix("bytes=") && range.hasSuffix("-") && range != "bytes=0-")
    }

    @Test(arguments: [
        ["Accept-Ranges": "bytes", "ETag": "W/\"v1\""], ["Accept-Ranges": "bytes"], ["ETag": "\"v1\""],
        ["Accept-Ranges": "none", "ETag": "\"v1\""],
    ])
    func otherwiseItBeginsAnew(headers: [String: String]) throws {
        let folder = try WorkFolder()
        let (_, requests) = try download(folder) { request in
            request.number == 1
                ? .cut(Self.report, after: 100_000, headers: headers) : ServerReply(200, bytes: Self.report)
        }
        #expect(try folder.bytes(of: "report.tsv") == Self.report)
        #expect(requests.map { $0.headers["range"] } == [nil, nil])
    }

    @Test func aNewerReportIsNotJoinedToTheOldOne() throws {
        let folder = try WorkFolder()
        let newer = Array(Self.report.reversed())
        _ = try download(folder) { request in
            request.number == 1
                ? .cut(Self.report, after: 100_000, headers: ["Accept-Ranges": "bytes", "ETag": "\"v1\""])
                : ServerReply(200, bytes: newer, headers: ["ETag": "\"v2\""])
        }
        #expect(try folder.bytes(of: "report.tsv") == newer)
    }

    @Test func aWrongPartIsRefused() throws {
        let folder = try WorkFolder()
        let failure = #expect(throws: Failure.self) {
            try download(folder) { request in
                request.number == 1
                    ? .cut(Self.report, after: 100_000, headers: ["Accept-Ranges": "bytes", "ETag": "\"v1\""])
                    : ServerReply(206, bytes: [1, 2, 3], headers: ["Content-Range": "bytes 5-7/8"])
            }
        }
        #expect(failure?.diagnostics.first?.message.contains("another part") == true)
        #expect(try folder.files() == [])
    }

    @Test func nothingIsLeftOfAFailure() throws {
        let folder = try WorkFolder()
        #expect(throws: Failure.self) { try download(folder) { _ in .cut(Self.report, after: 1000) } }
        #expect(throws: Failure.self) { try download(folder) { _ in ServerReply(500) } }
        #expect(try folder.files() == [])
    }

    @Test func aBombIsRefused() throws {
        let folder = try WorkFolder()
        var settings = HTTPTest.settings
        settings.fileLimit = 8 << 20
        let failure = #expect(throws: Failure.self) {
            try download(folder, settings: settings) { _ in .gzip([UInt8](repeating: 48, count: 32 << 20)) }
        }
        #expect(failure?.diagnostics.first?.message.contains("unpacks to more than 8 MiB") == true)
        #expect(try folder.files() == [])
    }

    @Test func aFullDiskIsTheWarehousesFailure() throws {
        let folder = try WorkFolder()
        let server = try FaultServer { _ in ServerReply(200, "x") }
        let session = try HTTPTest.session()
        let failure = #expect(throws: Failure.self) {
            try session.download(
                to: folder.path(of: "no/such/folder"), { HTTPRequest(.get, server.address) }, judge: { _ in .accept })
        }
        #expect(failure?.exitCode == 7)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["THROUGHLINE_LARGE"] != nil, "set THROUGHLINE_LARGE"))
    func twoGigabytesStayOutOfMemory() throws {
        let folder = try WorkFolder()
        let block = [UInt8](repeating: 97, count: 1 << 20)
        let before = Self.peakKilobytes()
        let (response, _) = try download(folder) { _ in
            ServerReply([.send(ServerReply.head(200, length: 2 << 30, [:])), .sendRepeatedly(block, times: 2048)])
        }
        #expect(response.bodySize == 2 << 30)
        #expect(Self.peakKilobytes() - before < 64 << 10)
    }

    private static func peakKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
