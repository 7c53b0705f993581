extension SettingReader {
    /// Reads a source's `split`.
    ///
    /// - Parameter channels: the channels there are, in the order of reports.
    mutating func split(_ entry: YAMLEntry?, entity: String?, channels: [String]) -> SplitDefinition? {
        guard let entry, isFor(["spend"], entry, entity),
            let settings = settings(of: entry.value, in: .split, owner: "'split'", at: entry.location)
        else { return nil }
        let basis = settings["by"].flatMap {
            choice($0.value, "split", from: SplitDefinition.Basis.allCases.map(\.rawValue))
        }.flatMap { SplitDefinition.Basis(rawValue: $0) }
        let shares = settings["shares"].flatMap { self.shares($0, channels: channels) }
        switch basis {
        case nil: return nil
        case .fixed:
            if settings["shares"] == nil {
                report(
                    "'split' has no 'shares'", at: entry.location,
                    hint: "add 'shares: { Organic Search: 60, Email: 40 }'")
            }
            return shares.map { .fixed($0) }
        case .leads, .revenue:
            if let entry = settings["shares"] {
                report(
                    "'shares' means nothing beside 'by: \(basis == .leads ? "leads" : "revenue")'",
                    at: entry.location, hint: "remove it, or write 'by: fixed'")
                return nil
            }
            return basis == .leads ? .leads : .revenue
        }
    }

    private mutating func shares(_ entry: YAMLEntry, channels: [String]) -> [SplitDefinition.Share]? {
        let hint = "write 'CHANNEL: PERCENT' under it"
        guard let entries = entries(of: entry.value, entry.key, hint: hint) else { return nil }
        var shares: [SplitDefinition.Share] = []
        for entry in entries {
            let percent = percent(entry)
            let folded = Self.folded(entry.key)
            guard let channel = channels.first(where: { Self.folded($0) == folded }) else {
                let meant = Spelling.closest(to: entry.key, in: channels).map { "did you mean '\($0)'?" }
                report(
                    "unknown channel '\(entry.key)'", at: entry.location,
                    hint: meant ?? "use one of: \(channels.joined(separator: ", "))")
                continue
            }
            if shares.contains(where: { $0.channel == channel }) {
                report("'\(channel)' has a share already", at: entry.location, hint: "name each channel once")
                continue
            }
            if let percent { shares.append(SplitDefinition.Share(channel: channel, percent: percent)) }
        }
        guard shares.count == entries.count else { return nil }
        let sum = shares.reduce(0) { $0 + $1.percent.hundredths }
        guard sum == Percent.whole else {
            report(
                "the shares sum to \(Money(micros: sum * 10_000))%", at: entry.location, hint: "make them sum to 100")
            return nil
        }
        return shares
    }

    /// A channel's name without capitals, `_` and `-` as spaces: `organic_search` is `Organic Search`.
    private static func folded(_ name: String) -> String {
        name.lowercased().split { "_- ".contains($0) }.joined(separator: " ")
    }
}
