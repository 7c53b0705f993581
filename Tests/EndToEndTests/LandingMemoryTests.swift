import Foundation
import TestSupport
import Testing

/// How much memory it takes to land what is larger than that.
@Suite struct LandingMemoryTests {
    static let megabytes = 256

    /// A table that its contract refuses as soon as it has landed: a megabyte of it, and hundreds.
    @Test(arguments: [false, true])
    func aLargeAnswerIsNeverInMemory(isPacked: Bool) throws {
        let peaks = try [1, Self.megabytes].map { try Self.peak(landing: $0, isPacked: isPacked) }
        print("landing \(Self.megabytes) MiB took \(peaks[1] >> 10) KiB of memory, 1 MiB \(peaks[0] >> 10) KiB")
        #expect(peaks[1] - peaks[0] < 16 << 20)
    }

    /// The most memory that a run has which lands a table of so many megabytes.
    private static func peak(landing megabytes: Int, isPacked: Bool) throws -> Int {
        var random = SeededGenerator(seed: 7)
        var block: [UInt8] = []
        while block.count < 1 << 20 { block += Array("2026-01-02;own;cpc;\(random.next())\n".utf8) }
        let head = Array("date;source;medium;campaign\n".utf8)
        // Packed text after packed text is one packed text (RFC 1952, section 2.2).
        let (first, next) = isPacked ? (ServerReply.packed(head), ServerReply.packed(block)) : (head, block)
        let server = try FaultServer { _ in
            let length = first.count + next.count * megabytes
            let headers = isPacked ? ["Content-Encoding": "gzip"] : [:]
            return ServerReply([
                .send(ServerReply.head(200, length: length, headers) + first),
                .sendRepeatedly(next, times: megabytes),
            ])
        }
        let connector = """
            version: 1
            connector: own
            title: Own
            gives: cost
            entity: spend
            parameters: { base: { about: the address } }
            request: { url: "{{ base }}/report" }
            answer: { type: csv }
            format: { delimiter: ";" }
            load: { replace: file }

            """
        let company = try Company(
            asking: "ads: { connector: own, with: { base: \"\(server.address)\" } }", connectors: ["own": connector])
        let running = try company.program.start(
            ["run", "pipeline.yml", "--at", "2026-02-01"], workingDirectory: company.folder.path)
        // What the system says at a program's end is no less than what its parent had when it started it.
        var peak = 0
        _ = running.waits { running in
            guard let now = peakMemory(of: running.processID) else { return true }
            peak = now
            return false
        }
        let run = try running.wait()
        #expect(run.exitCode == 4, "\(run.errors)")
        #expect(run.errors.contains("'cost'"), "\(run.errors)")
        #expect(
            try company.folder.size(of: "var/landing/http/ads/all.csv") == head.count + block.count * megabytes)
        return peak
    }

    /// The most memory that a program has had so far, in bytes; nil where it is over.
    private static func peakMemory(of processID: Int32) -> Int? {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 << 10 }
    }
}
