import Definitions
import Testing

@Suite struct IdentityTests {
    static let sources = "sources:\n  a: { entity: lead, files: a.csv }\n"

    static func identity(_ line: String) throws -> IdentityDefinition {
        try PipelineText.parse(PipelineText.head + line + "\n" + sources).identity
    }

    @Test func defaults() throws {
        for line in ["", "identity: {}"] {
            let identity = try Self.identity(line)
            #expect(identity == IdentityDefinition())
            #expect(identity.keys == [.clientID, .phone, .email])
            #expect(identity.region == .ru && identity.storesContacts == .hashed && identity.key == nil)
            #expect(IdentityKey.Kind.allCases.allSatisfy { identity.limits[$0] == 10 })
        }
    }

    @Test func settingsAreRead() throws {
        let identity = try Self.identity(
            "identity: { keys: [tax_id, phone, client_id], region: DE, max_links: { phone: 5 }, store_contacts: none }")
        #expect(identity.keys == [.clientID, .phone, .taxID])
        #expect(identity.region == .de && identity.storesContacts == .none)
        #expect(identity.limits[.phone] == 5 && identity.limits[.email] == 10)
        let other = try Self.identity("identity: { keys: email, max_links: 3, key: \"${file:/etc/identity.key}\" }")
        #expect(other.keys == [.email] && other.limits[.userID] == 3)
        #expect(other.key == String(repeating: "0f", count: 32))
    }

    @Test func theFingerprintFollowsWhatLinks() throws {
        let usual = try Self.identity("").fingerprint
        for line in ["keys: [phone]", "region: KZ", "max_links: 11", "max_links: { phone: 1 }"] {
            #expect(try Self.identity("identity: { \(line) }").fingerprint != usual, "\(line)")
        }
        for line in ["store_contacts: plain", "keys: [email, phone, client_id]", "key: \"${file:/etc/identity.key}\""] {
            #expect(try Self.identity("identity: { \(line) }").fingerprint == usual, "\(line)")
        }
    }

    static let cases = [
        ErrorCase(
            "keys and values",
            """
            identity: { ①kyes: [phone], region: ②ru, max_links: ③0, store_contacts: ④plane, key: ⑤0f0f }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① unknown key 'kyes' (did you mean 'keys'?)
            ② unknown region 'ru' (did you mean 'RU'?)
            ③ 'max_links' must be a whole number from 1 on, not '0' (write how many other keys one may link, such as 'max_links: 10')
            ④ unknown store_contacts 'plane' (use one of: hashed, plain, none)
            ⑤ the key itself must not stand in the pipeline file (put it into a file of mode 0600 and write 'key: ${file:PATH}', or 'key: ${env:NAME}')
            """
        ),
        ErrorCase(
            "limits by kind",
            """
            identity: { keys: [phone, ①telephone, phone], max_links: { ②emial: 3, phone: ③many, ④user_id: 2 } }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① unknown key 'telephone' (use one of: client_id, user_id, phone, email, promo_code, contact_id, tax_id)
            ② unknown key 'emial' (did you mean 'email'?)
            ③ 'phone' must be a whole number from 1 on, not 'many' (write how many other keys one may link, such as 'phone: 10')
            ④ 'user_id' has a limit of links and is not among 'keys' (add it to 'keys', or remove it here)
            """
        ),
        ErrorCase(
            "keys twice and none, a secret that is none",
            """
            identity: { keys: [phone, ①phone], max_links: ②-1, key: ③"${env:SECRET}" }
            sources:
              a: { entity: lead, files: a.csv }

            """,
            """
            ① 'phone' stands twice in 'keys' (remove one)
            ② 'max_links' must be a whole number from 1 on, not '-1' (write how many other keys one may link, such as 'max_links: 10')
            ③ '${env:SECRET}' is no key: it must be 64 hexadecimal digits (make one with: openssl rand -hex 32)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.checkAfterHead()
    }

    @Test func messagesKeepTheSecret() {
        let text = PipelineText.head + "identity: { key: \"${env:SECRET}\" }\n" + Self.sources
        #expect(PipelineText.diagnostics(text).allSatisfy { !$0.description.contains("s3cr3t") })
    }
}
