import Definitions
import Extract
import TestSupport
import Testing

@testable import Pipeline

@Suite struct FileContentsTests {
    /// More than are read at once; equal ones, an empty one, one that is large and two that are gone among them.
    private static func write(to folder: WorkFolder) throws -> [String] {
        try (0..<150).map { number in
            let name = "in/\(number).csv"
            let text =
                switch number {
                case 3: ""
                case 90: String(repeating: "0123456789", count: 300_000)
                default: "rows of \(number % 40)"
                }
            if ![5, 140].contains(number) { try folder.write(text, to: name) }
            return folder.path(of: name)
        }
    }

    /// What each file gives, as text.
    private static func outcome(_ body: (inout Int64) throws(Failure) -> ContentID) -> String {
        var bytesRead: Int64 = 0
        do throws(Failure) {
            let found = try body(&bytesRead)
            return "\(found.content) \(found.identity) \(bytesRead)"
        } catch {
            return "\(error) \(bytesRead)"
        }
    }

    /// Files that are read at once give what each gives, in their order.
    @Test(arguments: [false, true])
    func filesGiveWhatEachGives(areLanded: Bool) throws {
        let folder = try WorkFolder()
        let paths = try Self.write(to: folder)
        let landings = try ["landing", "other"].map { try Landing(folder: folder.path(of: $0)) }
        let interruption = Interruption()
        var contents = FileContents(
            of: paths.map { FileContents.Source(path: $0, landing: areLanded ? landings[0] : nil) },
            interruption: interruption)
        for path in paths {
            let single = Self.outcome { bytesRead throws(Failure) in
                try ContentID.of(
                    path, landing: areLanded ? landings[1] : nil, interruption: interruption, bytesRead: &bytesRead)
            }
            #expect(Self.outcome { bytesRead throws(Failure) in try contents.next(bytesRead: &bytesRead) } == single)
        }
        func landed(_ name: String) throws -> [String] {
            try folder.files().filter { $0.hasPrefix(name + "/") }.map { String($0.dropFirst(name.count)) }.sorted()
        }
        #expect(try landed("landing") == landed("other"))
        #expect(try landed("landing").count == (areLanded ? 42 : 0))
    }

    @Test func anInterruptionEndsThem() throws {
        let folder = try WorkFolder()
        let paths = try Self.write(to: folder)
        let interruption = Interruption()
        interruption.request(signal: 15)
        var contents = FileContents(
            of: paths.map { FileContents.Source(path: $0, landing: nil) }, interruption: interruption)
        var bytesRead: Int64 = 0
        let failure = #expect(throws: Failure.self) { try contents.next(bytesRead: &bytesRead) }
        #expect(failure?.kind == .interrupted(signal: 15))
        #expect(bytesRead == 0)
    }
}
