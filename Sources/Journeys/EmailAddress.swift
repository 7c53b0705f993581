internal import Foundation

/// An e-mail address as mail reaches it: in lower case, its domain in letters.
///
/// Dots and `+tags` of Gmail are kept: only the provider knows whether they matter, companies run their own domains
/// there, and two people joined by mistake are seen by nobody, while one person in two loses a link at most.
package struct EmailAddress: Hashable, Sendable {
    package let text: String

    /// Reads an address, or nil where there is none that mail could be sent to; of several, the first readable one.
    ///
    /// - Complexity: O(*n*)
    package init?(_ text: String) {
        guard case .contact(let address) = Self.read(text) else { return nil }
        self.text = address
    }

    /// Reads an address and tells a placeholder from what can't be read.
    static func read(_ text: String) -> ContactReading {
        var sawPlaceholder = false
        let parts = text.unicodeScalars.split { scalar in
            switch scalar {
            case ",", ";", "|", "<", ">", "(", ")", "[", "]", "\"", " ", "\t"..."\r": true
            default: !scalar.isASCII && scalar.properties.isWhitespace
            }
        }
        for part in parts {
            guard let address = address(Substring(part)) else { continue }
            if NullValues.isPlaceholder(email: address) {
                sawPlaceholder = true
            } else {
                return .contact(address)
            }
        }
        return sawPlaceholder ? .placeholder : .unreadable
    }

    private static func address(_ raw: Substring) -> String? {
        var text = raw[...]
        if text.prefix(7).lowercased() == "mailto:" {
            text = text.dropFirst(7)
            text = text.prefix { $0 != "?" }
        }
        // What copying from a page or a sentence leaves around an address.
        let isRim = { (scalar: Unicode.Scalar) in
            scalar == "'" || scalar == "." || scalar == ":" || scalar == "/" || scalar == "«" || scalar == "»"
                || !scalar.isASCII && scalar.properties.generalCategory == .format
        }
        var scalars = text.unicodeScalars
        while let first = scalars.first, isRim(first) { scalars.removeFirst() }
        while let last = scalars.last, isRim(last) { scalars.removeLast() }
        guard scalars.count(where: { $0 == "@" }) == 1, let at = scalars.firstIndex(of: "@") else { return nil }
        let mailbox = lowerCase(String(scalars[..<at]))
        guard isMailbox(mailbox), let domain = domain(lowerCase(String(scalars[scalars.index(after: at)...]))) else {
            return nil
        }
        let address = "\(mailbox)@\(domain)"
        return address.utf8.count <= 254 ? address : nil
    }

    /// Lower case in NFC, whatever the locale.
    private static func lowerCase(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        return text.precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
    }

    private static func isMailbox(_ text: String) -> Bool {
        let dot = UInt8(ascii: ".")
        guard (1...64).contains(text.utf8.count), text.utf8.first != dot, text.utf8.last != dot, !text.contains("..")
        else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "0"..."9", ".", "-", "_", "+": true
            case "!", "#", "$", "%", "&", "'", "*", "/", "=", "?", "^", "`", "{", "}", "~": true
            default: !scalar.isASCII && isLetterOrDigit(scalar)
            }
        }
    }

    /// The domain with its labels in letters: `xn--e1afmkfd.xn--p1ai` and `пример.рф` are one.
    private static func domain(_ text: String) -> String? {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, text.utf8.count <= 253 else { return nil }
        var domain: [String] = []
        for label in labels {
            guard !label.isEmpty, label.utf8.count <= 63 || !label.utf8.allSatisfy({ $0 < 0x80 }),
                label.first != "-", label.last != "-",
                label.unicodeScalars.allSatisfy({ $0 == "-" || isLetterOrDigit($0) })
            else { return nil }
            domain.append(letters(of: label))
        }
        guard let top = domain.last, top.unicodeScalars.count >= 2,
            top.unicodeScalars.contains(where: { $0.properties.isAlphabetic })
        else { return nil }
        return domain.joined(separator: ".")
    }

    /// A label of a domain without punycode; one that is none stays as it is.
    private static func letters(of label: Substring) -> String {
        guard label.hasPrefix("xn--"), let decoded = Punycode.decode(label.utf8.dropFirst(4)) else {
            return String(label)
        }
        let text = lowerCase(decoded)
        return text.unicodeScalars.allSatisfy { $0 == "-" || isLetterOrDigit($0) } ? text : String(label)
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
        }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            return true
        default:
            return false
        }
    }
}
