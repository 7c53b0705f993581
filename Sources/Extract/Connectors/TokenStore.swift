import Crypto
import Definitions
import Glibc

/// The tokens of one OAuth client, kept in a file of mode 0600 that outlives every kill.
///
/// A platform that gives a new refresh token takes the old one back: a new one that isn't on the disk before the next
/// step is lost for good, and somebody has to log in by hand.
struct TokenStore: Sendable {
    struct Tokens: Hashable, Sendable {
        var access: Secret
        var refresh: Secret?
        /// Seconds since 1970 UTC; nil: not known.
        var expires: Int64?
    }

    private let folder: String
    private let path: String

    /// - Parameters:
    ///   - folder: made with mode 0700 where it is missing.
    ///   - identity: all that the first token came of; another one has tokens of its own.
    init(folder: String, identity: String) {
        self.folder = folder
        path = "\(folder)/oauth-\(hexText(SHA256.hash(data: Array(identity.utf8))).prefix(16)).json"
    }

    /// The newest tokens; nil where there were none yet.
    func read() throws(Failure) -> Tokens? {
        guard let bytes = try DurableFile.read(path) else { return nil }
        guard let json = try? JSONPart(bytes), let access = json["access_token"]?.text else {
            throw Failure(
                .credentials, "\(path) holds no tokens",
                hint: "remove it and put a new refresh token where `with` takes it from")
        }
        return Tokens(
            access: Secret(access), refresh: json["refresh_token"]?.text.map { Secret($0) },
            expires: json["expires_at"]?.text.flatMap { Int64($0) })
    }

    /// Puts new tokens on the disk, for good when this returns.
    func write(_ tokens: Tokens) throws(Failure) {
        var text = "{\"access_token\":\(TemplateValue.quoted(tokens.access.reveal()))"
        if let refresh = tokens.refresh { text += ",\"refresh_token\":\(TemplateValue.quoted(refresh.reveal()))" }
        if let expires = tokens.expires { text += ",\"expires_at\":\(expires)" }
        try DurableFile.write(Array((text + "}\n").utf8), to: path, mode: 0o600)
    }

    /// Does something that no other process does meanwhile with these tokens.
    func locked<Result>(
        interruption: () throws(Failure) -> Void, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try Landing.makeFolder(folder)
        chmod(folder, 0o700)
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(unwritable: path, code: errno) }
        // The system frees the lock when the file is closed, by whatever end.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw Failure(unwritable: path, code: errno) }
            try interruption()
            usleep(50_000)
        }
        return try body()
    }
}
