import Testing

/// A source's format, map, load and filters.
@Suite struct SourceErrorTests {
    static let cases = [
        ErrorCase(
            "format of texts",
            """
            sources:
              a:
                entity: lead
                files: a.csv
                format:
                  type: ①cvs
                  delimiter: ②";;"
                  quote: ③qq
                  encoding: ④windows-1521
                  decimal: ⑤";"
                  thousands: ⑥"12"
                  time_zone: ⑦Moscow
                  skip_rows: ⑧four
                  total_row: ⑨""
                  header: ⑩[]
                  short_rows: ⑪fil
                  records: ⑫a..b

            """,
            """
            ① unknown type 'cvs' (did you mean 'csv'?)
            ② 'delimiter' must be one mark, not ';;' (write ",", ";", "|" or tab)
            ③ 'quote' must be one mark or none, not 'qq' (write '"' between single quotes, or none)
            ④ unknown encoding 'windows-1521' (did you mean 'windows-1251'?)
            ⑤ ';' is no decimal mark (write "." or ",")
            ⑥ 'thousands' must be one mark, not '12' (write " ", ",", "." or "'")
            ⑦ unknown time zone 'Moscow' (did you mean 'Europe/Moscow'?)
            ⑧ 'skip_rows' must be a whole number from 0 on, not 'four' (write digits only, such as 'skip_rows: 100')
            ⑨ 'total_row' is empty (write a text, or remove the line)
            ⑩ 'header' is an empty list (name at least one)
            ⑪ unknown short_rows 'fil' (did you mean 'fill'?)
            ⑫ 'a..b' is no path to the records (write keys with a dot between them, such as 'result.items')
            """
        ),
        ErrorCase(
            "format of dates",
            """
            sources:
              a: { entity: lead, files: a.csv, format: { date: ①YYYY-MM-DD, instant: ②"%d.%m.%Y %H:%M" } }
              b: { entity: lead, files: b.csv, format: { date: ③dd MMM yyyy, instant: ④"dd.MM.yyyy HH:ss" } }

            """,
            """
            ① 'YYYY-MM-DD' is no date pattern: 'YYYY' stands for nothing in a date pattern (did you mean 'yyyy-MM-dd'?)
            ② '%d.%m.%Y %H:%M' is no date pattern: '%' stands for nothing in a date pattern (did you mean 'dd.MM.yyyy HH:mm'?)
            ③ 'dd MMM yyyy' is no date pattern: names of months ('MMM') are not supported (use 'MM' or 'M')
            ④ 'dd.MM.yyyy HH:ss' is no date pattern: the pattern has seconds ('s') without minutes ('m') (such as 'yyyy-MM-dd' or 'dd.MM.yyyy HH:mm:ss')
            """
        ),
        ErrorCase(
            "marks that clash",
            """
            sources:
              a: { entity: lead, files: a.csv, format: { delimiter: ①'"', decimal: ",", thousands: ②"," } }
              b: { entity: lead, files: b.csv, format: { thousands: ③"." } }

            """,
            """
            ① delimiter and quote are the same (change one of the two)
            ② decimal and thousands mark are the same (write 'decimal: "."', or another thousands mark)
            ③ decimal and thousands mark are the same (add 'decimal: ","')
            """
        ),
        ErrorCase(
            "an encoding nobody knows",
            """
            sources:
              a: { entity: lead, files: a.csv, format: { encoding: ①ebcdic } }

            """,
            """
            ① unknown encoding 'ebcdic' (use one of: utf-8, utf-16, utf-16le, utf-16be, windows-1251, windows-1252, koi8-r, cp866)
            """
        ),
        ErrorCase(
            "settings of other types",
            """
            sources:
              a: { entity: lead, files: a.csv, format: { ①records: result.items } }
              b: { entity: lead, files: b.json.gz, format: { ②delimiter: ";", ③skip_rows: 1 } }
              c: { entity: lead, files: c.dat, format: { type: jsonl, ④header: [a], ⑤records: b } }

            """,
            """
            ① 'records' means nothing in csv files (remove it)
            ② 'delimiter' means nothing in json files (remove it)
            ③ 'skip_rows' means nothing in json files (remove it)
            ④ 'header' means nothing in jsonl files (remove it)
            ⑤ 'records' means nothing in jsonl files (remove it)
            """
        ),
        ErrorCase(
            "settings of workbooks and archives",
            """
            sources:
              a: { entity: lead, files: a.xlsx, format: { sheet: Лист1, ①delimiter: ";", ②encoding: windows-1251 } }
              b: { entity: lead, files: b.xlsx, format: { ③member: a.csv } }
              c: { entity: lead, files: c.csv.zip, format: { member: "*.csv", ④sheet: A } }
              d: { entity: lead, files: d.zip, format: { delimiter: ";" } }

            """,
            """
            ① 'delimiter' means nothing in xlsx files (remove it)
            ② 'encoding' means nothing in xlsx files (remove it)
            ③ 'member' means nothing in xlsx files (remove it)
            ④ 'sheet' means nothing in csv files (remove it)
            """
        ),
        ErrorCase(
            "types by extension",
            """
            sources:
              a: { entity: lead, files: ①a.txt }
              b: { entity: lead, files: ②b.xlsb }
              c: { entity: lead, files: ③c.XLS }

            """,
            """
            ① nothing tells the type of '.txt' files (add 'format: { type: csv }')
            ② xlsb files are not supported by this version (save them as xlsx or csv)
            ③ xls files are not supported by this version (save them as xlsx or csv)
            """
        ),
        ErrorCase(
            "map of fields",
            """
            sources:
              a:
                entity: spend
                files: a.csv
                map:
                  ①kost: Cost
                  ②unheard_of: Cost
                  date: ③[]
                  source: [Source, ④Source]
                  medium: { ⑤frm: Medium }
                  cost: { unit: ⑥macros, round: ⑦up, ⑧format: "0.00", required: ⑨maybe }
                  clicks: { ⑩unit: micros, ⑪round: half_even, ⑫format: dd.MM.yyyy }
                  campaign: ⑬""
                  campaign_id:⑭

            """,
            """
            ① spend has no field 'kost' (did you mean 'cost'?)
            ② spend has no field 'unheard_of' (its fields: date, date_to, source, medium, cost, cost_type, currency, account, contractor, platform, network_type, campaign_id, campaign, ad_group_id, ad_group, ad_id, ad, keyword, device, branch, impressions, clicks)
            ③ 'date' is an empty list (name at least one)
            ④ 'Source' stands twice in 'source' (remove one)
            ⑤ unknown key 'frm' (did you mean 'from'?)
            ⑥ unknown unit 'macros' (did you mean 'micros'?)
            ⑦ unknown round 'up' (write 'half_even')
            ⑧ 'format' is for fields of type date or instant, and 'cost' is money (remove it)
            ⑨ 'required' is either true or false, not 'maybe' (write 'required: true' or 'required: false')
            ⑩ 'unit' is for fields of type money, and 'clicks' is integer (remove it)
            ⑪ 'round' is for fields of type money or decimal, and 'clicks' is integer (remove it)
            ⑫ 'format' is for fields of type date or instant, and 'clicks' is integer (remove it)
            ⑬ 'campaign' is empty (write a text, or remove the line)
            ⑭ 'campaign_id' has no value (write one after the colon, or remove the line)
            """
        ),
        ErrorCase(
            "constants",
            """
            sources:
              a:
                entity: spend
                files: a.csv
                map:
                  date: { const: ①01.02.2025 }
                  cost: { const: ②"1,5" }
                  clicks: { const: ③-1 }
                  medium: { const: cpc, ④from: Medium, ⑤required: true }
                  source: { const: ⑥"" }
              b:
                entity: lead
                files: b.csv
                map:
                  created_at: { const: ⑦yesterday }
                  outcome: { const: ⑧winning }
                  deleted: { const: ⑨no }

            """,
            """
            ① '01.02.2025' can't be a value of 'date' (write a day such as 2025-01-31)
            ② '1,5' can't be a value of 'cost' (write an amount such as 1234.50)
            ③ '-1' can't be a value of 'clicks' (write a whole number from 0)
            ④ 'from' means nothing beside 'const' (keep one of the two)
            ⑤ 'required' means nothing beside 'const' (keep one of the two)
            ⑥ 'const' is empty (write a text, or remove the line)
            ⑦ 'yesterday' can't be a value of 'created_at' (write an instant such as 2025-01-31T10:00:00)
            ⑧ 'winning' can't be a value of 'outcome' (use one of: in_work, qualified, non_target, unreachable, spam, duplicate, test, referred_to_partner, other_product, lost, won)
            ⑨ 'no' can't be a value of 'deleted' (write true or false)
            """
        ),
        ErrorCase(
            "translated values",
            """
            sources:
              a:
                entity: lead
                files: a.csv
                map:
                  outcome: { values: { S: won, F: ①failed } }
                  deleted: { values: { 1: ②yes, 0: false } }
                  status: { values: ③{} }
                  kind: { values: ④[a, b] }

            """,
            """
            ① 'failed' can't be a value of 'outcome' (use one of: in_work, qualified, non_target, unreachable, spam, duplicate, test, referred_to_partner, other_product, lost, won)
            ② 'yes' can't be a value of 'deleted' (write true or false)
            ③ 'values' is empty (write 'TEXT IN THE FILE: VALUE' under it)
            ④ 'values' must be a mapping, not a list (write 'TEXT IN THE FILE: VALUE' under it)
            """
        ),
        ErrorCase(
            "load",
            """
            sources:
              a: { entity: lead, files: a.csv, load: { replace: ①month } }
              b: { entity: lead, files: b.csv, load: { merge: ②id } }
              c: { entity: spend, files: c.csv, load: { merge: ③campaign_id } }
              d: { entity: lead, files: d.csv, load: { merge: lead_id, version: ④updatd_at } }
              e: { entity: lead, files: e.csv, load: { merge: lead_id, version: ⑤phone } }
              f: { entity: lead, files: f.csv, load: { replace: day, ⑥merge: lead_id } }
              g: { entity: lead, files: g.csv, ⑦load: {} }
              h: { entity: lead, files: h.csv, load: { merge: lead_id, ⑧overlap: sum } }
              i: { entity: spend, files: i.csv, load: { replace: file, ⑨version: clicks, overlap: ⑩some } }
              j: { entity: lead, files: j.csv, load: ⑪replace }
              k: { entity: spend, files: k.csv, load: { replace: day, per: [⑫acount] } }
              l: { entity: spend, files: l.csv, load: { replace: day, per: ⑬cost } }
              m: { entity: lead, files: m.csv, load: { merge: lead_id, ⑭per: manager } }
              n: { entity: lead, files: n.csv, load: { snapshot: ⑮id, max_shrink: ⑯20% } }
              o: { entity: spend, files: o.csv, load: { snapshot: ⑰date, ⑱version: clicks } }

            """,
            """
            ① unknown replace 'month' (use one of: day, file)
            ② the key of lead is 'lead_id', not 'id' (write 'merge: lead_id')
            ③ spend has no key to merge by (write 'load: { replace: day }')
            ④ lead has no field 'updatd_at' (did you mean 'updated_at'?)
            ⑤ 'version' must be an instant or an integer, and 'phone' is phone (name a field such as 'updated_at')
            ⑥ 'load' has both 'replace' and 'merge' (keep one of the two)
            ⑦ 'load' has neither 'replace', 'merge' nor 'snapshot' (write 'load: { replace: day }', 'load: { merge: KEY }' or 'load: { snapshot: KEY }')
            ⑧ 'overlap' goes with 'replace' only (remove it)
            ⑨ 'version' goes with 'merge' only (remove it)
            ⑩ unknown overlap 'some' (use one of: error, newest, sum)
            ⑪ unknown load 'replace' (use one of: { replace: day }, { replace: file }, { merge: KEY }, { snapshot: KEY })
            ⑫ spend has no field 'acount' (did you mean 'account'?)
            ⑬ 'per' takes text fields, and 'cost' is money (name a field such as 'account')
            ⑭ 'per' goes with 'replace' only (remove it)
            ⑮ the key of lead is 'lead_id', not 'id' (write 'snapshot: lead_id')
            ⑯ 'max_shrink' must be a share from 0 to 1 with at most six decimals, not '20%' (write 0.05 for 5%)
            ⑰ spend has no key to snapshot by (write 'load: { replace: day }')
            ⑱ 'version' goes with 'merge' only (remove it)
            """
        ),
        ErrorCase(
            "what is asked for again",
            """
            sources:
              a: { entity: spend, files: a.csv, load: { replace: day, lookback: ①30 } }
              b: { entity: spend, files: b.csv, load: { replace: day, lookback: ②0d } }
              c: { entity: spend, files: c.csv, load: { replace: day, lookback: ③4 weeks, ④reread: 2h } }
              d: { entity: lead, files: d.csv, load: { merge: lead_id, reread: ⑤-2h, ⑥lookback: 3d } }
              e: { entity: lead, files: e.csv, load: { snapshot: lead_id, ⑦lookback: 3d, ⑧reread: 2h } }
              f: { entity: lead, files: f.csv, load: { merge: lead_id, reread: ⑨999999h } }

            """,
            """
            ① 'lookback' must be days or hours, not '30' (write a number with d or h, such as 'lookback: 30d')
            ② 'lookback' must be days or hours, not '0d' (write a number with d or h, such as 'lookback: 30d')
            ③ 'lookback' must be days or hours, not '4 weeks' (write a number with d or h, such as 'lookback: 30d')
            ④ 'reread' goes with 'merge' only (remove it)
            ⑤ 'reread' must be days or hours, not '-2h' (write a number with d or h, such as 'reread: 2h')
            ⑥ 'lookback' goes with 'replace' only (remove it)
            ⑦ 'lookback' goes with 'replace' only (remove it)
            ⑧ 'reread' goes with 'merge' only (remove it)
            ⑨ 'reread' must be days or hours, not '999999h' (write a number with d or h, such as 'reread: 2h')
            """
        ),
        ErrorCase(
            "in place",
            """
            sources:
              a: { entity: lead, files: a.csv, in_place: ①true }
              b: { entity: lead, files: b.csv, in_place: ②true, load: { merge: lead_id } }
              c: { entity: lead, files: c.csv, in_place: ③maybe }

            """,
            """
            ① only files that are replaced can be read in place (remove it, or add 'load: { replace: file }')
            ② only files that are replaced can be read in place (remove it)
            ③ 'in_place' is either true or false, not 'maybe' (write 'in_place: true' or 'in_place: false')
            """
        ),
        ErrorCase(
            "where",
            """
            sources:
              a: { entity: lead, files: a.csv, where: { pipeline: ①[], status: ②{ a: b }, kind: [x, ③x] } }

            """,
            """
            ① 'pipeline' is an empty list (name at least one)
            ② 'status' must be a text, not a mapping
            ③ 'x' stands twice in 'kind' (remove one)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.checkAfterHead()
    }
}
