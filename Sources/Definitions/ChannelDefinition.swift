/// How touches become channels: the parsed `schemas/channels.yml`.
package struct ChannelDefinition: Hashable, Sendable {
    /// A channel's name in each language a report can have.
    package struct Title: Hashable, Sendable {
        package var en: String
        package var ru: String
    }

    package struct Channel: Hashable, Sendable {
        /// The name that the warehouse holds, GA4's where it has the channel.
        package var name: String
        package var title: Title
    }

    /// What a condition looks at.
    package enum Tag: String, Hashable, Sendable, CaseIterable {
        case source, medium, campaign, content, term
        /// The name of the click id's URL parameter, such as `gclid`.
        case clickID = "click_id"
        /// The referrer's host.
        case referrer
    }

    /// What a tag's text must be.
    package indirect enum TextTest: Hashable, Sendable {
        case pattern(TextPattern)
        /// One of a named list's patterns.
        case list(String)
        case any([TextTest])
        case all([TextTest])
        case not(TextTest)
    }

    package indirect enum Condition: Hashable, Sendable {
        case tag(Tag, TextTest)
        case any([Condition])
        case all([Condition])
        case not(Condition)
    }

    /// One line of `rules`: the first whose condition holds names the channel.
    package struct Rule: Hashable, Sendable {
        /// The position in `channels`.
        package var channel: Int
        /// Whether touches under this rule were bought.
        package var isPaid: Bool
        package var condition: Condition
        package var location: SourceLocation
    }

    /// The names under which one source occurs.
    package struct Platform: Hashable, Sendable {
        package var name: String
        package var aliases: [TextPattern]
    }

    /// The source and medium that a click id or a CRM's own source stands for.
    package struct ImpliedTags: Hashable, Sendable {
        package var source: String
        package var medium: String
        /// Names of URL parameters, or texts of a CRM.
        package var keys: [String]
    }

    /// Tags that mean a visit without a source of its own.
    package struct DirectTags: Hashable, Sendable {
        package var sources: [String]
        package var mediums: [String]
    }

    /// The channels in the file's order, which is that of reports.
    package var channels: [Channel]
    /// The position in `channels` of what no rule fits.
    package var fallback: Int
    package var direct: DirectTags
    package var platforms: [Platform]
    package var clickIDs: [ImpliedTags]
    package var crmSources: [ImpliedTags]
    package var lists: [String: [TextPattern]]
    package var rules: [Rule]
}
