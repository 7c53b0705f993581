import Definitions

/// Reads alias files, collecting everything that is wrong with one.
struct AliasReader {
    private(set) var diagnostics: [Diagnostic] = []
    private let file: String
    private let rules: ChannelRules
    private var places: [String: Int] = [:]
    private var columnCount = 0

    init(file: String, rules: ChannelRules) {
        self.file = file
        self.rules = rules
    }

    mutating func read(_ rows: [CampaignAliases.Row]) -> [CampaignAlias] {
        guard let header = rows.first else {
            report(line: 1, "the alias file is empty", hint: "begin it with '\(Self.header)'")
            return []
        }
        readHeader(header)
        guard diagnostics.isEmpty else { return [] }
        var aliases: [CampaignAlias] = []
        // Aliases that look at the same touches: only these can be told to contradict each other.
        var known: [CampaignAlias: [CampaignAlias]] = [:]
        for row in rows.dropFirst() where row.fields.contains(where: { !$0.foldedTag.isEmpty }) {
            guard let alias = alias(row) else { continue }
            var condition = alias
            (condition.line, condition.campaignID, condition.account) = (0, "", "")
            (condition.from, condition.to) = (nil, nil)
            let rival = known[condition]?.first { other in
                other.days.overlaps(alias.days)
                    && (other.campaignID != alias.campaignID || other.account != alias.account)
            }
            if let rival {
                report(
                    line: row.line, "line \(rival.line) gives the same tags another campaign on the same days",
                    hint: "remove one, or limit them with 'from' and 'to'")
            }
            known[condition, default: []].append(alias)
            aliases.append(alias)
        }
        return aliases
    }

    private static let header = CampaignAliases.columns.joined(separator: ",")

    private mutating func readHeader(_ row: CampaignAliases.Row) {
        columnCount = row.fields.count
        for (place, field) in row.fields.enumerated() {
            let name = field.foldedTag
            if !CampaignAliases.columns.contains(name) {
                let meant = Spelling.closest(to: name, in: CampaignAliases.columns)
                report(
                    line: row.line, "unknown column '\(field)'",
                    hint: meant.map { "did you mean '\($0)'?" } ?? "its columns: \(Self.header)")
            } else if places.updateValue(place, forKey: name) != nil {
                report(line: row.line, "column '\(name)' stands twice", hint: "remove one")
            }
        }
        guard diagnostics.isEmpty else { return }
        for name in ["campaign", "campaign_id"] where places[name] == nil {
            report(line: row.line, "the alias file has no column '\(name)'", hint: "its columns: \(Self.header)")
        }
        if places["platform"] == nil, places["source"] == nil {
            report(
                line: row.line, "the alias file has neither a column 'platform' nor 'source'",
                hint: "its columns: \(Self.header)")
        }
    }

    private mutating func alias(_ row: CampaignAliases.Row) -> CampaignAlias? {
        guard row.fields.count == columnCount else {
            report(
                line: row.line, "the row has \(row.fields.count) fields, the header has \(columnCount)",
                hint: "put quotes around a text that holds the delimiter")
            return nil
        }
        let before = diagnostics.count
        func field(_ name: String) -> String { places[name].map { row.fields[$0] } ?? "" }
        let platform = rules.names.source(TagText(field("platform")).text)
        let source = rules.names.source(TagText(field("source")).text)
        if platform.isEmpty, source.isEmpty {
            report(
                line: row.line, "the row names neither platform nor source",
                hint: "write the platform the campaign belongs to, such as yandex")
        }
        let campaignID = field("campaign_id").foldedTag
        if campaignID.isEmpty {
            report(line: row.line, "'campaign_id' is empty", hint: "write the campaign's id as spend has it")
        }
        let pattern = pattern(field("campaign"), line: row.line)
        let from = day(field("from"), "from", line: row.line)
        let to = day(field("to"), "to", line: row.line)
        if let from, let to, to < from {
            report(line: row.line, "the last day is before the first", hint: "swap 'from' and 'to'")
        }
        guard diagnostics.count == before, let pattern else { return nil }
        return CampaignAlias(
            line: row.line, platform: platform, account: field("account"), source: source,
            medium: TagText(field("medium")).text, campaign: pattern, campaignID: campaignID, from: from, to: to)
    }

    private mutating func pattern(_ text: String, line: Int) -> TextPattern? {
        guard !text.foldedTag.isEmpty else {
            report(line: line, "'campaign' is empty", hint: "write the tag, or * for whatever it is")
            return nil
        }
        do throws(TextPattern.Malformed) {
            return try TextPattern(text)
        } catch {
            report(
                line: line, "the campaign pattern \(error.message)",
                hint: "put a \\ before a mark that is meant literally")
            return nil
        }
    }

    private mutating func day(_ text: String, _ name: String, line: Int) -> Day? {
        let text = text.foldedTag
        guard !text.isEmpty else { return nil }
        guard let day = Day(text) else {
            report(
                line: line, "'\(name)' is no day",
                hint: "write year, month and day, such as 2026-01-31, or leave it empty")
            return nil
        }
        return day
    }

    private mutating func report(line: Int, _ message: String, hint: String) {
        diagnostics.append(Diagnostic(at: SourceLocation(file: file, line: line), message, hint: hint))
    }
}
