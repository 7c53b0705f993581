import Definitions
import Testing

/// Files with many mistakes, and files nobody would write.
@Suite struct WholeFileTests {
    @Test func aMistakeInEverySecondLineIsReportedThere() {
        let text = """
            version: 1
            pipelin: demo
            time_zone: Europe/Moscow
            currency: rub
            start: 2025-01-01
            warehouse: [var/demo.sqlite]
            landing: var/landing
            identity: { keys: [phones] }
            attribution:
              modles: [last_touch]
              conversions: [lead]
              anchor: owm
              report: { model: last_touch }
            rejects: { max_row: 5 }
            sources:
              Ad_Spend:
                entity: spend
                file: data/spend-*.csv
                format:
                  typ: csv
                  delimiter: ";"
                  enconding: windows-1251
                  decimal: ","
                  date: DD.MM.YYYY
                map:
                  dat: [Дата, Date]
                  campaign_id: № Кампании
                  cost: { from: [Расход (руб.), Cost], unit: kopecks }
                  source: { const: yandex }
                  source: { const: google }
                load: { replace: day }
                vat: { included: true }
              leads:
                entity: leads
                files: data/leads.csv
                load: { merge: lead_id, versoin: updated_at }
            """
        let expected = """
            shop.yml:2:1: error: unknown key 'pipelin' (did you mean 'pipeline'?)
            shop.yml:4:11: error: 'rub' is no currency code (write three capital letters, such as 'currency: RUB')
            shop.yml:6:12: error: 'warehouse' must be a text, not a list
            shop.yml:8:20: error: unknown key 'phones' (did you mean 'phone'?)
            shop.yml:10:3: error: unknown key 'modles' (did you mean 'models'?)
            shop.yml:12:11: error: unknown anchor 'owm' (did you mean 'own'?)
            shop.yml:14:12: error: unknown key 'max_row' (did you mean 'max_rows'?)
            shop.yml:16:3: error: 'Ad_Spend' can't be the name of a source (begin with a small letter and use a-z, 0-9 and _ only)
            shop.yml:18:5: error: unknown key 'file' (did you mean 'files'?)
            shop.yml:20:7: error: unknown key 'typ' (did you mean 'type'?)
            shop.yml:22:7: error: unknown key 'enconding' (did you mean 'encoding'?)
            shop.yml:24:13: error: 'DD.MM.YYYY' is no date pattern: 'DD' stands for nothing in a date pattern (did you mean 'dd.MM.yyyy'?)
            shop.yml:26:7: error: spend has no field 'dat' (did you mean 'date'?)
            shop.yml:28:50: error: unknown unit 'kopecks' (use one of: whole, micros)
            shop.yml:30:7: error: key 'source' stands here twice (keep this or the one in line 29)
            shop.yml:32:5: error: 'vat' has no 'rates' (add 'rates: [{ from: 2026-01-01, rate: 22 }]')
            shop.yml:34:13: error: unknown entity 'leads' (did you mean 'lead'?)
            shop.yml:36:29: error: unknown key 'versoin' (did you mean 'version'?)
            """
        let diagnostics = PipelineText.diagnostics(text, file: "shop.yml")
        #expect(diagnostics.map(\.description).joined(separator: "\n") == expected)
    }

    @Test func whatAnAliasRepeatsIsWrongOnce() {
        let body = """
            sources:
              a: { entity: lead, files: a.csv, format: &dialect { enconding: utf-8 } }
              b: { entity: lead, files: b.csv, format: *dialect }
            """
        let diagnostics = PipelineText.diagnostics(PipelineText.head + body)
        #expect(diagnostics.map { $0.location?.line } == [9])
    }

    static let doubled: [(String, String)] = [
        ("a: 1\n①a: 2\n②a: 3\n", "①② in a row"),
        ("ключ: 1\n①ключ: 2\n", "letters beyond ASCII"),
        ("'a b': 1\n①\"a b\": 2\n", "quotes of two kinds"),
        ("{ a: 1, ①a: 2, b: { c: 1, ②c: 2 } }\n", "braces"),
        ("a:\n  b: 1\n  c:\n    d: 1\n    ①d: 2\n  ②b: 2\n③a: 3\n", "three levels"),
        ("\u{E000}: 1\n①\u{E000}: 2\na: 1\n②a: 2\n", "letters this parser borrows"),
        ("a: { x: 1 }\r\n①a: 2\r\n", "line ends of Windows"),
    ]

    @Test(arguments: doubled)
    func doubledKeysHaveTheirPlaces(marked: String, name: String) {
        let text = MarkedText(marked)
        let found = PipelineText.diagnostics(text.text).filter { $0.message.contains("twice") }
        let places = found.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0)" }
        #expect(Set(places) == Set(text.places.values))
        #expect(places.count == text.places.count)
    }

    @Test func keysThatCantBeRenamedAreReportedAlone() {
        let diagnostics = PipelineText.diagnostics("\"\": 1\n\"\": 2\n")
        #expect(diagnostics.map(\.message) == ["key '' stands twice in this mapping"])
    }

    @Test func controlCharactersHavePlaces() {
        let diagnostics = PipelineText.diagnostics("version: 1\npipeline: a\u{0}b\n")
        #expect(
            diagnostics.map(\.description) == [
                "pipeline.yml:2:12: error: this is not YAML: a control character stands here "
                    + "(save the file as plain text in UTF-8)"
            ]
        )
    }

    /// Whatever is done to a file, there are messages with places, or a definition.
    @Test func damagedFilesNeverCrash() {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let good = Array((PipelineText.head + PipelineParsingTests.everything).unicodeScalars)
        let parts = Array("{}[]:,-#&*!|>'\"%@`?~ \n\t\u{0}\u{FEFF}ё$<=0a").flatMap(\.unicodeScalars)
        for round in 0..<300 {
            var scalars = good
            for _ in 0...random(4) {
                let index = random(scalars.count)
                switch random(4) {
                case 0: scalars.remove(at: index)
                case 1: scalars[index] = parts[random(parts.count)]
                case 2: scalars.removeSubrange(index..<min(scalars.count, index + random(60)))
                default: scalars.insert(parts[random(parts.count)], at: index)
                }
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
            for diagnostic in PipelineText.diagnostics(text) {
                let line = diagnostic.location?.line ?? 0
                #expect(line >= 1 && line <= lines + 1, "round \(round): \(diagnostic)")
            }
        }
    }
}
