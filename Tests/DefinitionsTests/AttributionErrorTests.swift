import Testing

/// Settings of later versions, attribution and thresholds.
@Suite struct AttributionErrorTests {
    static let cases = [
        ErrorCase(
            "settings of later versions",
            """
            ①identity: { keys: [phone] }
            ②dimensions: {}
            ③matching: {}
            ④marts: [a.sql]
            ⑤checks: []
            ⑥notify: {}
            ⑦metrics: {}
            attribution: { ⑧half_life: 7d, ⑨position: [40, 20, 40] }
            sources:
              deals:
                entity: lead
                ⑩connector: bitrix24
                ⑪with: { base: x }
                ⑫utm: "{campaign_id}"
                load: { replace: day }

            """,
            """
            ① 'identity' is not supported by this version (remove it)
            ② 'dimensions' is not supported by this version (remove it)
            ③ 'matching' is not supported by this version (remove it)
            ④ 'marts' is not supported by this version (remove it)
            ⑤ 'checks' is not supported by this version (remove it)
            ⑥ 'notify' is not supported by this version (remove it)
            ⑦ 'metrics' is not supported by this version (remove it)
            ⑧ 'half_life' is not supported by this version (remove it)
            ⑨ 'position' is not supported by this version (remove it)
            ⑩ 'connector' is not supported by this version (remove it)
            ⑪ 'with' is not supported by this version (remove it)
            ⑫ 'utm' is not supported by this version (remove it)
            """
        ),
        ErrorCase(
            "values of later versions",
            """
            attribution:
              conversions: [lead, ①quote]
              anchor: ②own
              lookback: ③30d
              models: [last_touch, ④time_decay]
              report: { model: ⑤markov, basis: ⑥payment }
            sources:
              a: { entity: lead, files: a.csv, format: { type: ⑦xlsx } }

            """,
            """
            ① unknown conversion 'quote' (use one of: lead, deal_won, payment)
            ② anchor 'own' is not supported by this version (write 'lead')
            ③ lookback '30d' is not supported by this version (write '90d', or remove it)
            ④ model 'time_decay' is not supported by this version (use one of: first_touch, last_touch, linear)
            ⑤ model 'markov' is not supported by this version (use one of: first_touch, last_touch, linear)
            ⑥ basis 'payment' is not supported by this version (write 'lead')
            ⑦ type 'xlsx' is not supported by this version (use one of: csv, tsv, json, jsonl)
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
            ④ unknown model 'unheard' (use one of: first_touch, last_touch, linear)
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
}
