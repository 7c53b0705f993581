/// The pipeline file's `identity`: by what records are known to be of one person, and how contacts are kept.
package struct IdentityDefinition: Hashable, Sendable {
    /// How phones and e-mails stand in the warehouse.
    package enum ContactStorage: String, Hashable, Sendable, CaseIterable {
        /// As keyed hashes, from which nobody without the key reads a contact.
        case hashed
        /// As they are, normalised.
        case plain
        /// Not at all.
        case none
    }

    /// The kinds that link, in the fixed order of kinds.
    package var keys: [IdentityKey.Kind]
    /// Whose phone numbers are written without a country code.
    package var region: PhoneRegion
    /// How many other keys a key may link, kind by kind.
    package var limits: LinkLimits
    package var storesContacts: ContactStorage
    /// The secret of the hashes where the file names one: 64 hexadecimal digits; nil: `var/identity.key`.
    package var key: String?

    package init(
        keys: [IdentityKey.Kind] = [.clientID, .phone, .email],
        region: PhoneRegion = .ru,
        limits: LinkLimits = LinkLimits(),
        storesContacts: ContactStorage = .hashed,
        key: String? = nil
    ) {
        self.keys = keys.sorted()
        self.region = region
        self.limits = limits
        self.storesContacts = storesContacts
        self.key = key
    }

    /// A text that changes whenever what links records does; how contacts are kept is no part of it.
    package var fingerprint: String {
        var text = CanonicalText()
        text.add("keys", keys.map(\.rawValue))
        text.add("region", region.rawValue)
        text.add("max_links", keys.map { String(limits[$0]) })
        return text.text
    }
}

/// How many other keys a key of each kind may link before it is a hub.
package struct LinkLimits: Hashable, Sendable {
    package static let usual = 10

    /// One entry a kind, by rank.
    private var counts: [Int]

    /// - Parameters:
    ///   - limit: the limit of every kind that has none of its own.
    ///   - own: limits by kind.
    package init(_ limit: Int = Self.usual, own: [IdentityKey.Kind: Int] = [:]) {
        counts = IdentityKey.Kind.allCases.map { own[$0] ?? limit }
    }

    package subscript(kind: IdentityKey.Kind) -> Int {
        counts[kind.rank]
    }
}
