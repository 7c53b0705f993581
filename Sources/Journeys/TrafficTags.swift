/// Where a touch came from, in tidy tags: what the channel rules look at and the views show.
///
/// An empty text is a tag that isn't there.
package struct TrafficTags: Hashable, Sendable {
    package var source: String
    package var medium: String
    package var campaign: String
    package var content: String
    package var term: String
    /// The name of the click id's URL parameter, such as `gclid`.
    package var clickID: String
    /// The referrer's host; empty also where the referrer is the site itself.
    package var referrer: String
    /// Whether an ad platform left a macro such as `{campaign_id}` in a tag instead of its value.
    package var macroNotExpanded: Bool

    package init(
        source: String = "",
        medium: String = "",
        campaign: String = "",
        content: String = "",
        term: String = "",
        clickID: String = "",
        referrer: String = "",
        macroNotExpanded: Bool = false
    ) {
        self.source = source
        self.medium = medium
        self.campaign = campaign
        self.content = content
        self.term = term
        self.clickID = clickID
        self.referrer = referrer
        self.macroNotExpanded = macroNotExpanded
    }

    /// A visit without a source of its own.
    package static let direct = TrafficTags(source: "(direct)", medium: "(none)")

    /// Whether the touch says that it has no source.
    package var isDirect: Bool {
        source == Self.direct.source && medium == Self.direct.medium
    }
}

/// The fields of a visit or lead that tell where it came from, as its source wrote them.
package struct RecordedTags: Hashable, Sendable {
    package var source: String
    package var medium: String
    package var campaign: String
    package var content: String
    package var term: String
    package var clickID: String
    package var referrer: String
    package var landing: String
    /// A lead's source in its CRM; a visit has none.
    package var crmSource: String

    package init(
        source: String = "",
        medium: String = "",
        campaign: String = "",
        content: String = "",
        term: String = "",
        clickID: String = "",
        referrer: String = "",
        landing: String = "",
        crmSource: String = ""
    ) {
        self.source = source
        self.medium = medium
        self.campaign = campaign
        self.content = content
        self.term = term
        self.clickID = clickID
        self.referrer = referrer
        self.landing = landing
        self.crmSource = crmSource
    }
}
