import Definitions

/// Takes the digits of phone numbers out of a text.
struct PhoneScan {
    private let plan: DialPlan
    /// The digits since the last mark that no number holds.
    private var digits: [UInt8] = []
    private var hasPlus = false
    /// Where a slash stood: between an area and a number, or between two numbers.
    private var slashes: [Int] = []
    private var blanks: [Int] = []
    private var found: String?
    private var sawPlaceholder = false
    /// Whether digits belong to an extension.
    private var isExtension = false

    init(plan: DialPlan) {
        self.plan = plan
        digits.reserveCapacity(16)
    }

    mutating func read(_ text: String) -> ContactReading {
        var scalars = text.unicodeScalars[...]
        // A number that passed through a table of floats.
        if text.utf8.count > 9, text.hasSuffix(".0"), text.utf8.dropLast(2).allSatisfy({ (48...57).contains($0) }) {
            scalars.removeLast(2)
        }
        while found == nil, let scalar = scalars.popFirst() {
            guard take(scalar, before: &scalars) else { return .unreadable }
        }
        if found == nil { finish() }
        return found.map { .contact($0) } ?? (sawPlaceholder ? .placeholder : .unreadable)
    }

    /// Takes one character; false where the text is no phone number at all.
    private mutating func take(_ scalar: Unicode.Scalar, before rest: inout Substring.UnicodeScalarView) -> Bool {
        switch scalar {
        case "0"..."9":
            if !isExtension { digits.append(UInt8(scalar.value - 48)) }
        case "+", "\u{FF0B}":
            finish()
            hasPlus = true
        case " ", "\t", "\u{A0}":
            if !digits.isEmpty { blanks.append(digits.count) }
        case "-", "(", ")", ".", "[", "]", "_", "~", "'", "\"":
            break
        case "/":
            slashes.append(digits.count)
        case "#", "*":
            finish()
            isExtension = true
        case "@":
            return false
        case _ where scalar.isASCII && !scalar.properties.isAlphabetic:
            finish()
        default:
            return takeOther(scalar, before: &rest)
        }
        return true
    }

    /// Takes a letter with the word it begins, or a character outside ASCII.
    private mutating func takeOther(
        _ scalar: Unicode.Scalar, before rest: inout Substring.UnicodeScalarView
    ) -> Bool {
        let properties = scalar.properties
        if properties.numericType == .decimal, let value = properties.numericValue {
            if !isExtension { digits.append(UInt8(value)) }
        } else if properties.isAlphabetic {
            var word = properties.lowercaseMapping
            while let next = rest.first, next.properties.isAlphabetic {
                word += next.properties.lowercaseMapping
                rest.removeFirst()
            }
            // 7.99912E+10: the spreadsheet that made this kept some of the digits only.
            if word == "e" || word == "е", !digits.isEmpty, let next = rest.first, next == "+" || next == "-" {
                return false
            }
            finish()
            isExtension = Self.extensionWords.contains(word)
        } else if properties.isWhitespace {
            blanks.append(digits.count)
        } else if ![.dashPunctuation, .format, .openPunctuation, .closePunctuation, .nonspacingMark]
            .contains(properties.generalCategory)
        {
            finish()
        }
        return true
    }

    private static let extensionWords: Set<String> = [
        "доб", "добавочный", "доп", "вн", "внутр", "внутренний", "ext", "extension", "extn", "x", "х",
    ]

    /// Reads what was gathered, and begins anew.
    private mutating func finish() {
        if found == nil, !digits.isEmpty {
            if !accept(digits[...], isInternational: hasPlus) { finishParts() }
        }
        digits.removeAll(keepingCapacity: true)
        slashes.removeAll(keepingCapacity: true)
        blanks.removeAll(keepingCapacity: true)
        hasPlus = false
        isExtension = false
    }

    /// Several numbers with nothing but a slash or a blank between them.
    private mutating func finishParts() {
        for marks in [slashes, digits.count >= 20 ? blanks : []] where !marks.isEmpty && found == nil {
            let bounds = [0] + marks + [digits.count]
            let parts = zip(bounds, bounds.dropFirst()).map { digits[$0..<$1] }.filter { !$0.isEmpty }
            // A blank divides numbers only where each part is one; else it divides the groups of digits.
            if marks == blanks, marks != slashes, !parts.allSatisfy({ $0.count >= 10 }) { continue }
            for part in parts where found == nil {
                _ = accept(part, isInternational: hasPlus && part.startIndex == 0)
            }
        }
    }

    /// Whether digits are a number or a placeholder for one.
    private mutating func accept(_ digits: ArraySlice<UInt8>, isInternational: Bool) -> Bool {
        switch Self.read(digits, isInternational: isInternational, plan) {
        case .none: return false
        case .placeholder: sawPlaceholder = true
        case .number(let number):
            found = String(unsafeUninitializedCapacity: number.count + 1) { buffer in
                buffer[0] = UInt8(ascii: "+")
                for (index, digit) in number.enumerated() { buffer[index + 1] = digit + UInt8(ascii: "0") }
                return number.count + 1
            }
        }
        return true
    }

    /// What digits are.
    enum Digits: Hashable {
        case none
        /// They stand for nobody.
        case placeholder
        /// Complete, the country code first.
        case number([UInt8])
    }

    /// Reads the digits of one number.
    ///
    /// - Parameter isInternational: whether a `+` stood before them.
    static func read(_ digits: ArraySlice<UInt8>, isInternational: Bool, _ plan: DialPlan) -> Digits {
        let isRussian = digits.first == 7 || digits.first == 8
        if isPlaceholder(digits) || isRussian && isPlaceholder(digits.dropFirst()) { return .placeholder }
        guard let number = plan.completed(digits, isInternational: isInternational) else { return .none }
        let national = number.dropFirst(CallingCode.beginning(number)?.digits.count ?? 0)
        return isOneDigit(national) ? .placeholder : .number(number)
    }

    /// Whether digits are of one kind, end in seven zeros, or are the row of keys: 1234567890, 0123456789, 9876543210.
    private static func isPlaceholder(_ digits: ArraySlice<UInt8>) -> Bool {
        if isOneDigit(digits) || digits.count >= 8 && digits.suffix(7).allSatisfy({ $0 == 0 }) { return true }
        guard digits.count >= 9, let first = digits.first, let second = digits.dropFirst().first else { return false }
        let step = (second + 10 - first) % 10
        guard first <= 1 && step == 1 || first == 9 && step == 9 else { return false }
        return zip(digits, digits.dropFirst()).allSatisfy { ($1 + 10 - $0) % 10 == step }
    }

    private static func isOneDigit(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count >= 5 && digits.allSatisfy { $0 == digits.first }
    }
}
