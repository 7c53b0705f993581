import Definitions
import TestSupport
import Testing

@testable import Extract

/// Tables that come in a ZIP archive.
@Suite struct PackedTableTests {
    static let connector = """
        request: { url: "{{ base }}/report" }
        auth: { bearer: "{{ token }}" }
        answer:
          type: csv
          packed: zip
          error: { code: error.code }
          rules: [{ code: "105", means: credentials }, { code: "117", means: again, pause: 9s }, { code: "3", means: empty }]
        limits: { attempts: 3, requests: 1000, patience: 60s }
        """

    private static let table = "day;cost\n2026-01-01;10.5\n"
    private static let entry = ZipFile.Entry("report.csv", table)

    static let whole: [(name: String, reply: ServerReply)] = [
        ("deflated", ServerReply(bytes: ZipFile([entry]).bytes)),
        ("stored", ServerReply(bytes: ZipFile([entry.with { $0.isStored = true }]).bytes)),
        ("packed once more for the way", .gzip(ZipFile([entry]).bytes)),
        (
            "under a name that tells nothing, in a folder",
            ServerReply(
                bytes: ZipFile([ZipFile.Entry("out/", ""), ZipFile.Entry("out/77", table)]).bytes,
                headers: ["Content-Type": "application/octet-stream"])
        ),
    ]

    @Test(arguments: whole)
    func itLandsAsItWas(_ row: (name: String, reply: ServerReply)) throws {
        let test = try TestConnector(Self.connector) { _ in row.reply }
        #expect(try test.extract() == Self.table, "\(row.name)")
        #expect(try test.folder.files() == ["delivery"])
    }

    /// Far more than a buffer, and more than the first bytes by which an answer is judged.
    @Test func aLongTableLandsWhole() throws {
        var generator = SeededGenerator(seed: 7)
        let rows = (0..<200_000).map { "\($0);\(Int.random(in: 0...1_000_000, using: &generator))\n" }
        let long = "day;cost\n" + rows.joined()
        let zip = ZipFile([ZipFile.Entry("report.csv", long)]).bytes
        let test = try TestConnector(Self.connector) { _ in ServerReply(bytes: zip) }
        #expect(try test.extract() == long)
    }

    struct Broken: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var reply: ServerReply
        var kind = Failure.Kind.unreachable
        var message: String
        var pauses: [Int64] = []

        init(
            _ name: String, _ reply: ServerReply, _ message: String, kind: Failure.Kind = .unreachable,
            pauses: [Int64] = []
        ) {
            testDescription = name
            self.reply = reply
            self.message = message
            self.kind = kind
            self.pauses = pauses
        }

        init(_ name: String, _ zip: [ZipFile.Entry], _ message: String) {
            self.init(name, ServerReply(bytes: ZipFile(zip).bytes), message)
        }
    }

    static let broken = [
        Broken(
            "two tables", [entry, ZipFile.Entry("b.csv", "x")],
            "the archive of 127.0.0.1 holds 2 files: report.csv, b.csv"),
        Broken("nothing", [], "the archive of 127.0.0.1 is empty"),
        Broken(
            "a password", [entry.with { $0.isEncrypted = true }],
            "report.csv in the archive of 127.0.0.1 is protected by a password"),
        Broken(
            "another method", [entry.with { $0.method = 12 }],
            "report.csv in the archive of 127.0.0.1 is packed by a method that isn't read here (12)"),
        Broken(
            "another checksum", [entry.with { $0.checksum = 1 }],
            "report.csv in the archive of 127.0.0.1 is damaged: its checksum differs"),
        Broken(
            "more than its directory says", [entry.with { $0.size = 3 }],
            "report.csv in the archive of 127.0.0.1 is damaged: it holds more than its directory says"),
        Broken(
            "a bomb that says so", [entry.with { $0.size = 1 << 30 }],
            "report.csv in the archive of 127.0.0.1 would unpack to 1024 MiB, over 200 times its size"),
        Broken(
            // What it unpacks to is 1,000 times its size; no more of it is made than it says.
            "a bomb that hides it",
            [ZipFile.Entry("report.csv", [UInt8](repeating: 48, count: 8 << 20)).with { $0.size = 1000 }],
            "report.csv in the archive of 127.0.0.1 is damaged: it holds more than its directory says"),
        Broken(
            "an archive that is cut", ServerReply(bytes: Array(ZipFile([entry]).bytes.dropLast(30))),
            "the archive of 127.0.0.1 is no whole ZIP archive: its directory is missing"),
        Broken(
            "a workbook", ServerReply(bytes: WorkbookFile([WorkbookFile.Sheet("A", "")]).bytes),
            "the archive of 127.0.0.1 is an Excel workbook"),
        Broken(
            "a bare table", ServerReply(200, table), "127.0.0.1 sent no ZIP archive: day;cost 2026-01-01;10.5"),
        Broken("not a byte", ServerReply(200, ""), "127.0.0.1 sent no ZIP archive"),
        Broken("a packed text", .gzip(Array("oops".utf8)), "127.0.0.1 sent no ZIP archive: oops"),
        Broken(
            "a page for people", ServerReply(200, "<html>Log in", headers: ["Content-Type": "text/html"]),
            "127.0.0.1 sent a web page in place of a table: <html>Log in (tried 3 times)"),
        Broken(
            "an error that calls itself a success", .json(#"{"error":{"code":7,"message":"no such report"}}"#),
            #"127.0.0.1 answered 200 with error 7: {"error":{"code":7,"message":"no such report"}}"#),
        Broken(
            "an error of another shape", .json(#"{"fault":"t0k3n-in-full"}"#),
            #"127.0.0.1 sent no ZIP archive: {"fault":"***"}"#),
        Broken(
            "an error by a rule", .json(#"{"error":{"code":105}}"#),
            #"127.0.0.1 answered 200 with error 105: {"error":{"code":105}}"#, kind: .credentials),
        Broken(
            "a busy server by a rule", .json(#"{"error":{"code":"117"}}"#),
            #"127.0.0.1 answered 200 with error 117: {"error":{"code":"117"}} (tried 3 times)"#, pauses: [9000, 9000]),
    ]

    @Test(arguments: broken)
    func nothingLandsOfWhatIsBroken(row: Broken) throws {
        let test = try TestConnector(Self.connector) { _ in row.reply }
        try test.folder.write("before\n", to: "delivery")
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.kind == row.kind)
        #expect(failure?.diagnostics.first?.message == row.message)
        #expect(failure?.diagnostics.count == 1)
        #expect(try test.folder.files() == ["delivery"])
        #expect(try test.folder.text(of: "delivery") == "before\n")
        if !row.pauses.isEmpty { #expect(test.clock.pauses.filter { $0 > 1000 } == row.pauses) }
    }

    /// The archive is whole only at its end: what came before is no table.
    @Test func whatIsDamagedAtItsEndDoesNotLand() throws {
        let rows = "day;cost\n" + (0..<300_000).map { "2026-01-01;\($0)\n" }.joined()
        var zip = ZipFile([ZipFile.Entry("report.csv", rows).with { $0.isStored = true }]).bytes
        zip[3_000_000] ^= 1
        let damaged = zip
        let test = try TestConnector(Self.connector) { _ in ServerReply(bytes: damaged) }
        let failure = #expect(throws: Failure.self) { try test.extract() }
        #expect(failure?.diagnostics.first?.message.hasSuffix("is damaged: its checksum differs") == true)
        #expect(
            failure?.diagnostics.first?.hint
                == "run again; if it stays so, the platform packs its tables in another way than connectors/test.yml expects"
        )
        #expect(try test.folder.files() == [])
    }

    @Test func noMoreIsUnpackedThanTheSettingsAllow() throws {
        var settings = HTTPTest.settings
        settings.fileLimit = 1 << 20
        let rows = [UInt8](repeating: 48, count: (1 << 20) + 1)
        for (count, isWhole) in [(rows.count - 1, true), (rows.count, false)] {
            let zip = ZipFile([ZipFile.Entry("report.csv", Array(rows[..<count]))]).bytes
            let test = try TestConnector(Self.connector) { _ in ServerReply(bytes: zip) }
            let result = Result {
                try test.extraction(settings: settings).extract([:], to: test.folder.path(of: "delivery"))
            }
            guard case .failure(let failure as Failure) = result else {
                #expect(isWhole)
                continue
            }
            #expect(
                failure.diagnostics.first?.message
                    == "report.csv in the archive of 127.0.0.1 would unpack to more than 1 MiB")
            #expect(!isWhole)
            #expect(try test.folder.files() == [])
        }
    }

    /// A bare table is judged like a packed one.
    @Test func anErrorIsNoTable() throws {
        let bare = Self.connector.replacing("  packed: zip\n", with: "")
        for (code, message) in [("7", "127.0.0.1 answered 200 with error 7: "), ("105", "127.0.0.1 answered 200")] {
            let test = try TestConnector(bare) { _ in .json("{\"error\":{\"code\":\(code)}}") }
            let failure = #expect(throws: Failure.self) { try test.extract() }
            #expect(failure?.diagnostics.first?.message.hasPrefix(message) == true)
            #expect(try test.folder.files() == [])
        }
    }

    /// Without rows there is no header, unless the connector knows it.
    @Test(arguments: [
        ("", "csv", nil), ("columns: [day, cost]", "csv", "day,cost\n"),
        ("columns: [day, \"cost, net\"]", "csv", "day,\"cost, net\"\n"),
        ("columns: [day, \"cost, net\"]", "tsv", "day\tcost, net\n"),
    ])
    func nothingIsATableWhoseColumnsAreKnown(columns: String, type: String, landed: String?) throws {
        let text = Self.connector.replacing("type: csv", with: "type: \(type)\n  \(columns)")
        let test = try TestConnector(text) { _ in .json(#"{"error":{"code":3}}"#) }
        _ = try test.extraction().extract([:], to: test.folder.path(of: "delivery"))
        #expect(try test.folder.files() == (landed == nil ? [] : ["delivery"]))
        if let landed { #expect(try test.folder.text(of: "delivery") == landed) }
    }
}
