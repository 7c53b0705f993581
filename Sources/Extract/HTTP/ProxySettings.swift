/// Which proxy the environment names for an address.
///
/// The variables are those of curl: `https_proxy`, `http_proxy` (in small letters only, as CGI programs get a header
/// as `HTTP_PROXY`), `all_proxy` and `no_proxy`.
package struct ProxySettings: Hashable, Sendable {
    private var byScheme: [String: String] = [:]
    private var all: String?
    private var exceptions: [String] = []

    /// No proxy at all.
    package init() {}

    package init(environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        byScheme["http"] = value("http_proxy")
        byScheme["https"] = value("https_proxy", "HTTPS_PROXY")
        all = value("all_proxy", "ALL_PROXY")
        exceptions = (value("no_proxy", "NO_PROXY") ?? "").lowercased()
            .split { $0 == "," || $0 == " " }.map(String.init)
    }

    /// The proxy to go through, or nil to go straight.
    package func proxy(for origin: WebOrigin) -> String? {
        guard let proxy = byScheme[origin.scheme] ?? all else { return nil }
        for exception in exceptions {
            if exception == "*" { return nil }
            var name = Substring(exception)
            if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]),
                !name[..<colon].contains(":")
            {
                guard port == origin.port else { continue }
                name = name[..<colon]
            }
            while name.hasPrefix("*") || name.hasPrefix(".") { name = name.dropFirst() }
            if origin.host == name || origin.host.hasSuffix("." + name) { return nil }
        }
        return proxy
    }
}
