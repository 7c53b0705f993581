package import Definitions

/// A phone number as E.164 writes it: `+79161234567`.
package struct PhoneNumber: Hashable, Sendable {
    package let text: String

    /// Reads a number as people type it, or nil where there is none that somebody could be called on.
    ///
    /// Of several numbers the first readable one counts: one field is one key, and the first is the one a person gave
    /// first. An extension (`доб. 123`, `ext`, `#`) is dropped: who sits behind a switchboard shares its number, and the
    /// limit of links decides whether that tells anything.
    ///
    /// - Parameter region: the country whose numbers are written without its code.
    /// - Complexity: O(*n*)
    package init?(_ text: String, region: PhoneRegion) {
        guard case .contact(let number) = Self.read(text, region: region) else { return nil }
        self.text = number
    }

    /// Reads a number and tells a placeholder, which people type to get past a form, from what can't be read.
    static func read(_ text: String, region: PhoneRegion) -> ContactReading {
        var scan = PhoneScan(plan: DialPlan(region))
        return scan.read(text)
    }
}

/// What a field that should hold a contact holds.
enum ContactReading: Hashable, Sendable {
    case contact(String)
    /// A text that stands for nobody, such as `+7 000 000-00-00`.
    case placeholder
    case unreadable
}

extension DialPlan {
    /// The complete number, country code first, that digits stand for.
    ///
    /// - Parameter isInternational: whether a `+` stood before them.
    func completed(_ digits: ArraySlice<UInt8>, isInternational: Bool) -> [UInt8]? {
        guard digits.count >= 5 else { return nil }
        if isInternational {
            if let number = Self.international(digits) { return number }
            // +8 9…, the Russian 8 with a plus by mistake: no country has the code 89.
            guard code == 7, digits.count == 11, digits.starts(with: [8, 9]) else { return nil }
            return [7] + digits.dropFirst()
        }
        if digits.starts(with: [0, 0]), let number = Self.international(digits.dropFirst(2)) { return number }
        for exit in exits where digits.starts(with: exit) {
            if let number = Self.international(digits.dropFirst(exit.count)) { return number }
        }
        guard let own = CallingCode.all[code] else { return nil }
        for trunk in trunks where digits.starts(with: trunk) {
            let rest = digits.dropFirst(trunk.count)
            if own.holds(rest) { return own.digits + rest }
        }
        let bare = own.holds(digits) ? own.digits + digits : nil
        let whole = digits.starts(with: own.digits) ? Self.international(digits) : nil
        // Where a trunk prefix is the custom, or the code is long, digits that begin with the code are complete.
        let isBareUsual = trunks.isEmpty && own.digits.count < 3
        if let number = isBareUsual ? bare ?? whole : whole ?? bare { return number }
        guard hasNeighbours, let other = CallingCode.beginning(digits),
            Self.neighbours.contains(other.digits.reduce(0) { $0 * 10 + Int($1) }),
            other.holds(digits.dropFirst(other.digits.count))
        else { return nil }
        return Array(digits)
    }

    /// The number that begins with a country code, without what some put between the code and the number.
    private static func international(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard let code = CallingCode.beginning(digits) else { return nil }
        let rest = digits.dropFirst(code.digits.count)
        if code.holds(rest) { return Array(digits) }
        for trunk in trunks(ofCode: code.digits.reduce(0) { $0 * 10 + Int($1) }) where rest.starts(with: trunk) {
            let number = rest.dropFirst(trunk.count)
            if code.holds(number) { return code.digits + number }
        }
        return nil
    }
}
