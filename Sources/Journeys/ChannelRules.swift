package import Definitions

/// The channel a rule gave a touch.
package struct ChannelMatch: Hashable, Sendable {
    /// The position in `ChannelRules.channels`.
    package var channel: Int
    /// Whether the rule marks its touches as bought.
    package var isPaid: Bool

    package init(channel: Int, isPaid: Bool) {
        self.channel = channel
        self.isPaid = isPaid
    }
}

/// The channel rules, compiled: every touch has exactly one channel.
///
/// Rules are asked once for each distinct set of tags, not once for each touch; callers keep the answers.
package struct ChannelRules: Sendable {
    /// The channels in the order of reports.
    package let channels: [ChannelDefinition.Channel]
    let names: TagNames
    private let rules: [(match: ChannelMatch, condition: Condition)]
    private let fallback: ChannelMatch

    private indirect enum Condition: Sendable {
        case tag(ChannelDefinition.Tag, Test)
        case any([Condition])
        case all([Condition])
        case not(Condition)
    }

    private indirect enum Test: Sendable {
        case names(NameSet)
        case any([Test])
        case all([Test])
        case not(Test)
    }

    package init(_ definition: ChannelDefinition) {
        let names = TagNames(definition)
        self.names = names
        channels = definition.channels
        fallback = ChannelMatch(channel: definition.fallback, isPaid: false)
        var compiler = Compiler(names: names, lists: definition.lists)
        rules = definition.rules.map { rule in
            (ChannelMatch(channel: rule.channel, isPaid: rule.isPaid), compiler.compile(rule.condition))
        }
    }

    /// The channel of a touch's tags: that of the first rule that fits.
    ///
    /// - Complexity: O(*r*) in the rules, each a few look-ups.
    package func match(_ tags: TrafficTags) -> ChannelMatch {
        for rule in rules where holds(rule.condition, tags) {
            return rule.match
        }
        return fallback
    }

    /// The position in `channels` of a touch's channel.
    package func channel(of tags: TrafficTags) -> Int {
        match(tags).channel
    }

    private func holds(_ condition: Condition, _ tags: TrafficTags) -> Bool {
        switch condition {
        case .tag(.source, let test): passes(test, tags.source)
        case .tag(.medium, let test): passes(test, tags.medium)
        case .tag(.campaign, let test): passes(test, tags.campaign)
        case .tag(.content, let test): passes(test, tags.content)
        case .tag(.term, let test): passes(test, tags.term)
        case .tag(.clickID, let test): passes(test, tags.clickID)
        // Lists hold the platform's one name, a rule may give the host itself.
        case .tag(.referrer, let test): passes(test, tags.referrer) || passes(test, names.source(tags.referrer))
        case .any(let conditions): conditions.contains { holds($0, tags) }
        case .all(let conditions): conditions.allSatisfy { holds($0, tags) }
        case .not(let condition): !holds(condition, tags)
        }
    }

    private func passes(_ test: Test, _ text: String) -> Bool {
        switch test {
        case .names(let names): names.contains(text)
        case .any(let tests): tests.contains { passes($0, text) }
        case .all(let tests): tests.allSatisfy { passes($0, text) }
        case .not(let test): !passes(test, text)
        }
    }

    /// Makes name sets of lists once, however many rules use them.
    private struct Compiler {
        let names: TagNames
        let lists: [String: [TextPattern]]
        private var compiled: [String: NameSet] = [:]

        init(names: TagNames, lists: [String: [TextPattern]]) {
            self.names = names
            self.lists = lists
        }

        mutating func compile(_ condition: ChannelDefinition.Condition) -> Condition {
            switch condition {
            case .tag(let tag, let test):
                .tag(tag, compile(test, holdsSources: tag == .source || tag == .referrer))
            case .any(let conditions): .any(conditions.map { compile($0) })
            case .all(let conditions): .all(conditions.map { compile($0) })
            case .not(let condition): .not(compile(condition))
            }
        }

        private mutating func compile(_ test: ChannelDefinition.TextTest, holdsSources: Bool) -> Test {
            switch test {
            case .pattern(let pattern):
                return .names(set([pattern], holdsSources: holdsSources))
            case .list(let name):
                let key = (holdsSources ? "source " : "tag ") + name
                if let known = compiled[key] { return .names(known) }
                let set = set(lists[name] ?? [], holdsSources: holdsSources)
                compiled[key] = set
                return .names(set)
            case .any(let tests):
                let patterns = tests.compactMap { test -> TextPattern? in
                    guard case .pattern(let pattern) = test else { return nil }
                    return pattern
                }
                guard patterns.count < tests.count else {
                    return .names(set(patterns, holdsSources: holdsSources))
                }
                return .any(tests.map { compile($0, holdsSources: holdsSources) })
            case .all(let tests): return .all(tests.map { compile($0, holdsSources: holdsSources) })
            case .not(let test): return .not(compile(test, holdsSources: holdsSources))
            }
        }

        /// Sources are known by their platform's one name, so a rule or list may use any of its names.
        private func set(_ patterns: [TextPattern], holdsSources: Bool) -> NameSet {
            NameSet(patterns) { holdsSources ? names.source($0) : $0 }
        }
    }
}
