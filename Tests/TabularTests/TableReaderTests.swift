import Definitions
import TestSupport
import Testing

@testable import Tabular

@Suite struct TableReaderTests {
    static let rows = "id,at,note\n1,2025-01-01,a\n2,2025-01-02,Ж\n"
    static let expected = ["2: id=1 at=2024-12-31 21:00:00 note=a", "3: id=2 at=2025-01-01 21:00:00 note=Ж"]

    @Test func lineBreaksAndMarks() throws {
        let variants = [
            Self.rows, "\u{FEFF}" + Self.rows, Self.rows.replacing("\n", with: "\r\n"),
            Self.rows.replacing("\n", with: "\r"), String(Self.rows.dropLast()), Self.rows + "\n\n",
            "\u{FEFF}\"id\",\" at \",\"note\"\n1,2025-01-01,a\n2,2025-01-02,Ж",
        ]
        for text in variants {
            #expect(try ReadCase().read(text).rows == Self.expected, "\(text.debugDescription)")
        }
    }

    static let encodings: [TextEncoding] = [.windows1251, .koi8r, .cp866]

    @Test(arguments: encodings)
    func singleByteEncodings(encoding: TextEncoding) throws {
        var read = ReadCase()
        read.format = FormatDefinition(
            delimiter: UInt8(ascii: ";"),
            encoding: encoding,
            decimal: UInt8(ascii: ","),
            date: "dd.MM.yyyy",
            totalRow: "Итого",
            nulls: ["пусто"]
        )
        read.contract = ReadCase.spend
        read.map = [
            ReadCase.mapping("date", "Дата"), ReadCase.mapping("source", "Источник", values: ["Яндекс": "yandex"]),
            ReadCase.mapping("cost", "Расход (руб.)", "Расход"), ReadCase.mapping("clicks", "Клики"),
        ]
        read.filters = [ReadCase.filter("Тип", "да")]
        let bytes = try #require(
            SourceText(encoding).bytes(
                "Дата;Источник;Расход;Клики;Тип\r\n01.02.2025;Яндекс;1\u{A0}234,5;пусто;да\r\n"
                    + "02.02.2025;Гугл;1;1;да\r\n02.02.2025;Яндекс;1;1;нет\r\nИтого;;1235,5;;\r\n"
            )
        )
        let result = try read.read(bytes)
        #expect(result.rows == ["2: date=2025-02-01 source=yandex cost=1234.50"])
        #expect(result.rejects == ["3: unknown_value Источник"])
        #expect(result.summary.counts.filtered == 2)
    }

    @Test func undefinedBytesRejectTheirRow() throws {
        var read = ReadCase()
        read.format.encoding = .windows1251
        let bytes = Array("id,at,note,other\n1,2025-01-01,".utf8) + [0x98] + Array(",x\n2,2025-01-01,ok,".utf8) + [0x98]
        let result = try read.read(bytes)
        #expect(result.rejects == ["2: encoding note"])
        #expect(result.rows == ["3: id=2 at=2024-12-31 21:00:00 note=ok"])
    }

    @Test func invalidUTF8RejectsItsRow() throws {
        let header = Array("id,at,note\n".utf8)
        let broken: [[UInt8]] = [
            [0x80], [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF],
        ]
        for bytes in broken {
            let row = Array("1,2025-01-01,padding ".utf8) + bytes + Array("\n2,2025-01-01,é€😀\n".utf8)
            let result = try ReadCase().read(header + row)
            #expect(result.rejects == ["2: encoding note"], "\(bytes)")
            #expect(result.rows.count == 1)
            #expect(
                result.summary.hints.map(\.hint) == [
                    "if its texts are Cyrillic, set format: { encoding: windows-1251 }"
                ]
            )
        }
    }

    @Test func utf16() throws {
        let units = Array(Self.rows.utf16)
        for (encoding, mark, isBig) in [
            (TextEncoding.utf16, true, false), (.utf16, true, true), (.utf16, false, false), (.utf16le, false, false),
            (.utf16be, false, true), (.utf16le, true, false),
        ] {
            var read = ReadCase()
            read.format.encoding = encoding
            let bytes = UTF16StreamTests.bytes((mark ? [0xFEFF] : []) + units, bigEndian: isBig)
            #expect(try read.read(bytes).rows == Self.expected, "\(encoding) \(mark) \(isBig)")
        }
        var read = ReadCase()
        read.format.encoding = .utf16
        let lone = Array("id,at,note\n1,2025-01-01,".utf16) + [0xD83D] + Array("\n2,2025-01-01,ok\n".utf16)
        let result = try read.read(UTF16StreamTests.bytes(lone, bigEndian: false))
        #expect(result.rejects == ["2: encoding note"])
        #expect(result.rows.count == 1)
    }

    /// One bad row costs at most itself.
    static let badRows: [(row: String, rule: RejectRule)] = [
        ("9,2025-01-01", .fieldCount), ("9,2025-01-01,x,y", .fieldCount), ("9", .fieldCount),
        ("9,2025-01-01,\"open", .unclosedQuote), ("\"9,2025-01-01,x", .unclosedQuote),
        ("9,2025-01-01,\"5\" nail\"", .strayQuote), ("9,2025-01-01,\"a\"b", .strayQuote),
        ("9,2025-01-01,\"a\"" + String(repeating: "b", count: 200), .strayQuote),
        ("9,2025-01-01,a\0b", .nul), (",2025-01-01,x", .required), ("9,yesterday,x", .instant),
    ]

    @Test(arguments: badRows)
    func oneBadRowCostsItself(row: String, rule: RejectRule) throws {
        let good = (1...50).map { "\($0),2025-01-01,\"line one\nline two, \"\"quoted\"\"\"" }
        // A quote among these would close what stays open, and be followed by text; see the next test.
        let plain = (51...99).map { "\($0),2025-01-01,nail" }
        for blockSize in [1, 7, 64, 1 << 16] {
            var read = ReadCase()
            read.parallelism = Parallelism(blockSize: blockSize, workers: 3)
            let text = (["id,at,note"] + good + [row] + plain).joined(separator: "\n")
            let result = try read.read(text)
            #expect(result.rejects.map { $0.split(separator: " ")[1] } == [rule.rawValue[...]])
            #expect(result.rejected.first?.line == 102)
            #expect(result.rejected.first?.length == Int64(row.utf8.count))
            #expect(result.summary.counts.loaded == 99)
        }
    }

    @Test func aQuoteClosedByAnotherRowCostsItself() throws {
        let result = try ReadCase().read(
            "id,at,note\n1,2025-01-01,\"open\n2,2025-01-01,\"good\"\n3,2025-01-01,\"good\"\n"
        )
        #expect(result.rejects == ["2: stray_quote"])
        #expect(result.rows.count == 2)
        #expect(
            result.summary.hints.map(\.hint) == ["if quotes are ordinary characters there, set format: { quote: none }"]
        )
    }

    @Test func shortRowsAreFilledWhereDeclared() throws {
        var read = ReadCase()
        read.format.shortRows = .fill
        let result = try read.read("id,at,note\n1,2025-01-01\n2\n3,2025-01-01,x,y\n")
        #expect(result.rows == ["2: id=1 at=2024-12-31 21:00:00"])
        #expect(result.rejects == ["3: required at", "4: field_count"])
    }

    @Test func skippedRowsAndTotalRow() throws {
        var read = ReadCase()
        read.format = FormatDefinition(delimiter: UInt8(ascii: ";"), skipRows: 3, totalRow: "Total")
        let result = try read.read(
            "a report \"by us\n\n;;\n\nid;at;note\n\n1;2025-01-01;x\nTotal\n2;2025-01-01;y\n\"open\n"
        )
        #expect(result.rows == ["7: id=1 at=2024-12-31 21:00:00 note=x"])
        #expect(result.rejects.isEmpty)
        #expect(result.summary.counts.read == 4)
        #expect(result.summary.counts.filtered == 3)
    }

    @Test func declaredHeader() throws {
        var read = ReadCase()
        read.format.header = ["id", "at", "note"]
        let result = try read.read("1,2025-01-01,a\n2,2025-01-02,Ж\n")
        #expect(result.rows == ["1: id=1 at=2024-12-31 21:00:00 note=a", "2: id=2 at=2025-01-01 21:00:00 note=Ж"])
    }

    @Test func identicalRows() throws {
        let text = "id,at,note\n1,2025-01-01,a\n1,2025-01-01,\"a\"\n1,2025-01-01,b\n1, 2025-01-01,a\n1,2025-01-01,a"
        let result = try ReadCase().read(text)
        #expect(result.rows.map { $0.prefix(2) } == ["2:", "4:", "5:"])
        #expect(result.summary.counts.duplicate == 2)
        var spend = ReadCase()
        spend.contract = ReadCase.spend
        let kept = try spend.read("date,source,cost\n2025-01-01,a,1\n2025-01-01,a,1\n2025-01-01,a,1\n")
        #expect(kept.rows.count == 3)
        #expect(kept.summary.repeatedRows == 2)
    }

    @Test func filters() throws {
        var read = ReadCase()
        read.map = [ReadCase.mapping("outcome", "S", values: ["1": "won", "2": "lost"])]
        read.filters = [
            ReadCase.filter("outcome", "won"), ReadCase.filter("pipeline", "0", "4"), ReadCase.filter("clicks", "5"),
        ]
        let result = try read.read(
            """
            id,at,S,pipeline,clicks
            1,2025-01-01,1,0,5
            2,2025-01-01,2,0,5
            3,2025-01-01,1,1,5
            4,2025-01-01,1, 4 ,005
            5,never,2,0,5
            9,2025-01-02,1,1,5
            10,2024-12-31,2,0,5
            6,never,1,0,5
            7,2025-01-01,9,0,5
            8,2025-01-01,1,0,
            """
        )
        #expect(result.rows.map { $0.prefix(2) } == ["2:", "5:"])
        // What `where` leaves out needn't be right; what it can't judge must.
        #expect(result.rejects == ["9: instant at", "10: unknown_value S"])
        #expect(result.summary.counts.filtered == 6)
        // The days a file stands for are those of all its rows.
        let (first, last) = try (#require(Day("2024-12-31")), #require(Day("2025-01-02")))
        #expect(result.summary.days == first...last)
    }

    @Test func boundsOfDays() throws {
        var read = ReadCase()
        read.contract = ReadCase.spend
        let day = { (text: String) throws in try #require(Day(text)) }
        read.bounds = RowBounds(
            slot: try day("2025-01-01")...day("2025-01-31"),
            start: try day("2025-01-10"),
            heldFrom: try day("2025-01-20")
        )
        let dates = ["2024-12-31", "2025-01-01", "2025-01-09", "2025-01-10", "2025-01-19", "2025-01-20", "2025-02-01"]
        let text = "date,source,cost\n" + dates.map { "\($0),a,1\n" }.joined()
        let result = try read.read(text)
        #expect(result.rejects == ["2: outside_slot date", "8: outside_slot date"])
        #expect(result.rows.map { $0.prefix(2) } == ["5:", "6:"])
        #expect(result.summary.counts.filtered == 3)
        #expect(result.summary.heldBack == 1)
        #expect(result.summary.days == (try day("2025-01-01")...day("2025-01-20")))
        #expect(result.summary.greatestDay == (try day("2025-02-01")))
    }

    /// A row that spans days is placed by its first, and is kept where its last reaches the first day that exists.
    @Test func rowsThatSpanDays() throws {
        var read = ReadCase()
        read.contract = ReadCase.spend
        read.contract.lastDay = "until"
        read.contract.fields.append(FieldContract(name: "until", type: .date))
        let day = { (text: String) throws in try #require(Day(text)) }
        read.bounds = RowBounds(start: try day("2025-01-10"), heldFrom: try day("2025-01-20"))
        let spans = [
            "2025-01-01,2025-01-09", "2025-01-01,2025-01-10", "2025-01-01,", "2025-01-12,2025-03-01",
            "2025-01-12,2025-01-11", "2025-01-12,soon", "2025-01-20,2025-04-01", "2025-01-12,2025-01-12",
        ]
        let result = try read.read("source,cost,date,until\n" + spans.map { "a,1,\($0)\n" }.joined())
        #expect(result.rejects == ["6: date_order until", "7: date until"])
        #expect(result.rows.map { $0.prefix(2) } == ["3:", "5:", "9:"])
        #expect(result.summary.counts.filtered == 3)
        #expect(result.summary.days == (try day("2025-01-01")...day("2025-01-20")))
        #expect(result.summary.greatestDay == (try day("2025-03-01")))
        // Without such a column rows have one day each.
        let plain = try read.read("date,source,cost\n2025-01-09,a,1\n2025-01-10,a,1\n")
        #expect(plain.rows.map { $0.prefix(2) } == ["3:"])
    }

    @Test func oneOfSeveralFieldsMustHaveAValue() throws {
        var read = ReadCase()
        read.format.nulls = ["-"]
        read.contract.oneOf = ["clicks", "note"]
        let text = "id,at,clicks,note\n1,2025-01-01,,\n2,2025-01-01,0,\n3,2025-01-01,,x\n4,2025-01-01,-,-\n"
        let result = try read.read(text)
        #expect(result.rows.map { $0.prefix(2) } == ["3:", "4:"])
        #expect(result.rejects == ["2: required", "5: required"])
        // One column of the two is enough, none is not.
        #expect(try read.read("id,at,note\n1,2025-01-01,x\n").rows.count == 1)
        #expect(try read.read("id,at\n1,2025-01-01\n").rejects == ["2: required"])
    }

    @Test(arguments: [
        ("file.csv", "id,at,note\n1,2025-01-01,a\n1,2025-01-01,a\nbad\n2,2025-01-01,b\n"),
        ("file.jsonl", "{\"id\":1,\"at\":\"2025-01-01\"}\n[]\n{\"id\":2,\"at\":\"2025-01-01\"}\n"),
    ])
    func placesOfLoadedRowsLeadBackToTheBytes(name: String, text: String) throws {
        var read = ReadCase()
        read.fileName = name
        var plan = try read.plan()
        for keepsPlaces in [true, false] {
            plan.keepsPlaces = keepsPlaces
            var stream = MemoryStream(Array(text.utf8))
            var raw: [String] = []
            var rows = 0
            _ = try TableReader().read(
                &stream, named: name, by: plan,
                onBatch: { batch in
                    rows += batch.count
                    raw += batch.places.map { place in
                        let bytes = text.utf8.dropFirst(Int(place.offset)).prefix(Int(place.length))
                        return String(decoding: Array(bytes), as: UTF8.self)
                    }
                }, onReject: { _ in })
            let lines = text.split(separator: "\n").map(String.init)
            #expect(rows == 2)
            #expect(raw == (keepsPlaces ? [lines[lines.count == 3 ? 0 : 1], lines[lines.count - 1]] : []))
        }
    }

    @Test func offsetsLeadBackToTheBytes() throws {
        let text = "\u{FEFF}id,at,note\n1,2025-01-01,ok\nbad\n2,2025-01-01,ok\n\"x\n"
        let result = try ReadCase().read(text)
        let bytes = Array(text.utf8)
        let raw = result.rejected.map { row in
            String(decoding: bytes[Int(row.offset)..<Int(row.offset + row.length)], as: UTF8.self)
        }
        #expect(raw == ["bad", "\"x"])
        #expect(result.summary.bytesRead == Int64(bytes.count))
        #expect(result.summary.rejectsByRule == [.fieldCount: 1, .unclosedQuote: 1])
    }

    /// Rows of every fate in random order.
    static func mixture(_ generator: inout SeededGenerator) -> String {
        let rows = [
            "1,2025-01-01,same", "1,2025-01-01,same", "2,2025-01-02,\"two\nlines\"", "3,2025-01-03,\"open", "4",
            "5,2025-01-05,\"a\"b", "6,31.01.2025,x", "7,2025-02-01,late", "8,2024-12-01,early", ",2025-01-01,x",
            "9,2025-01-09,\"say \"\"hi\"\"\"", "", "10,2010-10-31 02:30:00,twice", "11,2025-01-11,x",
        ]
        var lines = (0..<40).map { _ in rows.randomElement(using: &generator) ?? "" }
        if Bool.random(using: &generator) { lines.insert("Total,,", at: .random(in: 20...40, using: &generator)) }
        return (["id,at,note"] + lines).joined(separator: ["\n", "\r\n"].randomElement(using: &generator) ?? "\n")
    }

    @Test func whatIsReadDoesNotDependOnBlocks() throws {
        var generator = SeededGenerator()
        let seed = generator.seed
        for round in 0..<60 {
            let text = Self.mixture(&generator)
            var read = ReadCase()
            read.format.totalRow = "Total"
            read.bounds = RowBounds(start: Day("2010-01-01"), heldFrom: Day("2025-02-01"))
            read.parallelism = Parallelism(blockSize: 1 << 20, workers: 1)
            let serial = try read.read(text)
            for _ in 0..<4 {
                read.parallelism = Parallelism(
                    blockSize: .random(in: 1...64, using: &generator),
                    workers: .random(in: 1...4, using: &generator)
                )
                let parallel = try read.read(text)
                let comment: Comment = "seed \(seed), round \(round): \(read.parallelism) of \(text.debugDescription)"
                #expect(parallel.rows == serial.rows, comment)
                #expect(parallel.rejected == serial.rejected, comment)
                #expect(parallel.summary.counts == serial.summary.counts, comment)
                #expect(parallel.summary.days == serial.summary.days, comment)
                #expect(parallel.summary.greatestDay == serial.summary.greatestDay, comment)
                #expect(parallel.summary.heldBack == serial.summary.heldBack, comment)
                #expect(parallel.summary.ambiguousTimes == serial.summary.ambiguousTimes, comment)
                #expect(parallel.summary.hints == serial.summary.hints, comment)
            }
        }
    }

    @Test func headerOnly() throws {
        let result = try ReadCase().read("id,at\n")
        #expect(result.summary.isHeaderOnly)
        #expect(result.summary.columns == ["id", "at"])
    }

    @Test func typesOfFiles() throws {
        var read = ReadCase()
        for (name, type) in [
            ("a.csv", FormatDefinition.FileType.csv), ("a.CSV.GZ", .csv), ("a.b.tsv", .tsv), ("a.json.gz", .json),
            ("a.jsonl", .jsonl), ("a.ndjson", .jsonl),
        ] {
            #expect(try read.plan().fileType(of: name) == type)
        }
        #expect(throws: Failure.self) { try read.plan().fileType(of: "csv") }
        read.fileName = "a.tsv"
        #expect(try read.read("id\tat\n1\t2025-01-01\n").rows.count == 1)
    }
}
