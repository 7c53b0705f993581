/// How the values of templates are written.
package enum ValueFormat {
    /// The ways that have a name; all others are patterns of days and instants.
    package static let names = ["json", "list", "digits", "encoded", "unix", "unix_ms", "iso", "year", "month", "day"]

    /// Whether a text names a way or is a pattern of a date.
    package static func isKnown(_ format: String) -> Bool {
        names.contains(format) || (format.contains("yyyy") && !pieces(of: format).contains { $0.isUnknown })
    }

    /// A moment by a pattern of `yyyy`, `MM`, `dd`, `HH`, `mm` and `ss`, with anything but letters between them.
    package static func text(_ local: CivilTime, pattern: String) -> String {
        var result = ""
        let (year, month, day) = local.day.components
        let seconds = Int(local.secondOfDay)
        for piece in pieces(of: pattern) {
            switch piece.text {
            case "yyyy": result += zeroPadded(year, to: 4)
            case "MM": result += zeroPadded(month, to: 2)
            case "dd": result += zeroPadded(day, to: 2)
            case "HH": result += zeroPadded(seconds / 3600, to: 2)
            case "mm": result += zeroPadded(seconds / 60 % 60, to: 2)
            case "ss": result += zeroPadded(seconds % 60, to: 2)
            default: result += piece.text
            }
        }
        return result
    }

    private struct Piece {
        var text: String
        var isLetters: Bool
        var isUnknown: Bool { isLetters && !["yyyy", "MM", "dd", "HH", "mm", "ss", "T", "Z"].contains(text) }
    }

    private static func pieces(of pattern: String) -> [Piece] {
        var pieces: [Piece] = []
        for mark in pattern {
            let isLetter = mark.isLetter
            if let last = pieces.last, last.isLetters == isLetter, !isLetter || last.text.last == mark {
                pieces[pieces.count - 1].text.append(mark)
            } else {
                pieces.append(Piece(text: String(mark), isLetters: isLetter))
            }
        }
        return pieces
    }
}
