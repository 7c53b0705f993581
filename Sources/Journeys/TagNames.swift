import Definitions

/// What the channel rules know about names apart from the rules themselves: platforms, click ids, CRM sources, and which
/// sources are search engines.
struct TagNames: Sendable {
    struct SourceMedium: Hashable, Sendable {
        var source: String
        var medium: String
    }

    /// The parameters that carry click ids, the one to prefer first.
    let clickIDs: [String]
    private let platforms: PlatformNames
    private let tagsByClickID: [String: SourceMedium]
    private let tagsByCRMSource: [String: SourceMedium]
    private let searchEngines: NameSet
    private let directSources: Set<String>
    private let directMediums: Set<String>

    init(_ definition: ChannelDefinition) {
        let platforms = PlatformNames(definition.platforms)
        self.platforms = platforms
        clickIDs = definition.clickIDs.flatMap(\.keys)
        tagsByClickID = Self.tags(definition.clickIDs)
        tagsByCRMSource = Self.tags(definition.crmSources)
        searchEngines = NameSet(definition.lists["search"] ?? []) { platforms.name(of: $0) ?? $0 }
        directSources = Set(definition.direct.sources)
        directMediums = Set(definition.direct.mediums)
    }

    private static func tags(_ implied: [ChannelDefinition.ImpliedTags]) -> [String: SourceMedium] {
        var result: [String: SourceMedium] = [:]
        for tags in implied {
            for key in tags.keys {
                result[key] = SourceMedium(source: tags.source, medium: tags.medium)
            }
        }
        return result
    }

    /// The platform's one name for a tidy source, or the source itself.
    func source(_ text: String) -> String {
        guard !text.isEmpty else { return text }
        if let name = platforms.name(of: text) { return name }
        // CRMs keep whole addresses where a source belongs.
        guard text.contains("://") || text.hasPrefix("www.") else { return text }
        let address = WebAddress(text)
        return platforms.name(of: address) ?? (address.host.isEmpty ? text : address.host)
    }

    /// Whether a tidy source and medium say that a visit had no source.
    ///
    /// Only then is `direct` not Yandex Direct.
    func meansDirect(source: String, medium: String) -> Bool {
        directSources.contains(source) && directMediums.contains(medium)
    }

    func tags(ofClickID name: String) -> SourceMedium? {
        tagsByClickID[name]
    }

    /// The tags of a referrer: search engines bring organic visits, all others referrals.
    func tags(ofReferrer address: WebAddress) -> SourceMedium {
        let source = platforms.name(of: address) ?? address.host
        return SourceMedium(source: source, medium: searchEngines.contains(source) ? "organic" : "referral")
    }

    /// The tags of a tidy text in a CRM's source field.
    func tags(ofCRMSource text: String) -> SourceMedium {
        tagsByCRMSource[text] ?? SourceMedium(source: source(text), medium: "crm")
    }
}
