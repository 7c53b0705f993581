import Definitions
import Foundation
import Testing

@Suite struct EntityContractTests {
    @Test func embeddedContractsAreRead() throws {
        let contracts = try SchemaLibrary.embedded.contracts()
        #expect(Set(contracts.keys).isSuperset(of: ["lead", "spend"]))
        let spend = try #require(contracts["spend"])
        #expect(spend.key == nil)
        #expect(spend.day == "date")
        #expect(spend.newColumns == .ignore)
        #expect(spend.dropsIdenticalRows == false)
        #expect(spend.fields.first == FieldContract(name: "date", type: .date, required: true))
        #expect(spend.fields.last == FieldContract(name: "clicks", type: .integer, minimum: 0))
        let lead = try #require(contracts["lead"])
        #expect(lead.key == "lead_id")
        #expect(lead.dropsIdenticalRows)
        let outcome = try #require(lead.index(of: "outcome"))
        #expect(lead.fields[outcome].allowed.first == "in_work")
        #expect(lead.fields[outcome].allowed.count == 11)
    }

    @Test func boundsOfMoneyAreMicros() throws {
        let contract = try EntityContract.parse(
            text: """
                entity: thing
                day: at
                new_columns: reject
                identical_rows: drop
                fields:
                  at: { type: instant, required: true }
                  price: { type: money, minimum: -0.01, maximum: 1000 }
                """,
            file: "thing.yml"
        )
        #expect(contract.newColumns == .reject)
        #expect(contract.fields[1].minimum == -10_000)
        #expect(contract.fields[1].maximum == 1_000_000_000)
    }

    @Test func salesContractsAreRead() throws {
        let contracts = try SchemaLibrary.embedded.contracts()
        let deal = try #require(contracts["deal"])
        let status = try #require(deal.index(of: "status"))
        #expect(deal.key == "deal_id" && deal.fields[status].allowed == ["open", "won", "lost"])
        #expect(contracts["payment"]?.key == "payment_id")
        #expect(contracts["stage_event"]?.key == nil)
        #expect(contracts["stage_event"]?.oneOf == ["deal_id", "lead_id"])
        #expect(deal.read(by: nil) == deal)
        // Where there is a funnel, the stage may tell the status.
        let stage = FunnelDefinition.Stage(id: "won", titleEN: "Won", titleRU: "Продажа", match: ["WON"])
        let funnel = try FunnelDefinition(
            stages: [stage], unmapped: .warn, location: Definitions.SourceLocation(file: "a"))
        #expect(!deal.read(by: funnel).fields[status].required)
        #expect(deal.read(by: funnel).oneOf == ["status", "stage"])
        #expect(contracts["lead"]?.read(by: funnel) == contracts["lead"])
    }

    @Test func aUsersFileTakesThePlaceOfOurs() throws {
        let text = """
            entity: spend
            day: date
            new_columns: reject
            identical_rows: keep
            fields: { date: { type: date, required: true } }
            """
        let library = SchemaLibrary.embedded.overridden(by: ["entities/spend.yml": text], in: "shop/schemas")
        #expect(try library.contracts()["spend"]?.newColumns == .reject)
    }

    static let errors: [(String, String, String)] = [
        (
            "everything is wrong",
            """
            entity: thing
            key: it
            day: name
            new_columns: ①ingore
            identical_rows: ②maybe
            ③feilds: {}
            fields:
              name: { type: ④txt }
            """,
            """
            ① unknown new_columns 'ingore' (did you mean 'ignore'?)
            ② unknown identical_rows 'maybe' (use one of: drop, keep)
            ③ unknown key 'feilds' (did you mean 'fields'?)
            ④ unknown type 'txt' (did you mean 'text'?)
            """
        ),
        (
            "key and day",
            """
            entity: thing
            key: ①it
            day: ②name
            new_columns: ignore
            identical_rows: drop
            fields:
              name: { type: text }
              id: { type: text, required: true }
            """,
            """
            ① thing has no field 'it' (did you mean 'id'?)
            ② 'day' can't be the field 'name', which is text (a record's day needs a date or an instant)
            """
        ),
        (
            "a day that may be empty",
            """
            entity: thing
            day: ①date
            new_columns: ignore
            identical_rows: drop
            fields: { date: { type: date } }
            """,
            "① 'day' is the field 'date', which is not required (add 'required: true' to the field)"
        ),
        (
            "fields",
            """
            entity: thing
            day: date
            new_columns: ignore
            identical_rows: drop
            fields:
              date: { type: date, required: true, ①minimum: 0 }
              ②state: { type: enum }
              name: { type: text, ③allowed: [a] }
              clicks: { type: integer, minimum: 5, maximum: ④1 }
              cost: { type: money, minimum: ⑤zero, ⑥unique: true }
              ⑦empty: {}
            """,
            """
            ① 'minimum' is for fields of type integer, money or decimal (remove it)
            ② field 'state' has no 'allowed' (add 'allowed: [one, other]')
            ③ 'allowed' is for fields of type enum (write 'type: enum')
            ④ the greatest value is below the least (swap the two)
            ⑤ 'minimum' must be an amount (such as 0 or 0.01)
            ⑥ unknown key 'unique' (known keys: type, required, minimum, maximum, allowed)
            ⑦ field 'empty' has no 'type' (add 'type: text')
            """
        ),
        (
            "one of several fields",
            """
            entity: thing
            day: date
            one_of: ①[a, b]
            new_columns: ignore
            identical_rows: drop
            fields:
              date: { type: date, required: true }
              a: { type: text }
            """,
            "① thing has no field 'b' (its fields: date, a)"
        ),
        (
            "nothing there", "①entity: thing",
            """
            ① the contract has no 'day' (add 'day: created_at')
            ① the contract has no 'new_columns' (add 'new_columns: ignore')
            ① the contract has no 'identical_rows' (add 'identical_rows: drop')
            ① the contract has no 'fields' (add 'fields:' and what belongs under it)
            """
        ),
        ("empty", "①", "① the file is empty (begin it with 'entity: NAME')"),
    ]

    @Test(arguments: errors)
    func messages(name: String, marked: String, expected: String) {
        let text = MarkedText(marked)
        let failure = #expect(throws: Failure.self) {
            try EntityContract.parse(text: text.text, file: "thing.yml")
        }
        #expect(text.describe(failure?.diagnostics ?? []) == expected)
    }

    @Test func everyFileOfALibraryIsReported() throws {
        let library = SchemaLibrary.embedded.overridden(
            by: ["entities/lead.yml": "", "entities/spend.yml": "entity: [", "entities/visit.yml": "- a"],
            in: "mine"
        )
        let failure = #expect(throws: Failure.self) { try library.contracts() }
        #expect(
            failure?.diagnostics.compactMap { $0.location?.file } == [
                "mine/entities/lead.yml", "mine/entities/spend.yml", "mine/entities/visit.yml",
            ]
        )
        #expect(failure?.kind == .definition)
    }

    @Test func aFileUnderAnotherNameIsAnError() throws {
        let text = try #require(SchemaLibrary.embedded.files["entities/spend.yml"])
        let library = SchemaLibrary.embedded.overridden(by: ["entities/costs.yml": text], in: "mine")
        let failure = #expect(throws: Failure.self) { try library.contracts() }
        #expect(
            failure?.diagnostics.map(\.description) == [
                "mine/entities/costs.yml:1:1: error: the file describes 'spend' under another name "
                    + "(rename it to spend.yml)"
            ]
        )
    }

    @Test func embeddedFilesAreThoseOfTheFolder() throws {
        let folder = PipelineSchemaTests.root.appendingPathComponent("schemas/entities").path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).map { "entities/\($0)" }
        #expect(SchemaLibrary.embedded.files(in: "entities").map(\.path) == names.sorted())
    }
}
