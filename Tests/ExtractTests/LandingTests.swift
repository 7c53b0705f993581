import Crypto
import Definitions
import TestSupport
import Testing

@testable import Extract

@Suite struct LandingTests {
    @Test(arguments: [0, 1, 4 << 20, (4 << 20) + 1, 9 << 20])
    func contentIDIsTheHashOfBlockHashes(size: Int) throws {
        let folder = try WorkFolder()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let path = try folder.write(bytes, to: "file")
        var whole = SHA256()
        for start in stride(from: 0, to: size, by: 4 << 20) {
            let block = SHA256.hash(data: bytes[start..<min(size, start + 4 << 20)])
            whole.update(data: Array(block))
        }
        #expect(try FileStream(path: path).finish() == hexText(whole.finalize()))
    }

    @Test func sameBytesLandOnce() throws {
        let folder = try WorkFolder()
        let landing = try Landing(folder: folder.path(of: "var/landing"))
        let first = try landing.land(FileStream(path: folder.write("день;расход\n", to: "a.csv"))) {}
        let second = try landing.land(FileStream(path: folder.write("день;расход\n", to: "b.csv"))) {}
        #expect(first == second)
        #expect(try folder.files() == ["a.csv", "b.csv", "var/landing/\(first.prefix(2))/\(first)"])
        #expect(try folder.text(of: "var/landing/\(first.prefix(2))/\(first)") == "день;расход\n")
    }

    @Test func whatAKilledRunLeftIsSwept() throws {
        let folder = try WorkFolder()
        try folder.write("half a fi", to: "landing/landing-123.part")
        let content = try Landing(folder: folder.path(of: "landing"))
            .land(FileStream(path: folder.write("x", to: "a.csv"))) {}
        #expect(try folder.files() == ["a.csv", "landing/\(content.prefix(2))/\(content)"])
    }

    @Test func anInterruptedLandingLeavesNothing() throws {
        let folder = try WorkFolder()
        let landing = try Landing(folder: folder.path(of: "landing"))
        let stream = try FileStream(path: folder.write("x", to: "a.csv"))
        #expect(throws: Failure.self) {
            try landing.land(stream) { () throws(Failure) in
                throw Failure(.interrupted(signal: 2), "interrupted")
            }
        }
        #expect(try folder.files() == ["a.csv"])
    }

    @Test func aFileThatChangesWhileItIsReadIsAnError() throws {
        let folder = try WorkFolder()
        let path = try folder.write("first", to: "a.csv")
        try folder.setModificationTime(of: "a.csv", secondsAgo: 60)
        let grown = try FileStream(path: path)
        try folder.write("first and more", to: "a.csv")
        let failure = #expect(throws: Failure.self) { try grown.finish() }
        #expect(failure?.kind == .unreachable)
        #expect(failure?.diagnostics.first?.message == "\(path) changed while it was read")
    }
}
