import Definitions
import TestSupport
import Testing

@testable import Extract

@Suite struct FilePatternTests {
    static let matches: [(pattern: String, path: String, slot: String?)] = [
        ("data/spend.csv", "data/spend.csv", "any"),
        ("data/spend-*.csv", "data/spend-2025.csv", "any"),
        ("data/spend-*.csv", "data/spend-.csv", "any"),
        ("data/spend-*.csv", "data/leads.csv", nil),
        ("data/*", "data/.hidden", nil),
        ("data/.*", "data/.hidden", "any"),
        ("d?ta/[a-c]x.csv", "data/bx.csv", "any"),
        ("data/[!a-c]x.csv", "data/bx.csv", nil),
        ("data/[!a-c]x.csv", "data/dx.csv", "any"),
        ("data/*a*b*.csv", "data/xxaxxbxx.csv", "any"),
        ("data/{{ day }}.csv", "data/2025-02-28.csv", "2025-02-28…2025-02-28"),
        ("data/{{day}}.csv", "data/2025-02-29.csv", nil),
        ("data/{{ day }}.csv", "data/20250228.csv", nil),
        ("data/x-{{ month }}-*.csv", "data/x-2024-02-full.csv", "2024-02-01…2024-02-29"),
        ("data/{{ month }}/{{ day }}.csv", "data/2024-02/2024-02-05.csv", "2024-02-05…2024-02-05"),
        ("data/{{ month }}.csv", "data/2024-13.csv", nil),
        ("данные/расход-*.csv", "данные/расход-март.csv", "any"),
    ]

    @Test(arguments: matches)
    func matching(_ row: (pattern: String, path: String, slot: String?)) {
        let pattern = FilePattern(row.pattern)
        let names = row.path.split(separator: "/").map(String.init)
        var capture: FilePattern.Capture? = FilePattern.Capture()
        for (tokens, name) in zip(pattern.components, names) {
            capture = capture.flatMap { FilePattern.match(tokens, name, $0) }
        }
        let slot = capture?.slot().map { days in days.map { "\($0.lowerBound)…\($0.upperBound)" } ?? "any" }
        #expect(slot == row.slot)
    }

    @Test func contradictingPlaceholdersMatchNothing() {
        #expect(FilePattern("{{ month }}/{{ day }}.csv").slot(of: "2024-02/2024-03-05.csv") == nil)
        #expect(FilePattern("{{ day }}/{{ day }}.csv").slot(of: "2024-02-01/2024-02-02.csv") == nil)
    }

    @Test func listsFilesInByteOrder() throws {
        let folder = try WorkFolder()
        for name in ["data/b.csv", "data/a.csv", "data/Z.csv", "data/.x.csv", "data/sub/c.csv", "other/a.csv"] {
            try folder.write("x", to: name)
        }
        let files = try FilePattern("\(folder.path)/data/*.csv").list()
        #expect(files.map(\.path) == ["Z", "a", "b"].map { "\(folder.path)/data/\($0).csv" })
        #expect(files.allSatisfy { $0.identity.size == 1 })
        let deep = try FilePattern("\(folder.path)/*/a.csv").list()
        #expect(deep.map(\.path) == ["\(folder.path)/data/a.csv", "\(folder.path)/other/a.csv"])
    }

    static let missing: [(name: String, files: [String], pattern: String, message: String, hint: String)] = [
        (
            "a file", ["data/spend-2025.csv"], "data/spend.csv",
            "there is no 'spend.csv' in ROOT/data, so no ROOT/data/spend.csv", "the folder holds 'spend-2025.csv'"
        ),
        (
            "a folder", ["exports/a.csv"], "data/*.csv",
            "there is no 'data' in ROOT, so no ROOT/data", "the folder holds 'exports'"
        ),
        (
            "every match", ["data/a.csv"], "data/*.tsv", "no file matches ROOT/data/*.tsv",
            "check the folder and the pattern in `files`: * stands for any part of a name"
        ),
        (
            "a day's match", ["data/a.csv"], "data/{{ day }}.csv", "no file matches ROOT/data/{{ day }}.csv",
            "{{ day }} stands for YYYY-MM-DD and {{ month }} for YYYY-MM in a name"
        ),
        (
            "a file where a folder stands", ["data/a.csv"], "data", "cannot read ROOT/data: Is a directory",
            "`files` must name files: add a pattern such as /*.csv"
        ),
        (
            "a folder where a file stands", ["data"], "data/*.csv", "cannot read ROOT/data: Not a directory",
            "a part of the path is a file, not a folder"
        ),
    ]

    @Test(arguments: missing)
    func saysWhatIsMissing(
        _ row: (name: String, files: [String], pattern: String, message: String, hint: String)
    ) throws {
        let folder = try WorkFolder()
        for name in row.files { try folder.write("x", to: name) }
        let failure = #expect(throws: Failure.self) { try FilePattern("\(folder.path)/\(row.pattern)").list() }
        #expect(failure?.kind == .unreachable)
        #expect(failure?.diagnostics.first?.message.replacing(folder.path, with: "ROOT") == row.message)
        #expect(failure?.diagnostics.first?.hint == row.hint)
    }
}
