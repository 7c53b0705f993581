import Definitions
import Testing

@Suite struct FunnelTests {
    static let body = """
        funnel:
          stages:
            - { id: new, match: ["61/*"] }
            - id: qualified
              title: { en: Qualified, ru: Квалифицирован }
              match: ["C1:QUAL", "*/В работе"]
              milestone: sql
            - { id: paid, match: "1?" }
            - { id: slash, match: ["a/b"] }
        sources:
          a: { entity: lead, files: a.csv }

        """

    @Test func stagesAreRead() throws {
        let funnel = try #require(try PipelineText.parse(PipelineText.head + Self.body).funnel)
        #expect(funnel.unmapped == .warn)
        #expect(funnel.location == Definitions.SourceLocation(file: "pipeline.yml", line: 8, column: 1))
        #expect(funnel.stages.map(\.id) == ["new", "qualified", "paid", "slash"])
        #expect(funnel.stages[0].titleEN == "new" && funnel.stages[0].milestone == nil)
        #expect(
            funnel.stages[1]
                == FunnelDefinition.Stage(
                    id: "qualified", titleEN: "Qualified", titleRU: "Квалифицирован",
                    match: ["C1:QUAL", "*/В работе"], milestone: .sql))
        #expect(try PipelineText.parse(PipelineText.head + "sources: { a: { entity: lead, files: a } }").funnel == nil)
    }

    static let stages: [(pipeline: String, stage: String, id: String?)] = [
        ("61", "NEW", "new"), ("61", "", nil), ("6", "1/NEW", nil), ("", "NEW", nil),
        ("0", "C1:QUAL", "qualified"), ("", "c1:qual", "qualified"), ("0", "C1:QUALIFIED", nil),
        // The first stage that fits is the one.
        ("61", "C1:QUAL", "new"),
        ("Окна", " в работе ", "qualified"), ("", "В работе", "qualified"),
        // A bare pattern never sees the pipeline, and a stage may have a slash of its own.
        ("5", "10", "paid"), ("1", "x", nil), ("7", "a/b", "slash"), ("a", "b", "slash"),
    ]

    @Test(arguments: stages)
    func aStageBelongsTo(_ row: (pipeline: String, stage: String, id: String?)) throws {
        let funnel = try #require(try PipelineText.parse(PipelineText.head + Self.body).funnel)
        #expect(funnel.stage(pipeline: row.pipeline, stage: row.stage)?.id == row.id)
    }

    @Test func theFingerprintFollowsWhatTheFunnelSays() throws {
        func fingerprint(_ old: String, _ new: String) throws -> String? {
            try PipelineText.parse(PipelineText.head + Self.body.replacing(old, with: new)).funnel?.fingerprint
        }
        let text = try fingerprint("", "")
        #expect(try fingerprint("61/*", "62/*") != text)
        #expect(try fingerprint("sql", "mql") != text)
        #expect(try fingerprint("Квалифицирован", "Хороший") != text)
        #expect(try fingerprint("{ id: new, match: [\"61/*\"] }", "{ match: 61/*, id: new }") == text)
    }

    static let cases = [
        ErrorCase(
            "keys and values",
            """
            funnel: { ①stage: [], unmapped: ②wran }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① unknown key 'stage' (did you mean 'stages'?)
            ② unknown unmapped 'wran' (did you mean 'warn'?)
            """
        ),
        ErrorCase(
            "no stages",
            """
            ①funnel: {}
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'funnel' has no 'stages' (add 'stages:' and what belongs under it)
            """
        ),
        ErrorCase(
            "stages of another type",
            """
            funnel: { stages: ①won }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'stages' must be a list, not a text (write '- { id: won, match: ["0/WON"] }' under it)
            """
        ),
        ErrorCase(
            "an empty list",
            """
            funnel: { stages: ①[] }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'stages' is an empty list (write '- { id: won, match: ["0/WON"] }' under it)
            """
        ),
        ErrorCase(
            "wrong stages",
            """
            funnel:
              stages:
                - ①{ id: new }
                - { id: ②Won, match: ③"[a", milestone: ④mqll }
                - ⑤won
                - { id: lost, match: [a, b, ⑥b], ⑦title: { en: Lost } }
                - { id: good, match: "61/*" }
                - { id: ⑧good, match: [x, ⑨"61/*"] }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① the stage has no 'match' (add 'match: ["0/WON"]')
            ② 'Won' can't be the id of a stage (use a-z, 0-9 and _ only; the title may be anything)
            ③ the pattern '[a' has a [ without its ] (put a \\ before a mark that is meant literally)
            ④ unknown milestone 'mqll' (did you mean 'mql'?)
            ⑤ 'stages' must be a mapping, not a text (known keys: id, match, title, milestone)
            ⑥ 'b' stands twice in 'match' (remove one)
            ⑦ 'title' has no 'ru' (add 'ru: Квалифицирован')
            ⑧ stage 'good' stands twice in the funnel (put both into one)
            ⑨ '61/*' belongs to stage 'good' already (remove one)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.checkAfterHead()
    }
}
