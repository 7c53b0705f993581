internal import Yams

extension YAMLDocument {
    /// What a person makes of an error of libYAML.
    func syntaxDiagnostic(_ error: YamlError, in scalars: [Unicode.Scalar]) -> Diagnostic {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = SourceLocation(file: fileName, line: mark.line, column: mark.column)
            return Diagnostic(
                at: place,
                problem.contains("another document")
                    ? "the file holds more than one document" : "this is not YAML: \(problem)",
                hint: hint(problem: problem, context: context, mark: mark, in: scalars)
            )
        case .reader:
            var line = 1
            var column = 1
            for scalar in scalars {
                guard YAMLDocument.isAllowed(scalar) else { break }
                column = scalar == "\n" ? 1 : column + 1
                line += scalar == "\n" ? 1 : 0
            }
            return Diagnostic(
                at: SourceLocation(file: fileName, line: line, column: column),
                "this is not YAML: a control character stands here",
                hint: "save the file as plain text in UTF-8"
            )
        default:
            return Diagnostic(at: SourceLocation(file: fileName, line: 1, column: 1), "the file can't be read as YAML")
        }
    }

    /// Whether YAML lets a character stand unescaped (YAML 1.1, `c-printable`).
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
            true
        default: false
        }
    }

    private func hint(
        problem: String,
        context: YamlError.Context?,
        mark: Mark,
        in scalars: [Unicode.Scalar]
    ) -> String {
        let lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
        let line = mark.line <= lines.count ? Array(lines[mark.line - 1]) : []
        let character = mark.column <= line.count ? line[mark.column - 1] : nil
        if character == "\t" || line.first(where: { $0 != " " }) == "\t" {
            return "indent with spaces, not with tabs"
        }
        if let character, "@`%".unicodeScalars.contains(character), problem.contains("cannot start any token") {
            return "put quotes around a text that begins with \(character)"
        }
        if zip(line, line.dropFirst()).contains(where: { $0 == "{" && $1 == "{" }) {
            return "put quotes around a text that holds '{{'"
        }
        if let hint = colonHint(lines, upTo: mark.line) { return hint }
        if problem.contains("mapping values are not allowed") {
            return "put quotes around a text that holds ': ', or check how far the line is indented"
        }
        if problem.contains("undefined alias") {
            return "put quotes around a text that begins with *"
        }
        if problem.contains("another document") {
            return "keep one document in the file and remove '---'"
        }
        if let context, context.mark.line != mark.line {
            return "check brackets, quotes and how far lines are indented from line \(context.mark.line) on"
        }
        return "check brackets, quotes and how far the line is indented"
    }

    /// What to type where a colon has no plain space after it: libYAML notices a line or more below.
    private func colonHint(_ lines: [ArraySlice<Unicode.Scalar>], upTo last: Int) -> String? {
        for number in [last, last - 1] where number >= 1 && number <= lines.count {
            let words = lines[number - 1].drop { $0 == " " }
            let key = words.prefix { $0.value < 0x80 && ($0.properties.isAlphabetic || $0 == "_") }
            guard !key.isEmpty, words.dropFirst(key.count).first == ":" else { continue }
            guard let next = words.dropFirst(key.count + 1).first, next != " ", next != "\r" else { continue }
            return next.properties.isWhitespace
                ? "write a plain space after the colon in line \(number): a no-break space or a tab stands there"
                : "write a space after the colon in line \(number)"
        }
        return nil
    }
}
