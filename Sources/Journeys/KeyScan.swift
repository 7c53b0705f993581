package import Definitions

/// Reads the keys in a column of many rows from their bytes, with the result of `IdentityKey.read`.
///
/// What nearly all of them look like is read in place; anything else, letters beyond ASCII or several numbers in a field,
/// takes the way through texts.
package struct KeyScan {
    /// What a field holds; the text of a key is in `text`.
    package enum Reading: Hashable, Sendable {
        case key, absent, null, unreadable
    }

    /// The normal form of the key that was read last, in UTF-8.
    package private(set) var text: [UInt8] = []
    private let kind: IdentityKey.Kind
    private let region: PhoneRegion
    private let plan: DialPlan
    private var digits: [UInt8] = []

    /// - Parameter region: the country whose phone numbers are written without its code.
    package init(_ kind: IdentityKey.Kind, region: PhoneRegion) {
        self.kind = kind
        self.region = region
        plan = DialPlan(region)
        text.reserveCapacity(64)
        digits.reserveCapacity(32)
    }

    /// Reads a field.
    ///
    /// - Complexity: O(*n*)
    package mutating func read(_ raw: UnsafeBufferPointer<UInt8>) -> Reading {
        if raw.isEmpty { return .absent }
        let isRead =
            switch kind {
            case .phone: readPhone(raw)
            case .email: readEmail(raw)
            case .clientID, .userID, .contactID: readID(raw)
            case .promoCode, .taxID: false
            }
        if isRead { return .key }
        switch IdentityKey.read(String(decoding: raw, as: UTF8.self), as: kind, region: region) {
        case .absent: return .absent
        case .null: return .null
        case .unreadable: return .unreadable
        case .key(let key):
            text.removeAll(keepingCapacity: true)
            text.append(contentsOf: key.text.utf8)
            return .key
        }
    }

    /// Reads an id of digits, dots and dashes, as counters and CRMs make them; false where it is anything else.
    private mutating func readID(_ raw: UnsafeBufferPointer<UInt8>) -> Bool {
        // Nothing but zeros and marks stands for nobody.
        var isSomebody = false
        for byte in raw {
            switch byte {
            case UInt8(ascii: "1")...UInt8(ascii: "9"): isSomebody = true
            case UInt8(ascii: "0"), UInt8(ascii: "."), UInt8(ascii: "-"): continue
            default: return false
            }
        }
        guard isSomebody else { return false }
        text.removeAll(keepingCapacity: true)
        text.append(contentsOf: raw)
        return true
    }

    /// Reads a number of digits and marks that divide them; false where the field is anything else.
    private mutating func readPhone(_ raw: UnsafeBufferPointer<UInt8>) -> Bool {
        digits.removeAll(keepingCapacity: true)
        let hasPlus = raw[0] == UInt8(ascii: "+")
        for place in (hasPlus ? 1 : 0)..<raw.count {
            switch raw[place] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(raw[place] - UInt8(ascii: "0"))
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): continue
            default: return false
            }
        }
        guard digits.count >= 5, case .number(let number) = PhoneScan.read(digits[...], isInternational: hasPlus, plan)
        else { return false }
        text.removeAll(keepingCapacity: true)
        text.append(UInt8(ascii: "+"))
        for digit in number { text.append(digit + UInt8(ascii: "0")) }
        return true
    }

    /// Reads one address of plain letters, digits and marks; false where the field is anything else.
    private mutating func readEmail(_ raw: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (6...254).contains(raw.count) else { return false }
        text.removeAll(keepingCapacity: true)
        var mailboxEnd = -1
        var labelStart = 0
        var labels = 0
        var hasLetter = false
        var last = UInt8(ascii: ".")
        for place in 0..<raw.count {
            var byte = raw[place]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLetter = true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                byte |= 0x20
                hasLetter = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "-"):
                // A label of a domain doesn't begin with it.
                if mailboxEnd >= 0, place == labelStart { return false }
            case UInt8(ascii: "_"), UInt8(ascii: "+"):
                if mailboxEnd >= 0 { return false }
            case UInt8(ascii: "."):
                if last == UInt8(ascii: ".") || last == UInt8(ascii: "@") { return false }
                if mailboxEnd >= 0 {
                    guard isLabel(labelStart..<place) else { return false }
                    labels += 1
                    labelStart = place + 1
                    hasLetter = false
                }
            case UInt8(ascii: "@"):
                guard mailboxEnd < 0, (1...64).contains(place), last != UInt8(ascii: ".") else { return false }
                mailboxEnd = place
                labelStart = place + 1
                hasLetter = false
            default: return false
            }
            text.append(byte)
            last = byte
        }
        guard mailboxEnd > 0, labels >= 1, hasLetter, raw.count - labelStart >= 2, isLabel(labelStart..<raw.count)
        else { return false }
        return !NullValues.isPlaceholder(email: text, mailbox: text[..<mailboxEnd])
    }

    /// Whether a part of the text is a label of a domain that needs no decoding; its first byte is no dash.
    private func isLabel(_ range: Range<Int>) -> Bool {
        guard (1...63).contains(range.count), text[range.upperBound - 1] != UInt8(ascii: "-") else { return false }
        return !text[range].starts(with: "xn--".utf8)
    }
}
