import Definitions
import Testing

/// Settings of later versions, attribution and thresholds.
@Suite struct AttributionErrorTests {
    static let cases = [
        ErrorCase(
            "settings of later versions",
            """
            ①leads: {}
            ②dimensions: {}
            ③marts: [a.sql]
            ④checks: []
            ⑤notify: {}
            ⑥metrics: {}
            sources:
              deals:
                entity: lead
                files: a.csv
                load: { replace: day }

            """,
            """
            ① 'leads' is not supported by this version (remove it)
            ② 'dimensions' is not supported by this version (remove it)
            ③ 'marts' is not supported by this version (remove it)
            ④ 'checks' is not supported by this version (remove it)
            ⑤ 'notify' is not supported by this version (remove it)
            ⑥ 'metrics' is not supported by this version (remove it)
            """
        ),
        ErrorCase(
            "values of later versions",
            """
            attribution:
              conversions: [lead, ①quote]
              models: [last_touch, ②shapley]
              report: { model: ③markov }
            sources:
              a: { entity: lead, files: a.csv, format: { type: ④xml } }

            """,
            """
            ① unknown conversion 'quote' (use one of: lead, deal_won, payment)
            ② model 'shapley' is not supported by this version (use one of: first_touch, last_touch, last_non_direct, last_paid, linear, time_decay, position_based)
            ③ model 'markov' is not supported by this version (use one of: first_touch, last_touch, last_non_direct, last_paid, linear, time_decay, position_based)
            ④ type 'xml' is not supported by this version (use one of: csv, tsv, json, jsonl, xlsx)
            """
        ),
        ErrorCase(
            "attribution",
            """
            attribution:
              conversions: [①leed]
              anchor: ②led
              models: [③last_tuch, ④unheard, linear, linear]
              report: { model: ⑤first_tuch, basis: ⑥leads, vat: ⑦brutto }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① unknown conversion 'leed' (did you mean 'lead'?)
            ② unknown anchor 'led' (did you mean 'lead'?)
            ③ unknown model 'last_tuch' (did you mean 'last_touch'?)
            ④ unknown model 'unheard' (use one of: first_touch, last_touch, last_non_direct, last_paid, linear, time_decay, position_based)
            ⑤ unknown model 'first_tuch' (did you mean 'first_touch'?)
            ⑥ unknown basis 'leads' (did you mean 'lead'?)
            ⑦ unknown vat 'brutto' (use one of: gross, net)
            """
        ),
        ErrorCase(
            "a report's model that is not computed",
            """
            attribution:
              models: [first_touch]
              report: { model: ①linear }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① the report's model 'linear' is not among 'models' (add it to 'models', or use one of: first_touch)
            """
        ),
        ErrorCase(
            "no models",
            """
            attribution: { models: ①[], conversions: ②[] }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'models' is an empty list (name at least one)
            ② 'conversions' is an empty list (name at least one)
            """
        ),
        ErrorCase(
            "a model twice",
            """
            attribution: { models: [linear, ①linear] }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'linear' stands twice in 'models' (remove one)
            """
        ),
        ErrorCase(
            "lengths of time",
            """
            attribution: { lookback: ①90, half_life: ②1.5d }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'lookback' must be a length of time, not '90' (write a whole number and d, h, min or s, such as 'lookback: 90d')
            ② 'half_life' must be a length of time, not '1.5d' (write a whole number and d, h, min or s, such as 'half_life: 7d')
            """
        ),
        ErrorCase(
            "no lengths of time",
            """
            attribution: { lookback: ①3m, half_life: ②0d }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① '3m' is no length of time: months and years differ in length (write a whole number and d, h, min or s, such as 'lookback: 90d')
            ② 'half_life' must be above zero and at most 36500d, not '0d' (write a whole number and d, h, min or s, such as 'half_life: 7d')
            """
        ),
        ErrorCase(
            "endless lengths of time",
            """
            attribution: { lookback: ①36501d, half_life: ②99999999999999999999s }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'lookback' must be above zero and at most 36500d, not '36501d' (write a whole number and d, h, min or s, such as 'lookback: 90d')
            ② 'half_life' must be above zero and at most 36500d, not '99999999999999999999s' (write a whole number and d, h, min or s, such as 'half_life: 7d')
            """
        ),
        ErrorCase(
            "kept touches",
            """
            attribution: { max_touches: ①1 }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'max_touches' must be from 2 to 1000000, not '1' (a journey keeps at least its first and its last touch; 1000 is usual)
            """
        ),
        ErrorCase(
            "reject thresholds",
            """
            rejects: { max_rows: ①-1, max_ratio: ②5% }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'max_rows' must be a whole number from 0 on, not '-1' (write digits only, such as 'max_rows: 100')
            ② 'max_ratio' must be a share from 0 to 1 with at most six decimals, not '5%' (write 0.05 for 5%)
            """
        ),
        ErrorCase(
            "reject ratio beyond millionths",
            """
            rejects: { max_rows: ①1.5, max_ratio: ②0.0000001 }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'max_rows' must be a whole number from 0 on, not '1.5' (write digits only, such as 'max_rows: 100')
            ② 'max_ratio' must be a share from 0 to 1 with at most six decimals, not '0.0000001' (write 0.05 for 5%)
            """
        ),
        ErrorCase(
            "reject ratio over one",
            """
            rejects: { max_rows: ①many, max_ratio: ②1.000001 }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'max_rows' must be a whole number from 0 on, not 'many' (write digits only, such as 'max_rows: 100')
            ② 'max_ratio' must be a share from 0 to 1 with at most six decimals, not '1.000001' (write 0.05 for 5%)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.checkAfterHead()
    }

    @Test(
        arguments: [
            ("[40, 20, 30]", "be three whole numbers that sum to 100"),
            ("[50, 50]", "be three whole numbers that sum to 100"),
            ("[40, 10, 10, 40]", "be three whole numbers that sum to 100"),
            ("[-10, 60, 50]", "be three whole numbers that sum to 100"),
            ("[0.4, 0.2, 0.4]", "be three whole numbers that sum to 100"),
            ("[40%, 20%, 40%]", "be three whole numbers that sum to 100"),
            ("[[40], 20, 40, 40]", "be three whole numbers that sum to 100"),
            ("[9223372036854775807, 1, 100]", "be three whole numbers that sum to 100"),
            ("40", "be three whole numbers that sum to 100"),
            ("", "be three whole numbers that sum to 100"),
            ("[0, 100, 0]", "leave something for the first or the last touch"),
        ]
    )
    func positions(written: String, problem: String) {
        let body = "attribution: { position: \(written) }\nsources:\n  a: { entity: lead, files: a.csv }\n"
        let diagnostics = PipelineText.diagnostics(PipelineText.head + body)
        #expect(diagnostics.map(\.message) == ["'position' must \(problem)"])
        #expect(diagnostics.first?.location?.line == 8)
        #expect(diagnostics.first?.hint?.hasSuffix("such as 'position: [40, 20, 40]'") == true)
    }

    @Test(
        arguments: [
            ("90d", 7_776_000), ("1d", 86_400), ("12h", 43_200), ("30min", 1800), ("45s", 45), ("007d", 604_800),
            ("36500d", 3_153_600_000),
        ] as [(String, Int64)]
    )
    func durations(written: String, seconds: Int64) throws {
        let body =
            "attribution: { lookback: \(written), half_life: \(written) }\nsources: { a: { entity: lead, files: a } }\n"
        let attribution = try PipelineText.parse(PipelineText.head + body).attribution
        #expect(attribution.lookbackSeconds == seconds && attribution.halfLifeSeconds == seconds)
    }
}
