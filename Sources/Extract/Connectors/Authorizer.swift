import Definitions

/// Tells a platform who asks, and renews what has expired.
final class Authorizer {
    private let definition: AuthDefinition?
    private let values: [String: TemplateValue]
    private let store: TokenStore?
    /// Whether answers come from a recording, to which any token is as good as another.
    private let isReplayed: Bool
    private let session: HTTPSession
    private let interruption: () throws(Failure) -> Void
    private var tokens: TokenStore.Tokens?
    /// Tokens that expire within so many seconds are renewed before they are used.
    private static let margin: Int64 = 60

    init(
        _ definition: AuthDefinition?, values: [String: TemplateValue], tokenFolder: String, isReplayed: Bool = false,
        session: HTTPSession, interruption: @escaping () throws(Failure) -> Void
    ) throws(Failure) {
        self.definition = definition
        self.values = values
        self.session = session
        self.interruption = interruption
        self.isReplayed = isReplayed
        guard case .oauth(let oauth) = definition, !isReplayed else {
            store = nil
            if isReplayed {
                let tokens = TokenStore.Tokens(access: Secret("a token of no use"), refresh: nil, expires: nil)
                self.tokens = tokens
                hide(tokens)
            }
            return
        }
        // Whoever puts another refresh token into `with` begins anew.
        let identity = ([oauth.url] + oauth.fields.map(\.value)).map { values.text(of: $0)?.text ?? "" }
        let store = TokenStore(folder: tokenFolder, identity: identity.joined(separator: "\u{0}"))
        self.store = store
        tokens = try store.read()
        tokens.map(hide)
    }

    /// Whether there is a way to a new token.
    var canRenew: Bool { store != nil || isReplayed }

    /// The request with what says who asks.
    func authorized(_ request: HTTPRequest) throws(Failure) -> HTTPRequest {
        var request = request
        switch definition {
        case nil: break
        case .headers(let items): add(items, to: &request, values)
        case .query(let items): addToQuery(items, of: &request, values)
        case .basic(let user, let password):
            let text = "\(values.text(of: user)?.text ?? ""):\(values.text(of: password)?.text ?? "")"
            let encoded = Base64.text(of: Array(text.utf8))
            session.redaction.add(Secret(encoded))
            request.headers.append(HTTPHeader("Authorization", "Basic \(encoded)"))
        case .oauth(let oauth):
            if let tokens, let expires = tokens.expires, expires - Self.margin <= session.date {
                try renew(instead: tokens)
            } else if tokens == nil {
                try renew(instead: nil)
            }
            var values = values
            values["access_token"] = tokens.map { .secret($0.access) }
            if let header = oauth.header { add([header], to: &request, values) }
            if let query = oauth.query { addToQuery([query], of: &request, values) }
        }
        return request
    }

    /// Gets a new token after the server refused the one we have.
    func renew() throws(Failure) {
        try renew(instead: tokens)
    }

    private func add(_ items: [TemplateItem], to request: inout HTTPRequest, _ values: [String: TemplateValue]) {
        for item in items {
            guard let value = values.text(of: item.value) else { continue }
            request.headers.append(HTTPHeader(item.name, value.text, isCredential: true))
        }
    }

    private func addToQuery(_ items: [TemplateItem], of request: inout HTTPRequest, _ values: [String: TemplateValue]) {
        // The address of a next page has them already.
        let present = items.filter { !request.address.contains("\($0.name)=") }
        let added = present.compactMap { item in values.text(of: item.value).map { (name: item.name, value: $0.text) } }
        request.address = WebAddressText.appending(added, to: request.address)
    }

    // MARK: OAuth

    private func renew(instead old: TokenStore.Tokens?) throws(Failure) {
        guard case .oauth(let oauth) = definition, let store else { return }
        try store.locked(interruption: interruption) { () throws(Failure) in
            // Somebody else may have renewed them while we waited.
            if let newer = try store.read(), newer.access != old?.access {
                hide(newer)
                tokens = newer
                return
            }
            let fresh = try request(oauth, old: old)
            hide(fresh)
            try store.write(fresh)
            tokens = fresh
        }
    }

    private func request(_ oauth: OAuthDefinition, old: TokenStore.Tokens?) throws(Failure) -> TokenStore.Tokens {
        var values = values
        if let refresh = old?.refresh { values["refresh_token"] = .secret(refresh) }
        let body: RequestTemplate.Body? =
            switch oauth.sending {
            case .form: .form(oauth.fields)
            case .json: .json(Self.object(of: oauth.fields))
            case .query: nil
            }
        let template = RequestTemplate(
            method: body == nil ? .get : .post, url: oauth.url, query: body == nil ? oauth.fields : [], headers: [],
            // A token that was changed while the line broke is lost either way, and most servers give it once more.
            body: body, isRepeatable: true, location: SourceLocation(file: ""))
        let request = try template.filled(with: values)
        let now = session.date
        let response = try session.send({ () throws(Failure) in request }) { response in
            switch response.status {
            case 200..<300:
                switch try? JSONPart(response.body) {
                // Somebody on the way answered in the server's place, or the line broke.
                case nil: .again(reason: "sent broken JSON")
                case let json? where json["access_token"]?.text == nil:
                    .refuse(.credentials, reason: "gave no access token")
                default: .accept
                }
            case 400, 401, 403:
                .refuse(
                    .credentials, reason: "doesn't renew the token: it answered \(response.status)",
                    hint: "the refresh token has expired or was used elsewhere: get a new one and put it where `with` "
                        + "takes it from")
            default: .byStatus(response, date: now)
            }
        }
        guard let json = try? JSONPart(response.body), let access = json["access_token"]?.text else {
            throw Failure(.credentials, "the server gave no access token")
        }
        return TokenStore.Tokens(
            access: Secret(access), refresh: json["refresh_token"]?.text.map { Secret($0) } ?? old?.refresh,
            expires: json["expires_in"]?.text.flatMap { Int64($0) }.map { now + $0 })
    }

    /// Named values as an object of texts.
    private static func object(of fields: [TemplateItem]) -> TextTemplate {
        var parts: [TextTemplate.Part] = []
        for field in fields {
            parts.append(.literal("\(parts.isEmpty ? "{" : "\",")\(TemplateValue.quoted(field.name)):\""))
            parts += field.value.parts
        }
        return TextTemplate(parts + [.literal(parts.isEmpty ? "{}" : "\"}")])
    }

    private func hide(_ tokens: TokenStore.Tokens) {
        session.redaction.add(tokens.access)
        if let refresh = tokens.refresh { session.redaction.add(refresh) }
    }
}

/// Bytes as letters and digits (RFC 4648, section 4).
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                result.append(
                    place <= group.count ? letters[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
