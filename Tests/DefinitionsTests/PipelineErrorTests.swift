import Testing

/// The keys, names, paths and substitutions of a pipeline file.
@Suite struct PipelineErrorTests {
    static let cases = [
        ErrorCase(
            "unknown key with a close one",
            """
            sources:
              leads: { entity: lead, files: a.csv, format: { ①enconding: utf-8 } }

            """,
            """
            ① unknown key 'enconding' (did you mean 'encoding'?)
            """
        ),
        ErrorCase(
            "unknown key without a close one",
            """
            sources:
              leads: { entity: lead, files: a.csv, ①colour: red }

            """,
            """
            ① unknown key 'colour' (known keys: entity, files, in_place, format, map, where, load, vat, fees, utm, split)
            """
        ),
        ErrorCase(
            "texts that mean nothing in YAML",
            """
            sources:
              leads: { entity: lead, files: a.csv, format: { null: [NaN, ①null, ②~] } }

            """,
            """
            ① 'null' has an item without a value (put quotes around a text that means nothing in YAML, such as "null" or "~")
            ② 'null' has an item without a value (put quotes around a text that means nothing in YAML, such as "null" or "~")
            """
        ),
        ErrorCase(
            "key of another section",
            """
            sources:
              leads: { entity: lead, files: a.csv, ①delimiter: ";", ②max_rows: 5, ③currency: RUB }

            """,
            """
            ① unknown key 'delimiter' (it belongs under 'format')
            ② unknown key 'max_rows' (it belongs under 'rejects')
            ③ unknown key 'currency' (it belongs at the top level)
            """
        ),
        ErrorCase(
            "doubled keys in several mappings",
            """
            rejects: { max_rows: 5, ①max_rows: 6 }
            sources:
              leads:
                entity: lead
                files: a.csv
                ②files: b.csv
                ③"files": c.csv
              ④leads: { entity: lead, files: d.csv }
            ⑤rejects: { max_rows: 7 }

            """,
            """
            ① key 'max_rows' stands here twice (keep this or the one in line 8)
            ② key 'files' stands here twice (keep this or the one in line 12)
            ③ key 'files' stands here twice (keep this or the one in line 12)
            ④ key 'leads' stands here twice (keep this or the one in line 10)
            ⑤ key 'rejects' stands here twice (keep this or the one in line 8)
            """
        ),
        ErrorCase(
            "quoted and plain keys that are equal",
            """
            sources:
              leads: { entity: lead, files: a.csv, map: { status: { values: { 1: a, ①"1": b } } } }

            """,
            """
            ① key '1' stands here twice (keep this or the one in line 9)
            """
        ),
        ErrorCase(
            "missing keys of a source",
            """
            sources:
              ①leads: {}
              ②spend: { files: a.csv }

            """,
            """
            ① source 'leads' has no 'entity' (add 'entity: lead')
            ① source 'leads' has no 'files' (add 'files: data/leads-*.csv')
            ② source 'spend' has no 'entity' (add 'entity: lead')
            """
        ),
        ErrorCase(
            "keys without values",
            """
            sources:
              leads:
                entity: lead
                files:①
                format:②
                where: ③~

            """,
            """
            ① 'files' has no value (write one after the colon, or remove the line)
            ② 'format' has no value (write its keys under it, or remove the line)
            ③ 'where' has no value (write 'FIELD: [value, value]' under it)
            """
        ),
        ErrorCase(
            "wrong types",
            """
            rejects: ①5
            sources:
              leads: { entity: ②[lead], files: ③{ a: b }, in_place: ④yes, map: ⑤[a], where: ⑥a, load: ⑦[] }

            """,
            """
            ① 'rejects' must be a mapping, not a text (known keys: max_rows, max_ratio)
            ② 'entity' must be a text, not a list
            ③ 'files' must be a text, not a mapping
            ④ 'in_place' is either true or false, not 'yes' (write 'in_place: true' or 'in_place: false')
            ⑤ 'map' must be a mapping, not a list (write 'FIELD: COLUMN' under it)
            ⑥ 'where' must be a mapping, not a text (write 'FIELD: [value, value]' under it)
            ⑦ 'load' must be a mapping, not a list (known keys: replace, overlap, per, lookback, merge, version, reread, snapshot, max_shrink)
            """
        ),
        ErrorCase(
            "sources that are no mapping",
            """
            sources: ①[leads]

            """,
            """
            ① 'sources' must be a mapping, not a list (write 'NAME: { entity: lead, files: data/leads-*.csv }' under it)
            """
        ),
        ErrorCase(
            "empty sources",
            """
            sources: ①{}

            """,
            """
            ① 'sources' is empty (write 'NAME: { entity: lead, files: data/leads-*.csv }' under it)
            """
        ),
        ErrorCase(
            "names of sources",
            """
            sources:
              ①Leads: { entity: lead, files: a.csv }
              ②2025: { entity: lead, files: b.csv }
              ③лиды: { entity: lead, files: c.csv }

            """,
            """
            ① 'Leads' can't be the name of a source (begin with a small letter and use a-z, 0-9 and _ only)
            ② '2025' can't be the name of a source (begin with a small letter and use a-z, 0-9 and _ only)
            ③ 'лиды' can't be the name of a source (begin with a small letter and use a-z, 0-9 and _ only)
            """
        ),
        ErrorCase(
            "path templates",
            """
            sources:
              a: { entity: lead, files: ①"leads-{{ dya }}.csv" }
              b: { entity: lead, files: ②"leads-{{ hour }}.csv" }
              c: { entity: lead, files: ③"leads-{{ day.csv" }
              d: { entity: lead, files: ④{⑤{ day }} }

            """,
            """
            ① a path knows '{{ day }}' and '{{ month }}' only (did you mean '{{ day }}'?)
            ② a path knows '{{ day }}' and '{{ month }}' only (use one of the two, or * for any text)
            ③ '{{' is not closed (write '{{ day }}' or '{{ month }}')
            ④ 'files' must be a text, not a mapping
            ⑤ a key must be a text (put quotes around a text that holds brackets or braces)
            """
        ),
        ErrorCase(
            "a home folder",
            """
            sources:
              leads: { entity: lead, files: ①~/leads.csv }

            """,
            """
            ① '~' is no folder in a pipeline file (write '${env:HOME}' instead of '~')
            """
        ),
        ErrorCase(
            "entities",
            """
            sources:
              a: { entity: ①leed, files: a.csv }
              b: { entity: ②review, files: a.csv }
              c: { entity: ③unicorn, files: a.csv }

            """,
            """
            ① unknown entity 'leed' (did you mean 'lead'?)
            ② entity 'review' is not supported by this version (use one of: audience, call, chat, content, deal, email_campaign, lead, payment, rate, spend, stage_event, tracking_number, visit)
            ③ unknown entity 'unicorn' (use one of: audience, call, chat, content, deal, email_campaign, lead, payment, rate, spend, stage_event, tracking_number, visit)
            """
        ),
        ErrorCase(
            "the same files twice",
            """
            sources:
              a: { entity: lead, files: a.csv }
              b: { entity: spend, files: a.csv }
              c: { entity: lead, files: ①./a.csv }

            """,
            """
            ① source 'c' reads the same files as source 'a' (every row would count twice: remove one, or name other files)
            """
        ),
        ErrorCase(
            "substitutions",
            """
            sources:
              a: { entity: lead, files: ①"${env:UNSET}/a.csv" }
              b: { entity: lead, files: ②"${file:missing.txt}" }
              c: { entity: lead, files: ③"${HOME}/c.csv" }
              d: { entity: lead, files: ④"${env:HOME" }
              e: { entity: lead, files: ⑤"${env:EMPTY}" }

            """,
            """
            ① the environment variable 'UNSET' is not set (export UNSET=...)
            ② the file 'missing.txt' can't be read (create it, or correct the path: it counts from the pipeline file's folder)
            ③ nothing is known of '${HOME}' (write '${env:NAME}' or '${file:PATH}')
            ④ '${' is not closed (write '${env:NAME}' or '${file:PATH}')
            ⑤ 'files' is empty (write a text, or remove the line)
            """
        ),
        ErrorCase(
            "substituted values stay out of messages",
            """
            attribution: { models: ①"${env:SECRET}" }
            rejects: { max_rows: ②"${env:SECRET}", max_ratio: ③"${file:/etc/secret}" }
            sources:
              a:
                entity: ④${env:SECRET}
                files: a.csv
                in_place: ⑤${env:SECRET}
                format: { type: ⑥"${env:SECRET}", encoding: ⑦"${env:SECRET}", date: ⑧"${env:SECRET}", time_zone: ⑨"${env:SECRET}", delimiter: ⑩"${env:SECRET}" }
                load: { merge: "${env:SECRET}" }
              b:
                entity: lead
                files: b.csv
                map: { created_at: { const: ⑪"${env:SECRET}" }, outcome: { values: { a: ⑫"${env:SECRET}" } } }
                load: { merge: ⑬"${env:SECRET}", version: "${env:SECRET}" }

            """,
            """
            ① unknown model '${env:SECRET}' (use one of: first_touch, last_touch, last_non_direct, last_paid, linear, time_decay, position_based)
            ② 'max_rows' must be a whole number from 0 on, not '${env:SECRET}' (write digits only, such as 'max_rows: 100')
            ③ 'max_ratio' must be a share from 0 to 1 with at most six decimals, not '${file:/etc/secret}' (write 0.05 for 5%)
            ④ unknown entity '${env:SECRET}' (use one of: audience, call, chat, content, deal, email_campaign, lead, payment, rate, spend, stage_event, tracking_number, visit)
            ⑤ 'in_place' is either true or false, not '${env:SECRET}' (write 'in_place: true' or 'in_place: false')
            ⑥ unknown type '${env:SECRET}' (use one of: csv, tsv, json, jsonl, xlsx)
            ⑦ unknown encoding '${env:SECRET}' (use one of: utf-8, utf-16, utf-16le, utf-16be, windows-1251, windows-1252, koi8-r, cp866)
            ⑧ '${env:SECRET}' is no date pattern (such as 'yyyy-MM-dd')
            ⑨ unknown time zone '${env:SECRET}' (write an area and a city, such as 'Europe/Moscow')
            ⑩ 'delimiter' must be one mark, not '${env:SECRET}' (write ",", ";", "|" or tab)
            ⑪ '${env:SECRET}' can't be a value of 'created_at' (write an instant such as 2025-01-31T10:00:00)
            ⑫ '${env:SECRET}' can't be a value of 'outcome' (use one of: in_work, qualified, non_target, unreachable, spam, duplicate, test, referred_to_partner, other_product, lost, won)
            ⑬ the key of lead is 'lead_id', not '${env:SECRET}' (write 'merge: lead_id')
            """
        ),
        ErrorCase(
            "merge keys are plain keys",
            """
            ①base: &base { entity: lead }
            sources:
              ②a: { ③<<: *base, files: a.csv }

            """,
            """
            ① unknown key 'base' (known keys: version, pipeline, time_zone, currency, start, warehouse, landing, sources, attribution, identity, rejects, funnel, matching, http)
            ② source 'a' has no 'entity' (add 'entity: lead')
            ③ unknown key '<<' (known keys: entity, files, in_place, format, map, where, load, vat, fees, utm, split)
            """
        ),
        ErrorCase(
            "keys that are no texts",
            """
            sources:
              a: { entity: lead, files: a.csv, where: { ①[a, b]: c } }

            """,
            """
            ① a key must be a text (put quotes around a text that holds brackets or braces)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.checkAfterHead()
    }
}
