/// Makes the parser's steps of a pattern's text, or says in an analyst's words what is wrong with it.
struct DatePatternCompiler {
    private let text: String
    private let characters: [Character]
    private var tokens: [DatePattern.Token] = []

    init(_ text: String) {
        self.text = text
        characters = Array(text)
    }

    mutating func compile() throws(DatePattern.Problem) -> [DatePattern.Token] {
        var index = 0
        while index < characters.count {
            let character = characters[index]
            if character == "'" {
                index = try quoted(from: index)
            } else if character.isASCII, character.isLetter {
                var end = index + 1
                while end < characters.count, characters[end] == character { end += 1 }
                try field(character, count: end - index)
                index = end
            } else if character == "%" {
                throw problem("'%' stands for nothing in a date pattern")
            } else {
                literal(character)
                index += 1
            }
        }
        try checkFields()
        return tokens
    }

    private mutating func literal(_ character: Character) {
        for byte in character.utf8 {
            tokens.append(DatePattern.Token(part: .literal, byte: byte))
        }
    }

    /// Takes `'at'` as the text `at` and `''` as an apostrophe; gives the index after it.
    private mutating func quoted(from start: Int) throws(DatePattern.Problem) -> Int {
        var index = start + 1
        if index < characters.count, characters[index] == "'" {
            literal("'")
            return index + 1
        }
        while index < characters.count {
            if characters[index] != "'" {
                literal(characters[index])
            } else if index + 1 < characters.count, characters[index + 1] == "'" {
                literal("'")
                index += 1
            } else {
                return index + 1
            }
            index += 1
        }
        throw DatePattern.Problem(message: "a quote is not closed", hint: "put a ' after the text, as in 'T'")
    }

    private mutating func field(_ letter: Character, count: Int) throws(DatePattern.Problem) {
        let name = String(repeating: letter, count: count)
        let part: DatePattern.Part
        switch letter {
        case "y": part = count == 2 ? .shortYear : .year
        case "M": part = .month
        case "d": part = .day
        case "H": part = .hour
        case "h": part = .halfDayHour
        case "m": part = .minute
        case "s": part = .second
        case "S": part = .fraction
        case "a": part = .halfDay
        case "X", "x", "Z": part = .offset
        default: throw problem("'\(name)' stands for nothing in a date pattern")
        }
        let digits: ClosedRange<Int>
        switch (part, count) {
        case (.year, 1), (.year, 4): digits = 4...4
        case (.shortYear, _): digits = 2...2
        case (.year, _): throw problem("a year is 'yyyy' or 'yy', not '\(name)'")
        case (.fraction, 1...9): digits = count...count
        case (.fraction, _): throw problem("a fraction of a second has at most nine digits")
        case (.halfDay, _), (.offset, _): digits = 0...0
        case (_, 1): digits = 1...2
        case (_, 2): digits = 2...2
        case (.month, _):
            throw DatePattern.Problem(message: "names of months ('\(name)') are not supported", hint: "use 'MM' or 'M'")
        default: throw problem("'\(name)' has too many letters")
        }
        if tokens.contains(where: { fills($0.part, sameAs: part) }) {
            throw problem("'\(name)' stands there twice")
        }
        if let last = tokens.last, last.least < last.most || last.part == .offset, digits.upperBound > 0 {
            throw DatePattern.Problem(
                message: "nothing tells where the number before '\(name)' ends",
                hint: "double its letter, or put a mark between the two"
            )
        }
        tokens.append(
            DatePattern.Token(part: part, least: UInt8(digits.lowerBound), most: UInt8(digits.upperBound))
        )
    }

    /// Whether two parts say the same of a date.
    private func fills(_ part: DatePattern.Part, sameAs other: DatePattern.Part) -> Bool {
        switch (part, other) {
        case (.literal, _): false
        case (.year, .shortYear), (.shortYear, .year), (.hour, .halfDayHour), (.halfDayHour, .hour): true
        default: part == other
        }
    }

    private func checkFields() throws(DatePattern.Problem) {
        let parts = Set(tokens.map(\.part))
        if parts.isDisjoint(with: [.year, .shortYear]) { throw problem("the pattern has no year ('yyyy')") }
        if !parts.contains(.month) { throw problem("the pattern has no month ('MM')") }
        if !parts.contains(.day) { throw problem("the pattern has no day ('dd')") }
        if parts.contains(.halfDayHour), !parts.contains(.halfDay) {
            throw DatePattern.Problem(
                message: "'h' is an hour of half a day and needs 'a' for AM or PM",
                hint: "use 'H' for 0 to 23"
            )
        }
        if parts.contains(.halfDay), !parts.contains(.halfDayHour) {
            throw DatePattern.Problem(message: "'a' (AM or PM) needs an hour 'h'", hint: "use 'h' for 1 to 12")
        }
        let hasHour = parts.contains(.hour) || parts.contains(.halfDayHour)
        if parts.contains(.minute), !hasHour { throw problem("the pattern has minutes ('m') without hours ('H')") }
        // `dd.mm.yyyy HH:MM` would compile and then fit no row.
        if let minute = tokens.firstIndex(where: { $0.part == .minute }),
            let hour = tokens.firstIndex(where: { $0.part == .hour || $0.part == .halfDayHour }), minute < hour
        {
            throw problem("the pattern has minutes ('m') before hours")
        }
        if parts.contains(.second), !parts.contains(.minute) {
            throw problem("the pattern has seconds ('s') without minutes ('m')")
        }
        if parts.contains(.fraction), !parts.contains(.second) {
            throw problem("the pattern has a fraction ('S') without seconds ('s')")
        }
    }

    /// A problem whose hint is the pattern that was probably meant.
    private func problem(_ message: String) -> DatePattern.Problem {
        let meant = DatePatternCompiler.likelyMeaning(of: text)
        if meant != text {
            var compiler = DatePatternCompiler(meant)
            if (try? compiler.compile()) != nil {
                return DatePattern.Problem(message: message, hint: "did you mean '\(meant)'?")
            }
        }
        return DatePattern.Problem(message: message, hint: "such as 'yyyy-MM-dd' or 'dd.MM.yyyy HH:mm:ss'")
    }
}
