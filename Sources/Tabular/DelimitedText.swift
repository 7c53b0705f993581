/// A small delimited file read whole: settings that people keep in a spreadsheet, not data.
package struct DelimitedText: Hashable, Sendable {
    /// A row, its fields without quotes, and the 1-based line it starts on.
    package struct Row: Hashable, Sendable {
        package var line: Int
        package var fields: [String]
    }

    /// The rows, blank lines left out.
    package let rows: [Row]

    /// Reads UTF-8 text, with or without a byte order mark; fields are divided by the one of comma, semicolon and tab
    /// that the first line has most of.
    ///
    /// A quote opens a field that may hold the delimiter and line ends, and two within it are one.
    ///
    /// - Returns: nil where the bytes are no UTF-8, or a quote stays open.
    package init?(_ bytes: [UInt8]) {
        var bytes = bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let head = text.prefix { !$0.isNewline }
        let counts = [",", ";", "\t"].map { mark in (mark: Character(mark), count: head.count { String($0) == mark }) }
        // Of equal counts the first counts.
        let delimiter = counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }.mark

        var rows: [Row] = []
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var isAtStart = true
        var line = 1
        var startLine = 1
        func endRow(_ fields: [String]) {
            if fields.contains(where: { !$0.isEmpty }) || fields.count > 1 {
                rows.append(Row(line: startLine, fields: fields))
            }
        }
        var characters = Array(text)[...]
        while let character = characters.popFirst() {
            if isQuoted {
                if character == "\"" {
                    if characters.first == "\"" {
                        characters.removeFirst()
                        field.append(character)
                    } else {
                        isQuoted = false
                    }
                } else {
                    if character.isNewline { line += 1 }
                    field.append(character)
                }
            } else if character == "\"", isAtStart {
                isQuoted = true
                isAtStart = false
            } else if character == delimiter {
                fields.append(field)
                field = ""
                isAtStart = true
            } else if character.isNewline {
                endRow(fields + [field])
                fields = []
                field = ""
                isAtStart = true
                line += 1
                startLine = line
            } else {
                field.append(character)
                isAtStart = false
            }
        }
        if isQuoted { return nil }
        if !field.isEmpty || !fields.isEmpty { endRow(fields + [field]) }
        self.rows = rows
    }
}
