import Definitions

/// The one name of each platform, by all the names it is tagged with.
struct PlatformNames: Sendable {
    private var exact: [String: String] = [:]
    private var hostSuffixes: [String: String] = [:]
    private var others: [(pattern: TextPattern, name: String)] = []
    /// The hosts of names such as `yandex.ru/maps`.
    private var hostsWithPaths: Set<String> = []

    init(_ platforms: [ChannelDefinition.Platform]) {
        for platform in platforms {
            exact[platform.name] = platform.name
            for alias in platform.aliases {
                if let literal = alias.literal {
                    exact[literal] = platform.name
                    if let slash = literal.firstIndex(of: "/") { hostsWithPaths.insert(String(literal[..<slash])) }
                } else if let suffix = alias.hostSuffix {
                    hostSuffixes[suffix] = platform.name
                } else {
                    others.append((alias, platform.name))
                }
            }
        }
    }

    /// The platform a source or host belongs to.
    ///
    /// Plain names go before patterns, and longer hosts before shorter ones.
    func name(of source: String) -> String? {
        if let name = exact[source] { return name }
        for suffix in parentDomains(of: source) {
            if let name = hostSuffixes[suffix] { return name }
        }
        return others.first { $0.pattern.matches(source) }?.name
    }

    /// The platform of a referrer; the start of its path counts, as in `yandex.ru/maps`.
    func name(of address: WebAddress) -> String? {
        if hostsWithPaths.contains(address.host) {
            let path = address.path
            for length in stride(from: path.count, to: 0, by: -1) {
                let place = ([address.host] + path.prefix(length)).joined(separator: "/")
                if let name = exact[place] { return name }
            }
        }
        return name(of: address.host)
    }
}
