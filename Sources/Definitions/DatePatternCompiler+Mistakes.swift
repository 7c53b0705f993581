extension DatePatternCompiler {
    /// The Unicode letters of strftime's.
    private static let strftime: [Character: String] = [
        "Y": "yyyy", "y": "yy", "m": "MM", "d": "dd", "e": "d", "H": "HH", "I": "hh", "M": "mm", "S": "ss",
        "p": "a", "f": "SSSSSS", "L": "SSS", "z": "XX", "F": "yyyy-MM-dd", "T": "HH:mm:ss", "R": "HH:mm",
    ]

    /// What a pattern in another notation, or in the wrong case, was probably meant to be.
    static func likelyMeaning(of text: String) -> String {
        text.contains("%") ? fromStrftime(text) : withLettersInCase(text)
    }

    private static func fromStrftime(_ text: String) -> String {
        var result = ""
        var isDirective = false
        for character in text {
            if isDirective, character != "-" {
                result += strftime[character] ?? String(character)
                isDirective = false
            } else if character == "%" {
                isDirective = true
            } else if !isDirective {
                // Letters between directives are themselves: the `T` of ISO 8601.
                result += character.isASCII && character.isLetter ? "'\(character)'" : String(character)
            }
        }
        return result
    }

    /// Puts `YYYY-mm-DD HH:MM` into the case Unicode gives its letters: months before the hour, minutes after it.
    private static func withLettersInCase(_ text: String) -> String {
        var result = ""
        var isQuoted = false
        var run: Character?
        var runBefore: Character?
        for character in text {
            if character == "'" { isQuoted.toggle() }
            guard !isQuoted, character.isASCII, character.isLetter else {
                result.append(character)
                continue
            }
            if character != run {
                runBefore = run
                run = character
            }
            switch character {
            case "Y": result += "y"
            case "D": result += "d"
            case "T": result += "'T'"
            case "h" where !text.contains("a"): result += "H"
            case "m", "M": result += runBefore == "H" || runBefore == "h" ? "m" : "M"
            case "S" where runBefore == "m" || runBefore == "M": result += "s"
            default: result.append(character)
            }
        }
        return result
    }
}
