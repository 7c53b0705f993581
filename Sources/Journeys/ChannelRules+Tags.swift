import Definitions

/// What a lead without visits tells about its own origin.
package enum LeadTouch: Hashable, Sendable {
    case touch(TrafficTags)
    case unattributed(UnattributedReason)
}

extension ChannelRules {
    /// The tags of a visit: its own, never those of an earlier one.
    ///
    /// Without any it is direct.
    package func tags(ofVisit recorded: RecordedTags) -> TrafficTags {
        tags(recorded) ?? .direct
    }

    /// The tags of a spend row, tidied as those of touches are, so that the two meet.
    package func tags(ofSpendFrom source: String, medium: String, campaign: String) -> TrafficTags {
        tagSet(RecordedTags(source: source, medium: medium, campaign: campaign))
    }

    /// The one name of a platform, by whatever name a row of spend states.
    package func platform(named text: String) -> String {
        names.source(TagText(text).text)
    }

    /// The touch that a lead without visits is by itself.
    ///
    /// The first that names a source decides: the landing page's UTM tags, the lead's tag fields, a click id, an
    /// external referrer, the CRM's source. A click id outweighs fields that only say direct. A lead that tells nothing
    /// isn't direct, its origin is unknown; it is direct where it says so.
    package func touch(ofLead recorded: RecordedTags) -> LeadTouch {
        let recordedTags = tags(recorded)
        if let recordedTags, !recordedTags.source.isEmpty { return .touch(recordedTags) }
        let crmSource = TagText(recorded.crmSource)
        guard !crmSource.text.isEmpty else {
            return recordedTags.map { .touch($0) } ?? .unattributed(.noTouch)
        }
        if recordedTags == nil, names.meansDirect(source: crmSource.text, medium: "") { return .touch(.direct) }
        var result = recordedTags ?? TrafficTags()
        result.take(names.tags(ofCRMSource: crmSource.text))
        result.macroNotExpanded = result.macroNotExpanded || crmSource.hasMacro
        return .touch(result)
    }

    /// The tags that a record gives, or nil where it gives none at all.
    private func tags(_ recorded: RecordedTags) -> TrafficTags? {
        let landing = WebAddress(recorded.landing)
        let referrer = externalReferrer(recorded.referrer, landing: landing)
        let clickID =
            ClickID(landing: landing, known: names.clickIDs)
            ?? ClickID(field: recorded.clickID, known: names.clickIDs)

        let inLanding = tagSet(landing)
        let inFields = tagSet(recorded)
        var tags =
            if !inLanding.source.isEmpty {
                inLanding
            } else if !inFields.source.isEmpty {
                inFields
            } else {
                inLanding.filled(from: inFields)
            }
        tags.clickID = clickID?.name ?? ""
        tags.referrer = referrer?.host ?? ""

        let saysNothing = tags.source.isEmpty || tags.isDirect || TagText.hasMacro(tags.source)
        if saysNothing, let implied = names.tags(ofClickID: tags.clickID) {
            tags.take(implied)
        } else if tags.source.isEmpty, let referrer {
            tags.take(names.tags(ofReferrer: referrer))
        }
        return tags == TrafficTags() ? nil : tags
    }

    /// The referrer's address, or nil where there is none or it is the site itself.
    private func externalReferrer(_ text: String, landing: WebAddress) -> WebAddress? {
        let referrer = WebAddress(text)
        guard !referrer.host.isEmpty else { return nil }
        let isOwn =
            !landing.host.isEmpty
            && (referrer.host.isHost(within: landing.host) || landing.host.isHost(within: referrer.host))
        return isOwn ? nil : referrer
    }

    private func tagSet(_ landing: WebAddress) -> TrafficTags {
        func tag(_ name: String) -> TagText {
            TagText(landing.value(of: name) ?? "", isFormEncoded: true)
        }
        return tagSet(
            source: tag("utm_source"),
            medium: tag("utm_medium"),
            campaign: tag("utm_campaign"),
            content: tag("utm_content"),
            term: tag("utm_term")
        )
    }

    private func tagSet(_ recorded: RecordedTags) -> TrafficTags {
        tagSet(
            source: TagText(recorded.source),
            medium: TagText(recorded.medium),
            campaign: TagText(recorded.campaign),
            content: TagText(recorded.content),
            term: TagText(recorded.term)
        )
    }

    private func tagSet(
        source: TagText,
        medium: TagText,
        campaign: TagText,
        content: TagText,
        term: TagText
    ) -> TrafficTags {
        var tags = TrafficTags(
            source: names.source(source.text),
            medium: medium.text,
            campaign: campaign.text,
            content: content.text,
            term: term.text,
            macroNotExpanded: [source, medium, campaign, content, term].contains(where: \.hasMacro)
        )
        if names.meansDirect(source: source.text, medium: medium.text) {
            tags.source = TrafficTags.direct.source
            tags.medium = TrafficTags.direct.medium
        }
        return tags
    }
}

extension String {
    /// Whether a host is a domain or below it.
    fileprivate func isHost(within domain: String) -> Bool {
        guard hasSuffix(domain) else { return false }
        let rest = utf8.dropLast(domain.utf8.count)
        return rest.isEmpty || rest.last == UInt8(ascii: ".")
    }
}

extension TrafficTags {
    /// These tags, with those of another record in the place of what is missing.
    fileprivate func filled(from other: TrafficTags) -> TrafficTags {
        var result = self
        for tag in [\TrafficTags.source, \.medium, \.campaign, \.content, \.term] where result[keyPath: tag].isEmpty {
            result[keyPath: tag] = other[keyPath: tag]
        }
        result.macroNotExpanded = macroNotExpanded || other.macroNotExpanded
        return result
    }

    /// Takes a source from other evidence, and its medium where the tags have none.
    fileprivate mutating func take(_ tags: TagNames.SourceMedium) {
        if medium.isEmpty || isDirect || TagText.hasMacro(medium) { medium = tags.medium }
        source = tags.source
    }
}
