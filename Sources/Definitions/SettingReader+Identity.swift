extension SettingReader {
    /// Reads `identity`, or gives its defaults where the file has none.
    mutating func identity(_ entry: YAMLEntry?) -> IdentityDefinition? {
        guard let entry else { return IdentityDefinition() }
        guard let settings = settings(of: entry.value, in: .identity, owner: "'identity'", at: entry.location) else {
            return nil
        }
        var identity = IdentityDefinition()
        if let entry = settings["keys"],
            let names = choices(entry, "key", from: IdentityKey.Kind.allCases.map(\.rawValue))
        {
            identity.keys = names.compactMap(IdentityKey.Kind.init(rawValue:)).sorted()
        }
        identity.region = region(settings["region"]) ?? identity.region
        identity.limits = limits(settings["max_links"], keys: identity.keys) ?? identity.limits
        identity.storesContacts =
            choice(settings["store_contacts"], as: IdentityDefinition.ContactStorage.self) ?? identity.storesContacts
        identity.key = hashKey(settings["key"])
        return identity
    }

    private mutating func region(_ entry: YAMLEntry?) -> PhoneRegion? {
        guard let entry, let text = text(entry) else { return nil }
        if let region = PhoneRegion(rawValue: text) { return region }
        let capitals = PhoneRegion(rawValue: text.uppercased())
        report(
            "unknown region '\(entry.value.written)'",
            at: entry.value.location,
            hint: capitals.map { "did you mean '\($0.rawValue)'?" }
                ?? "use one of: \(PhoneRegion.allCases.map(\.rawValue).joined(separator: ", "))"
        )
        return nil
    }

    /// A number for every kind, or a number a kind.
    private mutating func limits(_ entry: YAMLEntry?, keys: [IdentityKey.Kind]) -> LinkLimits? {
        guard let entry else { return nil }
        guard case .mapping = entry.value.content else { return limit(entry).map { LinkLimits($0) } }
        guard let settings = settings(of: entry.value, in: .maxLinks, owner: "'max_links'", at: entry.location) else {
            return nil
        }
        var own: [IdentityKey.Kind: Int] = [:]
        for kind in IdentityKey.Kind.allCases {
            guard let entry = settings[kind.rawValue] else { continue }
            own[kind] = limit(entry)
            if !keys.contains(kind) {
                report(
                    "'\(kind.rawValue)' has a limit of links and is not among 'keys'", at: entry.location,
                    hint: "add it to 'keys', or remove it here")
            }
        }
        return LinkLimits(own: own)
    }

    private mutating func limit(_ entry: YAMLEntry) -> Int? {
        guard let text = text(entry.value, entry.key) else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let limit = Int(text), limit >= 1 else {
            report(
                "'\(entry.key)' must be a whole number from 1 on, not '\(entry.value.written)'",
                at: entry.value.location,
                hint: "write how many other keys one may link, such as '\(entry.key): 10'"
            )
            return nil
        }
        return limit
    }

    /// The secret of the hashes.
    ///
    /// It comes from outside, as the warehouse keeps a copy of the pipeline file.
    private mutating func hashKey(_ entry: YAMLEntry?) -> String? {
        guard let entry, let text = text(entry) else { return nil }
        guard entry.value.written.contains("${") else {
            report(
                "the key itself must not stand in the pipeline file", at: entry.value.location,
                hint: "put it into a file of mode 0600 and write 'key: ${file:PATH}', or 'key: ${env:NAME}'")
            return nil
        }
        guard text.utf8.count == 64, text.utf8.allSatisfy({ $0.isHexDigit }) else {
            report(
                "'\(entry.value.written)' is no key: it must be 64 hexadecimal digits", at: entry.value.location,
                hint: "make one with: openssl rand -hex 32")
            return nil
        }
        return text.lowercased()
    }
}

extension UInt8 {
    /// Whether the byte is one of `0` to `9`, `a` to `f`, `A` to `F`.
    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
