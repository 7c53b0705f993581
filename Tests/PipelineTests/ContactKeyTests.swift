import Crypto
import Definitions
import Foundation
import TestSupport
import Testing

@testable import Pipeline

@Suite struct ContactKeyTests {
    static let digits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

    /// Computed apart, with Python's `hmac` and `hashlib`.
    static let hashes: [(IdentityKey, String)] = [
        (IdentityKey(.phone, "+79161234567"), "0d3a1f55926d3eb64f76db451ae16751"),
        (IdentityKey(.userID, "+79161234567"), "f4a6b60fa836eef7ef79d522a74c4a3e"),
        (IdentityKey(.email, "иван@почта.рф"), "e06d0ba502813b9aad6527e5b044d2fe"),
    ]

    @Test(arguments: hashes)
    func hash(key: IdentityKey, expected: String) throws {
        #expect(try #require(ContactKey(Self.digits)).hash(of: key) == expected)
    }

    /// Longer than a block of the hash as well, and one hasher for all.
    @Test func manyHashesAreThoseOfEach() throws {
        let key = try #require(ContactKey(Self.digits))
        let hasher = key.hasher(of: .email)
        var bytes: [UInt8] = []
        for length in [0, 1, 31, 32, 33, 63, 64, 65, 200] {
            let text = String(repeating: "a", count: length)
            let start = bytes.count
            Array(text.utf8).withUnsafeBufferPointer { hasher.append($0, to: &bytes) }
            let code = HMAC<SHA256>.authenticationCode(
                for: Array("throughline contact 1\u{0}email\u{0}\(text)".utf8),
                using: SymmetricKey(data: (0..<32).map { UInt8($0) }))
            let expected = code.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(String(decoding: bytes[start...], as: UTF8.self) == expected)
        }
    }

    @Test func theFingerprintTellsKeysApart() throws {
        #expect(try #require(ContactKey(Self.digits)).fingerprint == "88a701c2e4b19c71")
        #expect(try #require(ContactKey(Self.digits.uppercased())).fingerprint == "88a701c2e4b19c71")
        #expect(ContactKey().fingerprint != ContactKey().fingerprint)
    }

    @Test(arguments: [
        "", "00", digits + "0", String(digits.dropLast()), digits.replacing("0a", with: "0g"), digits + "\n",
    ])
    func noKey(text: String) {
        #expect(ContactKey(text) == nil)
    }

    @Test func theFirstRunMakesTheFile() throws {
        let folder = try WorkFolder()
        let file = ContactKeyFile(besidePipelineIn: folder.path)
        #expect(try file.existing() == nil)
        let key = try file.keyMakingIfMissing()
        #expect(try folder.files() == ["var/identity.key"])
        #expect(try folder.text(of: "var/identity.key") == key.text + "\n")
        #expect(key.text.utf8.count == 64)
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try file.keyMakingIfMissing().text == key.text)
        #expect(try file.existing()?.text == key.text)
    }

    @Test func besideAPipelineFileWithoutAFolder() {
        #expect(ContactKeyFile(besidePipelineIn: "").path == "var/identity.key")
        #expect(ContactKeyFile(besidePipelineIn: "shop").path == "shop/var/identity.key")
    }

    @Test func firstRunsAtOnceShareTheirKey() async throws {
        for _ in 0..<20 {
            let folder = try WorkFolder()
            let path = folder.path
            let keys = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask { try ContactKeyFile(besidePipelineIn: path).keyMakingIfMissing().text }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(keys.count == 1)
            #expect(try folder.files() == ["var/identity.key"])
        }
    }

    static let wrong: [(String, mode_t, String, String)] = [
        ("no key at all", 0o600, "holds no key: it must be 64 hexadecimal digits", "rm '"),
        (String(digits.dropLast()), 0o600, "holds no key: it must be 64 hexadecimal digits", "put the key back"),
        (digits + digits + digits + digits + digits, 0o600, "holds no key", "put the key back"),
        ("", 0o600, "holds no key", "put the key back"),
        (digits, 0o644, "other users of this machine may read the key", "type: chmod 600 '"),
        (digits, 0o620, "other users of this machine may read the key", "type: chmod 600 '"),
    ]

    @Test(arguments: wrong)
    func whatIsWrongIsSaid(text: String, mode: mode_t, message: String, hint: String) throws {
        let folder = try WorkFolder()
        let path = try folder.write(text, to: "var/identity.key")
        #expect(chmod(path, mode) == 0)
        let file = ContactKeyFile(besidePipelineIn: folder.path)
        let failure = #expect(throws: Failure.self) { try file.keyMakingIfMissing() }
        let diagnostic = try #require(failure?.diagnostics.first)
        #expect(failure?.kind == .definition)
        #expect(diagnostic.message.contains(message) && diagnostic.message.contains(path))
        #expect(diagnostic.hint?.contains(hint) == true)
        #expect(text.isEmpty || !diagnostic.description.contains(text))
        // What lies there is never replaced: its hashes may stand in a warehouse.
        #expect(try folder.text(of: "var/identity.key") == text)
    }

    @Test func aFolderIsNoKey() throws {
        let folder = try WorkFolder()
        try folder.write("", to: "var/identity.key/x")
        #expect(throws: Failure.self) { try ContactKeyFile(besidePipelineIn: folder.path).keyMakingIfMissing() }
    }

    @Test func whereNothingMayBeMade() throws {
        let folder = try WorkFolder()
        try folder.write("", to: "var")
        let failure = #expect(throws: Failure.self) {
            try ContactKeyFile(besidePipelineIn: folder.path).keyMakingIfMissing()
        }
        #expect(failure?.diagnostics.first?.message.hasPrefix("cannot") == true)
    }
}
