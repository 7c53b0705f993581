import Definitions

/// Patterns over names and hosts, most of which are plain: these are looked up instead of tried.
struct NameSet: Sendable {
    private var exact: Set<String> = []
    /// `.example.com` for the pattern `*.example.com`.
    private var hostSuffixes: Set<String> = []
    private var others: [TextPattern] = []

    /// - Parameter rename: what a plain name is called once tags are tidied.
    init(_ patterns: some Sequence<TextPattern>, rename: (String) -> String = { $0 }) {
        for pattern in patterns {
            if let literal = pattern.literal {
                exact.insert(rename(literal))
            } else if let suffix = pattern.hostSuffix {
                hostSuffixes.insert(suffix)
            } else {
                others.append(pattern)
            }
        }
    }

    /// - Complexity: O(*d*) look-ups of a host with *d* dots, and a try of each pattern with other marks.
    func contains(_ name: String) -> Bool {
        if exact.contains(name) { return true }
        if !hostSuffixes.isEmpty, parentDomains(of: name).contains(where: { hostSuffixes.contains($0) }) { return true }
        return others.contains { $0.matches(name) }
    }
}

/// `.b.ru` and `.ru` of `a.b.ru`.
func parentDomains(of host: String) -> [String] {
    let dot = UInt8(ascii: ".")
    guard host.utf8.contains(dot) else { return [] }
    return host.utf8.indices.dropFirst().filter { host.utf8[$0] == dot }.map { String(host[$0...]) }
}
