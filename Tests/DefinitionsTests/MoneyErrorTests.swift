import Definitions
import Testing

/// VAT and fees of a source: everything wrong is said at once.
@Suite struct MoneyErrorTests {
    private static let channelNames =
        (try? SchemaLibrary.embedded.channels().channels.map(\.name).joined(separator: ", ")) ?? ""

    static let cases = [
        ErrorCase(
            "vat",
            """
            sources:
              a: { entity: spend, files: a.csv, ①vat: {} }
              b: { entity: spend, files: b.csv, vat: { included: ②yes, rates: ③[] } }
              c: { entity: spend, files: c.csv, vat: { included: true, rates: ④20 } }
              d: { entity: spend, files: d.csv, vat: { included: true, ⑤rate: 20 } }
              e: { entity: lead, files: e.csv, ⑥vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] } }
              f: { entity: deal, files: f.csv, vat: { included: true, rates: [{ from: 2026-01-01, rate: ⑦x }] } }

            """,
            """
            ① 'vat' has no 'included' (add 'included: true')
            ① 'vat' has no 'rates' (add 'rates: [{ from: 2026-01-01, rate: 22 }]')
            ② 'included' is either true or false, not 'yes' (write 'included: true' or 'included: false')
            ③ 'rates' is an empty list (write 'rates: [{ from: 2026-01-01, rate: 22 }]', or remove it)
            ④ 'rates' must be a list, not a text (write 'rates: [{ from: 2026-01-01, rate: 22 }]')
            ⑤ unknown key 'rate' (did you mean 'rates'?)
            ⑥ 'vat' is for sources of spend, deal and payment, not of lead (remove it)
            ⑦ 'rate' must be a percentage from 0 to 100 with at most two decimals, not 'x' (write 22 for 22%)
            """
        ),
        ErrorCase(
            "rates of VAT",
            """
            sources:
              a:
                entity: spend
                files: a.csv
                vat:
                  included: true
                  rates:
                    - { from: ①2026-13-01, rate: ②101 }
                    - { from: 2026-01-01, rate: ③22% }
                    - { from: 2026-01-01, rate: 22.55 }
                    - { from: ④2026-01-01, rate: ⑤22.555 }
                    - { from: ⑥2019-01-01, rate: ⑦-1 }
                    - ⑧{ rate: 0 }

            """,
            """
            ① '2026-13-01' is no day (write year, month and day, such as 'from: 2025-01-31')
            ② 'rate' must be a percentage from 0 to 100 with at most two decimals, not '101' (write 22 for 22%)
            ③ 'rate' must be a percentage from 0 to 100 with at most two decimals, not '22%' (write 22 for 22%)
            ④ the rate from 2026-01-01 stands after the rate from 2026-01-01 (list the rates by ascending days, each day once)
            ⑤ 'rate' must be a percentage from 0 to 100 with at most two decimals, not '22.555' (write 22 for 22%)
            ⑥ the rate from 2019-01-01 stands after the rate from 2026-01-01 (list the rates by ascending days, each day once)
            ⑦ 'rate' must be a percentage from 0 to 100 with at most two decimals, not '-1' (write 22 for 22%)
            ⑧ an entry of 'rates' has no 'from' (add 'from: 2026-01-01')
            """
        ),
        ErrorCase(
            "fees",
            """
            sources:
              a: { entity: spend, files: a.csv, fees: ①[] }
              b:
                entity: spend
                files: b.csv
                fees:
                  - { kind: ②tax, rate: 10 }
                  - { kind: agency, rate: ③110 }
                  - { kind: agency, rate: 1, ④base: net }
                  - { kind: agency, rate: 1, from: 2026-02-01, to: ⑤2026-01-01 }
                  - { kind: agency, rate: 1, ⑥fixed: 100 }
                  - { kind: agency, fixed: ⑨0 }
                  - { kind: agency, fixed: ⑩30 000, ⑪base: net }
                  - ⑦{ kind: levy }
              c: { entity: lead, files: c.csv, ⑧fees: [{ kind: levy, rate: 3 }] }

            """,
            """
            ① 'fees' is an empty list (write 'fees: [{ kind: agency, rate: 10, base: net }]', or remove it)
            ② unknown kind 'tax' (use one of: agency, levy, surcharge, service)
            ③ 'rate' must be a percentage from 0 to 100 with at most two decimals, not '110' (write 22 for 22%)
            ④ 'base' means nothing in a source without 'vat' (remove it: the rate applies to the amount as it is given)
            ⑤ the fee's last day is before its first (swap the two)
            ⑥ an entry of 'fees' has both 'rate' and 'fixed' (make two of them: one is a part of the cost, the other an amount a month)
            ⑨ 'fixed' must be an amount above 0, not '0' (write 30000 for 30,000 a month)
            ⑩ 'fixed' must be an amount above 0, not '30 000' (write 30000 for 30,000 a month)
            ⑪ 'base' means nothing beside 'fixed' (remove it, and state the amount as the reports are: with or without VAT)
            ⑦ an entry of 'fees' has no 'rate' (add 'rate: 10', or 'fixed: 30000' for an amount a month)
            ⑧ 'fees' is for sources of spend, not of lead (remove it)
            """
        ),
        ErrorCase(
            "a fee's base beside VAT",
            """
            sources:
              a:
                entity: spend
                files: a.csv
                vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }
                fees:
                  - ①{ kind: agency, rate: 10 }
                  - { kind: agency, rate: 10, base: ②nett }

            """,
            """
            ① an entry of 'fees' has no 'base' (add 'base: net' or 'base: gross': the amount that the rate applies to)
            ② unknown base 'nett' (did you mean 'net'?)
            """
        ),
        ErrorCase(
            "a fixed fee of nothing in particular",
            """
            sources:
              a: { entity: spend, files: a.csv, ①fees: [{ kind: service, fixed: 100 }] }
              b: { entity: spend, files: b.csv, map: { source: { const: vk }, medium: kind }, ②fees: { kind: service, fixed: 1 } }
              c: { entity: spend, files: c.csv, fees: [{ kind: service, rate: 1 }] }

            """,
            """
            ① a fixed fee needs to know its source, and the rows tell theirs one by one (map source: { const: … }, or enter the fee as a cost with date and date_to)
            ① a fixed fee needs to know its medium, and the rows tell theirs one by one (map medium: { const: … }, or enter the fee as a cost with date and date_to)
            ② a fixed fee needs to know its medium, and the rows tell theirs one by one (map medium: { const: … }, or enter the fee as a cost with date and date_to)
            """
        ),
        ErrorCase(
            "a split",
            """
            sources:
              a: { entity: spend, files: a.csv, ①split: {} }
              b: { entity: spend, files: b.csv, split: { by: ②lead } }
              c: { entity: spend, files: c.csv, split: { by: leads, ③shares: { Email: 100 } } }
              d: { entity: spend, files: d.csv, ④split: { by: fixed } }
              e: { entity: spend, files: e.csv, split: { by: fixed, ⑤shares: { Email: 60, organic_search: 30 } } }
              f: { entity: spend, files: f.csv, split: { by: fixed, shares: { ⑥Emial: 60, ⑦Post: 20, SMS: ⑧120 } } }
              g: { entity: spend, files: g.csv, split: { by: fixed, shares: { Organic Search: 60, ⑨organic_search: 40 } } }
              h: { entity: lead, files: h.csv, ⑩split: { by: leads } }
              i: { entity: spend, files: i.csv, split: { by: fixed, shares: ⑪Email } }

            """,
            """
            ① 'split' has no 'by' (add 'by: leads')
            ② unknown split 'lead' (did you mean 'leads'?)
            ③ 'shares' means nothing beside 'by: leads' (remove it, or write 'by: fixed')
            ④ 'split' has no 'shares' (add 'shares: { Organic Search: 60, Email: 40 }')
            ⑤ the shares sum to 90.00% (make them sum to 100)
            ⑥ unknown channel 'Emial' (did you mean 'Email'?)
            ⑦ unknown channel 'Post' (use one of: \(channelNames))
            ⑧ 'SMS' must be a percentage from 0 to 100 with at most two decimals, not '120' (write 22 for 22%)
            ⑨ 'Organic Search' has a share already (name each channel once)
            ⑩ 'split' is for sources of spend, not of lead (remove it)
            ⑪ 'shares' must be a mapping, not a text (write 'CHANNEL: PERCENT' under it)
            """
        ),
        ErrorCase(
            "sources on two bases",
            """
            sources:
              a: { entity: spend, files: a.csv, vat: { included: false, rates: [{ from: 2026-01-01, rate: 22 }] } }
              ①b: { entity: spend, files: b.csv }
              c: { entity: lead, files: c.csv }

            """,
            """
            ① source 'b' has no 'vat', and source 'a' has one (add 'vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }'; rate 0 where there is no VAT)
            """
        ),
        ErrorCase(
            "revenue without VAT beside costs",
            """
            sources:
              a: { entity: spend, files: a.csv, vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] } }
              ①b: { entity: deal, files: b.csv }
              ②c: { entity: payment, files: c.csv }
              d: { entity: stage_event, files: d.csv }

            """,
            """
            ① source 'b' has no 'vat', and source 'a' has one (add 'vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }'; rate 0 where there is no VAT)
            ② source 'c' has no 'vat', and source 'a' has one (add 'vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }'; rate 0 where there is no VAT)
            """
        ),
        ErrorCase(
            "a net report of amounts as given",
            """
            attribution: { report: { vat: net } }
            sources:
              ①a: { entity: spend, files: a.csv }
              b: { entity: lead, files: b.csv }

            """,
            """
            ① source 'a' has no 'vat', and the report is without VAT (add 'vat: { included: true, rates: [{ from: 2026-01-01, rate: 22 }] }'; rate 0 where there is no VAT)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.checkAfterHead()
    }

    @Test func settingsOfAGoodFile() throws {
        let definition = try PipelineText.parse(
            PipelineText.head + """
                attribution: { report: { vat: net } }
                sources:
                  a:
                    entity: spend
                    files: a.csv
                    vat: { included: true, rates: [{ from: 2019-01-01, rate: 20 }, { from: 2026-01-01, rate: 22.5 }] }
                    fees: { kind: levy, rate: 3, base: gross, from: 2025-04-01, to: 2025-12-31 }
                  usd: { entity: rate, files: rates.csv, map: { currency: { const: USD }, rate: USD } }
                  eur: { entity: rate, files: rates.csv, map: { currency: { const: EUR }, rate: EUR } }

                """)
        #expect(definition.vatBase == .net)
        let source = try #require(definition.sources.first)
        let vat = try #require(source.vat)
        #expect(vat.included)
        #expect(vat.rate(on: Day(number: 0)) == nil)
        #expect(vat.rate(on: try #require(Day("2025-12-31"))) == Percent(hundredths: 2000))
        #expect(vat.rate(on: try #require(Day("2026-01-01"))) == Percent(hundredths: 2250))
        #expect(
            source.fees == [
                FeeDefinition(
                    kind: .levy, rate: Percent(hundredths: 300), base: .gross, from: Day("2025-04-01"),
                    to: Day("2025-12-31"))
            ])
    }
}
