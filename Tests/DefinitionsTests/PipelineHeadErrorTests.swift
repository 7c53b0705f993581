import Testing

/// The first lines of a pipeline file, and files that are no YAML.
@Suite struct PipelineHeadErrorTests {
    static let cases = [
        ErrorCase(
            "nothing",
            """
            ①
            """,
            """
            ① the file is empty (begin it with 'version: 1')
            """
        ),
        ErrorCase(
            "comments only",
            """
            ①
            """,
            """
            ① the file is empty (begin it with 'version: 1')
            """
        ),
        ErrorCase(
            "nothing but a comment",
            """
            ①# one

            """,
            """
            ① the file is empty (begin it with 'version: 1')
            """
        ),
        ErrorCase(
            "a list",
            """
            ①- version: 1

            """,
            """
            ① the file must hold keys and values, not a list (begin it with 'version: 1')
            """
        ),
        ErrorCase(
            "a text",
            """
            ①version 1

            """,
            """
            ① the file must hold keys and values, not a text (begin it with 'version: 1')
            """
        ),
        ErrorCase(
            "nothing is there",
            """
            ①version: 1

            """,
            """
            ① the pipeline file has no 'pipeline' (add 'pipeline: shop')
            ① the pipeline file has no 'time_zone' (add 'time_zone: Europe/Moscow')
            ① the pipeline file has no 'currency' (add 'currency: RUB')
            ① the pipeline file has no 'start' (add 'start: 2025-01-01')
            ① the pipeline file has no 'warehouse' (add 'warehouse: var/shop.sqlite')
            ① the pipeline file has no 'landing' (add 'landing: var/landing')
            ① the pipeline file has no 'sources' (add 'sources:' and what belongs under it)
            """
        ),
        ErrorCase(
            "every scalar is wrong",
            """
            version: ①2
            pipeline: ②""
            time_zone: ③Europe/Moscw
            currency: ④rub
            start: ⑤01.02.2025
            warehouse: ⑥[a]
            landing: ⑦~/landing
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① version '2' of the pipeline file is not known (write 'version: 1')
            ② 'pipeline' is empty (write a text, or remove the line)
            ③ unknown time zone 'Europe/Moscw' (did you mean 'Europe/Moscow'?)
            ④ 'rub' is no currency code (write three capital letters, such as 'currency: RUB')
            ⑤ '01.02.2025' is no day (write year, month and day, such as 'start: 2025-01-31')
            ⑥ 'warehouse' must be a text, not a list
            ⑦ '~' is no folder in a pipeline file (write '${env:HOME}' instead of '~')
            """
        ),
        ErrorCase(
            "zones",
            """
            version: ①1.0
            pipeline: demo
            time_zone: ②Kolkata
            currency: ③ROUBLE
            start: ④2025-02-30
            warehouse: ⑤{}
            landing:⑥
            sources:
              a: { entity: lead, files: a.csv, format: { time_zone: ⑦MSK } }

            """,
            """
            ① version '1.0' of the pipeline file is not known (write 'version: 1')
            ② unknown time zone 'Kolkata' (write an area and a city, such as 'Europe/Moscow')
            ③ 'ROUBLE' is no currency code (write three capital letters, such as 'currency: RUB')
            ④ '2025-02-30' is no day (write year, month and day, such as 'start: 2025-01-31')
            ⑤ 'warehouse' must be a text, not a mapping
            ⑥ 'landing' has no value (write one after the colon, or remove the line)
            ⑦ unknown time zone 'MSK' (write an area and a city, such as 'Europe/Moscow')
            """
        ),
        ErrorCase(
            "offsets are no zones",
            """
            version: ①one
            pipeline: demo
            time_zone: ②GMT+3
            currency: RUB
            start: ③today
            warehouse: a
            landing: b
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① version 'one' of the pipeline file is not known (write 'version: 1')
            ② unknown time zone 'GMT+3' (write an area and a city, such as 'Europe/Moscow')
            ③ 'today' is no day (write year, month and day, such as 'start: 2025-01-31')
            """
        ),
        ErrorCase(
            "misspelt keys",
            """
            ①versoin: 1
            ②pipelnie: demo
            ③timezone: Europe/Moscow
            ④curency: RUB
            ⑤strat: 2025-01-01
            ⑥warehous: a
            landing: b
            ⑦source:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① unknown key 'versoin' (did you mean 'version'?)
            ② unknown key 'pipelnie' (did you mean 'pipeline'?)
            ③ unknown key 'timezone' (did you mean 'time_zone'?)
            ④ unknown key 'curency' (did you mean 'currency'?)
            ⑤ unknown key 'strat' (did you mean 'start'?)
            ⑥ unknown key 'warehous' (did you mean 'warehouse'?)
            ⑦ unknown key 'source' (did you mean 'sources'?)
            """
        ),
        ErrorCase(
            "not YAML: indentation",
            """
            version: 1
            sources:
              a:
                entity: lead
               ①files: a.csv

            """,
            """
            ① this is not YAML: did not find expected key (check brackets, quotes and how far lines are indented from line 3 on)
            """
        ),
        ErrorCase(
            "not YAML: tabs",
            """
            version: 1
            sources:
            ①	a: { entity: lead }

            """,
            """
            ① this is not YAML: found character that cannot start any token (indent with spaces, not with tabs)
            """
        ),
        ErrorCase(
            "not YAML: no space after a colon",
            """
            version: 1
            currency:RUB
            ①start: 2026-01-01

            """,
            """
            ① this is not YAML: could not find expected ':' (write a space after the colon in line 2)
            """
        ),
        ErrorCase(
            "not YAML: a no-break space after a colon",
            """
            version: 1
            currency:\u{A0}RUB
            ①start: 2026-01-01

            """,
            """
            ① this is not YAML: could not find expected ':' (write a plain space after the colon in line 2: a no-break space or a tab stands there)
            """
        ),
        ErrorCase(
            "not YAML: an open bracket",
            """
            version: 1
            sources:
              a: { entity: lead, files: [a.csv ①}
            currency: RUB

            """,
            """
            ① this is not YAML: did not find expected ',' or ']' (check brackets, quotes and how far the line is indented)
            """
        ),
        ErrorCase(
            "not YAML: an open quote",
            """
            version: 1
            pipeline: "demo
            currency: RUB
            ①
            """,
            """
            ① this is not YAML: found unexpected end of stream (check brackets, quotes and how far lines are indented from line 2 on)
            """
        ),
        ErrorCase(
            "not YAML: a colon in a text",
            """
            version: 1
            pipeline: demo①: big

            """,
            """
            ① this is not YAML: mapping values are not allowed in this context (put quotes around a text that holds ': ', or check how far the line is indented)
            """
        ),
        ErrorCase(
            "not YAML: an at sign",
            """
            pipeline: ①@demo

            """,
            """
            ① this is not YAML: found character that cannot start any token (put quotes around a text that begins with @)
            """
        ),
        ErrorCase(
            "not YAML: an unknown alias",
            """
            pipeline: ①*demo

            """,
            """
            ① this is not YAML: found undefined alias (put quotes around a text that begins with *)
            """
        ),
        ErrorCase(
            "not YAML: two documents",
            """
            version: 1
            ①---
            version: 1

            """,
            """
            ① the file holds more than one document (keep one document in the file and remove '---')
            """
        ),
        ErrorCase(
            "not YAML: braces without quotes",
            """
            sources:
              a: { entity: lead, files: a-①{{ day }}.csv }

            """,
            """
            ① this is not YAML: did not find expected ',' or '}' (put quotes around a text that holds '{{')
            """
        ),
        ErrorCase(
            "not YAML: a template at the beginning",
            """
            sources:
              a:
                files: {{ day }}①.csv

            """,
            """
            ① this is not YAML: did not find expected key (put quotes around a text that holds '{{')
            """
        ),
        ErrorCase(
            "unset variables are one error each",
            """
            version: ①${env:UNSET}
            pipeline: ②${env:UNSET}
            time_zone: ③${env:UNSET}
            currency: ④${env:UNSET}
            start: ⑤${env:UNSET}
            warehouse: ⑥${env:UNSET}
            landing: ⑦${env:UNSET}
            attribution: ⑧${env:UNSET}
            rejects: { max_rows: ⑨"${env:UNSET}", max_ratio: ⑩"${env:UNSET}" }
            sources: ⑪${env:UNSET}

            """,
            """
            ① the environment variable 'UNSET' is not set (export UNSET=...)
            ② the environment variable 'UNSET' is not set (export UNSET=...)
            ③ the environment variable 'UNSET' is not set (export UNSET=...)
            ④ the environment variable 'UNSET' is not set (export UNSET=...)
            ⑤ the environment variable 'UNSET' is not set (export UNSET=...)
            ⑥ the environment variable 'UNSET' is not set (export UNSET=...)
            ⑦ the environment variable 'UNSET' is not set (export UNSET=...)
            ⑧ the environment variable 'UNSET' is not set (export UNSET=...)
            ⑨ the environment variable 'UNSET' is not set (export UNSET=...)
            ⑩ the environment variable 'UNSET' is not set (export UNSET=...)
            ⑪ the environment variable 'UNSET' is not set (export UNSET=...)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.check()
    }
}
