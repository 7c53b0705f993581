import Definitions
import Testing

@testable import Tabular

/// What a file is refused for, and what the user is told.
@Suite struct HeaderTests {
    static func expect(_ failure: Failure?, _ expected: String, _ comment: Comment? = nil) {
        #expect(failure?.kind == .refused, comment)
        #expect(failure?.diagnostics.map(\.description).joined(separator: "\n") == expected, comment)
    }

    @Test func emptyFiles() throws {
        for text in ["", "\n\n", "\u{FEFF}"] {
            Self.expect(
                try ReadCase().failure(text),
                "pipeline.yml:10:3: error: file.csv is empty: it has no header (export it again, or name its columns "
                    + "in format: { header: [...] } if it never has a header)",
                "\(text.debugDescription)"
            )
        }
    }

    @Test func lostColumns() throws {
        Self.expect(
            try ReadCase().failure("id,note\n"),
            "pipeline.yml:10:3: error: no column for the field 'at' in file.csv (the file's columns: 'id', 'note')"
        )
        var read = ReadCase()
        read.map = [ReadCase.mapping("note", "Comment", "Remark")]
        Self.expect(
            try read.failure("id,at,Comments\n"),
            "pipeline.yml:20:7: error: no column 'Comment' or 'Remark' for the field 'note' in file.csv "
                + "(did you mean 'Comments'?; the file's columns: 'id', 'at', 'Comments')"
        )
    }

    /// Names that look alike are alike.
    @Test func spacesWithinNames() throws {
        var read = ReadCase()
        read.map = [ReadCase.mapping("note", "Cost (rub)")]
        for name in ["Cost (rub)", "Cost\u{A0}(rub)", " Cost  (rub) ", "\"Cost\n(rub)\"", "\"Cost\r\n(rub)\""] {
            #expect(try read.read("id,at,\(name)\n1,2025-01-01,x\n").rows.count == 1, "\(name.debugDescription)")
        }
    }

    @Test func excelsNoteToItself() throws {
        for delimiter in [";", ","] {
            var read = ReadCase()
            read.format.delimiter = delimiter.utf8.first
            #expect(
                try read.failure("sep=;\r\nid;at\r\n")?.diagnostics.first?.hint
                    == "the first line is a note to Excel: set format: { delimiter: \";\", skip_rows: 1 }")
        }
    }

    @Test func workbooks() throws {
        Self.expect(
            try ReadCase().failure([0x50, 0x4B, 0x03, 0x04, 0x14, 0, 6, 0]),
            "pipeline.yml:10:3: error: file.csv is a zip archive, as Excel's workbooks are (save it as CSV)")
    }

    /// Names in plain letters are the same in every encoding, and so say nothing.
    @Test func otherEncodingsOfAMixedHeader() throws {
        var read = ReadCase()
        read.map = [ReadCase.mapping("id", "id"), ReadCase.mapping("note", "Заметка")]
        for encoding in [TextEncoding.windows1251, .koi8r, .cp866] {
            let failure = try read.failure(try #require(SourceText(encoding).bytes("id,at,Заметка\n")))
            #expect(failure?.diagnostics.first?.hint == "set format: { encoding: \(encoding.rawValue) }")
        }
    }

    @Test func otherDelimiters() throws {
        for (delimiter, shown) in [(";", ";"), ("\t", "\\t"), ("|", "|")] {
            let failure = try ReadCase().failure("id,at".replacing(",", with: delimiter) + "\n1\n")
            #expect(
                failure?.diagnostics.first?.hint
                    == "the header looks like one column: is the delimiter '\(shown)'? "
                    + "set format: { delimiter: \"\(shown)\" }"
            )
        }
        var tabbed = ReadCase()
        tabbed.fileName = "file.tsv"
        #expect(
            try tabbed.failure("id,at\n1\n")?.diagnostics.first?.hint?.hasSuffix("{ delimiter: \",\" }") == true
        )
        var read = ReadCase()
        read.format.delimiter = UInt8(ascii: ";")
        let failure = try read.failure("id,at\n1\n")
        #expect(failure?.diagnostics.first?.hint?.contains("set format: { delimiter: \",\" }") == true)
    }

    @Test func otherEncodings() throws {
        var read = ReadCase()
        read.map = [ReadCase.mapping("note", "Заметка")]
        let header = "id,at,Заметка\n"
        for encoding in [TextEncoding.windows1251, .koi8r, .cp866] {
            let failure = try read.failure(try #require(SourceText(encoding).bytes(header)))
            #expect(failure?.diagnostics.first?.message == "the header of file.csv isn't valid utf-8")
            #expect(failure?.diagnostics.first?.hint == "set format: { encoding: \(encoding.rawValue) }")
        }
        read.format.encoding = .windows1251
        let failure = try read.failure(header)
        #expect(
            failure?.diagnostics.first?.hint
                == "the header has it in another encoding: set format: { encoding: utf-8 }"
        )
        let wide = UTF16StreamTests.bytes(Array(header.utf16), bigEndian: false)
        for bytes in [[0xFF, 0xFE] + wide, wide] {
            let failure = try ReadCase().failure(bytes)
            #expect(failure?.diagnostics.first?.hint?.hasPrefix("set format: { encoding: utf-16 }") == true)
        }
    }

    @Test func doubledColumns() throws {
        Self.expect(
            try ReadCase().failure("id,at,note,note\n"),
            "pipeline.yml:10:3: error: file.csv has the column 'note' more than once (rename one of them in the "
                + "export, or name the columns in format: { header: [...] })"
        )
        // Nobody asks for the doubled one.
        #expect(try ReadCase().failure("id,at,x,x\n") == nil)
    }

    @Test func newColumns() throws {
        var read = ReadCase()
        read.contract.newColumns = .reject
        Self.expect(
            try read.failure("id,at,shiny\n"),
            "pipeline.yml:10:3: error: file.csv has columns that no field takes: 'shiny' (map them, or set "
                + "new_columns: ignore in schemas/entities/lead.yml)"
        )
    }

    @Test func filtersOfNothing() throws {
        var read = ReadCase()
        read.filters = [ReadCase.filter("pipelin", "0")]
        Self.expect(
            try read.failure("id,at,pipeline\n"),
            "pipeline.yml:30:7: error: 'pipelin', named in where, is neither a field of lead nor a column of file.csv "
                + "(did you mean 'pipeline'?; the file's columns: 'id', 'at', 'pipeline')"
        )
        read.filters = [ReadCase.filter("note", "x")]
        Self.expect(
            try read.failure("id,at\n"),
            "pipeline.yml:30:7: error: no column for the field 'note' in file.csv "
                + "(the file's columns: 'id', 'at')"
        )
    }

    @Test func brokenHeader() throws {
        for header in ["id,\"at\n1,2\n", "id,\"a\"t\n"] {
            let failure = try ReadCase().failure(header)
            #expect(
                failure?.diagnostics.first?.message
                    == "the header of file.csv, line 1, can't be read: its quotes don't pair up"
            )
        }
    }

    @Test func constantsAndPatternsAreChecked() throws {
        for mapping in [
            ReadCase.constant("clicks", "many"), ReadCase.constant("at", ""), ReadCase.constant("outcome", "wonn"),
            ReadCase.mapping("born", "born", format: "dd.mm.yyyy"),
            ReadCase.mapping("outcome", "outcome", values: ["S": "success"]),
        ] {
            var read = ReadCase()
            read.map = [mapping]
            #expect(try read.failure("id,at,born,outcome\n")?.kind == .definition, "\(mapping)")
        }
    }
}
