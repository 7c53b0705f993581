/// The declared dialect of a source's files: the `format` of a pipeline file with its defaults filled in.
package struct FormatDefinition: Hashable, Sendable {
    package enum FileType: String, Hashable, Sendable, CaseIterable {
        case csv, tsv, json, jsonl, xlsx
    }

    /// What becomes of a row with fewer fields than the header.
    package enum ShortRows: String, Hashable, Sendable, CaseIterable {
        case reject, fill
    }

    /// nil: by the file's extension (`.gz` and `.zip` put aside).
    package var type: FileType?
    /// One ASCII byte; nil: comma, or tab in TSV.
    package var delimiter: UInt8?
    /// One ASCII byte; nil: no quoting.
    package var quote: UInt8?
    package var encoding: TextEncoding
    package var decimal: UInt8
    /// The declared thousands mark; no-break and thin spaces always pass.
    package var thousands: String?
    /// A Unicode date pattern.
    package var date: String
    /// A Unicode date pattern; nil: ISO 8601.
    package var instant: String?
    /// An IANA name; nil: the pipeline's zone.
    package var timeZone: String?
    /// Physical lines before the header.
    package var skipRows: Int
    /// The text of the first cell that ends the table.
    package var totalRow: String?
    /// The columns of a file that has no header of its own.
    package var header: [String]?
    /// The path to the array of records in a JSON document, from the root.
    package var records: [String]
    /// Texts that mean an empty value.
    package var nulls: [String]
    package var shortRows: ShortRows
    /// The sheet of a workbook; nil: the only visible one with rows.
    package var sheet: String?
    /// The file in a ZIP archive, `*` for any text; nil: the only one.
    package var member: String?

    package init(
        type: FileType? = nil,
        delimiter: UInt8? = nil,
        quote: UInt8? = UInt8(ascii: "\""),
        encoding: TextEncoding = .utf8,
        decimal: UInt8 = UInt8(ascii: "."),
        thousands: String? = nil,
        date: String = "yyyy-MM-dd",
        instant: String? = nil,
        timeZone: String? = nil,
        skipRows: Int = 0,
        totalRow: String? = nil,
        header: [String]? = nil,
        records: [String] = [],
        nulls: [String] = [],
        shortRows: ShortRows = .reject,
        sheet: String? = nil,
        member: String? = nil
    ) {
        self.type = type
        self.delimiter = delimiter
        self.quote = quote
        self.encoding = encoding
        self.decimal = decimal
        self.thousands = thousands
        self.date = date
        self.instant = instant
        self.timeZone = timeZone
        self.skipRows = skipRows
        self.totalRow = totalRow
        self.header = header
        self.records = records
        self.nulls = nulls
        self.shortRows = shortRows
        self.sheet = sheet
        self.member = member
    }
}

/// The character encodings a file may declare.
package enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    case utf8 = "utf-8"
    /// With a byte order mark, or little-endian without one.
    case utf16 = "utf-16"
    case utf16le = "utf-16le"
    case utf16be = "utf-16be"
    case windows1251 = "windows-1251"
    case windows1252 = "windows-1252"
    case koi8r = "koi8-r"
    case cp866 = "cp866"
}
