/// Something that tells one person or company from another: a client id, a phone, a tax id.
package struct IdentityKey: Hashable, Sendable {
    /// What a key is, in the order in which keys name their identity.
    package enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
        case clientID = "client_id"
        case userID = "user_id"
        case phone
        case email
        case promoCode = "promo_code"
        case contactID = "contact_id"
        case taxID = "tax_id"

        /// The position in the fixed order, from 0 on.
        package var rank: Int {
            switch self {
            case .clientID: 0
            case .userID: 1
            case .phone: 2
            case .email: 3
            case .promoCode: 4
            case .contactID: 5
            case .taxID: 6
            }
        }

        package static func < (left: Kind, right: Kind) -> Bool {
            left.rank < right.rank
        }
    }

    package var kind: Kind
    /// The key's plain text, normalised.
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension IdentityKey: Comparable {
    /// By kind, then by the bytes of the text: an order that neither a locale nor the key of the hashes changes.
    package static func < (left: IdentityKey, right: IdentityKey) -> Bool {
        left.kind == right.kind
            ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8) : left.kind < right.kind
    }
}
