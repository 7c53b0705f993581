package import Definitions

extension CampaignDirectory {
    /// Collects campaigns from rows of spend, in any order; a row that comes again changes nothing.
    package struct Builder: Sendable {
        private struct PlatformDraft {
            var sources: Set<String> = []
            var mediums: Set<String> = []
            var templates: Set<TagTemplate> = []
            /// The places of its campaigns among all drafts.
            var campaigns: [SpendKey: Int] = [:]
        }

        /// A way in which rows of spend name a campaign, on whatever days.
        package struct Way: Sendable {
            fileprivate var draft: Int
            fileprivate var label: CampaignDraft.Label
        }

        private let rules: ChannelRules
        private var platforms: [String: PlatformDraft] = [:]
        private var drafts: [CampaignDraft] = []
        private var keys: SpendKeys

        package init(rules: ChannelRules) {
            self.rules = rules
            keys = SpendKeys(rules: rules)
        }

        /// Adds what a row of spend tells.
        ///
        /// A row without a campaign tells nothing.
        ///
        /// - Parameter templates: how the tags of the row's source carry its campaigns.
        package mutating func add(_ spend: CampaignSpend, templates: [TagTemplate] = []) {
            if let way = add(campaignOf: spend, templates: templates) { add(way, on: spend.day) }
        }

        /// Adds what rows of spend tell whatever their day; nil where they name no campaign.
        package mutating func add(campaignOf spend: CampaignSpend, templates: [TagTemplate]) -> Way? {
            guard let key = keys.key(of: spend) else { return nil }
            let tags = keys.tags(of: spend)
            // Taken out while it changes, so that its tables aren't copied.
            var platform = platforms.removeValue(forKey: key.platform) ?? PlatformDraft()
            platform.sources.insert(tags.source)
            platform.mediums.insert(tags.medium)
            platform.templates.formUnion(templates)
            let place = platform.campaigns[key] ?? drafts.count
            if place == drafts.count {
                platform.campaigns[key] = place
                drafts.append(CampaignDraft())
            }
            platforms[key.platform] = platform
            drafts[place].add(
                id: key.isNamed ? spend.campaign : spend.campaignID, adGroup: spend.adGroupID.foldedTag,
                ad: spend.adID.foldedTag)
            return Way(
                draft: place,
                label: CampaignDraft.Label(name: spend.campaign, source: tags.source, medium: tags.medium))
        }

        /// Adds a day of rows that name a campaign in some way.
        package mutating func add(_ way: Way, on day: Day) {
            drafts[way.draft].add(way.label, on: day)
        }

        /// The directory of what was added.
        ///
        /// - Complexity: O(*n* log *n*) in the campaigns and their days.
        package func directory() -> CampaignDirectory {
            var campaigns: [Campaign] = []
            var indexes: [String: PlatformCampaigns] = [:]
            var places: [SpendKey: Int] = [:]
            var channels: [CampaignDraft.Label: ChannelMatch] = [:]
            for platform in platforms.keys.sorted(by: byBytes) {
                guard let draft = platforms[platform] else { continue }
                var index = PlatformCampaigns()
                index.sources = draft.sources
                index.mediums = draft.mediums
                index.templates = draft.templates
                let (drafts, joined) = Self.settled(draft.campaigns.mapValues { self.drafts[$0] })
                for key in drafts.keys.sorted() {
                    guard let draft = drafts[key], let id = draft.ids.min(by: byBytes) else { continue }
                    let labels = draft.history(id: id).map { start in
                        let channel = channels[start.label] ?? channel(of: start.label)
                        channels[start.label] = channel
                        return Campaign.LabelStart(
                            from: start.from,
                            label: Campaign.Label(
                                name: start.label.name, source: start.label.source, medium: start.label.medium,
                                channel: channel))
                    }
                    let campaign = Campaign(
                        platform: platform, account: key.account, id: id, isNamed: key.isNamed, labels: labels)
                    index.add(
                        campaign, at: campaigns.count, folded: key.id, adGroups: draft.adGroups, ads: draft.ads)
                    places[key] = campaigns.count
                    campaigns.append(campaign)
                }
                for (key, owner) in joined { places[key] = places[owner] }
                indexes[platform] = index
            }
            return CampaignDirectory(campaigns: campaigns, platforms: indexes, places: places, rules: rules)
        }

        private func channel(of label: CampaignDraft.Label) -> ChannelMatch {
            rules.match(rules.tags(ofSpendFrom: label.source, medium: label.medium, campaign: label.name))
        }

        /// Puts together what exports of different detail tell of one campaign: rows without an account join the one
        /// account that has their id, and rows with a name alone the one campaign of their account that has borne it.
        ///
        /// - Returns: the campaigns, and which of them those are part of that are none by themselves.
        private static func settled(
            _ drafts: [SpendKey: CampaignDraft]
        ) -> (campaigns: [SpendKey: CampaignDraft], joined: [SpendKey: SpendKey]) {
            var result = drafts
            var joined: [SpendKey: SpendKey] = [:]
            func join(_ key: SpendKey, to owner: SpendKey, withID: Bool) {
                guard var draft = result.removeValue(forKey: key) else { return }
                if !withID { draft.ids = [] }
                result[owner]?.merge(draft)
                joined[key] = owner
            }
            var accounts: [String: Set<SpendKey>] = [:]
            for key in drafts.keys where !key.isNamed && !key.account.isEmpty {
                accounts[key.id, default: []].insert(key)
            }
            for key in drafts.keys where !key.isNamed && key.account.isEmpty {
                guard let known = accounts[key.id], known.count == 1, let owner = known.first else { continue }
                join(key, to: owner, withID: true)
            }
            var owners: [SpendKey: Set<SpendKey>] = [:]
            for (key, draft) in result where !key.isNamed {
                for name in Set(draft.names.map(\.foldedTag)) {
                    let named = SpendKey(platform: key.platform, account: key.account, id: name, isNamed: true)
                    owners[named, default: []].insert(key)
                }
            }
            for key in drafts.keys where key.isNamed {
                guard let known = owners[key], known.count == 1, let owner = known.first else { continue }
                join(key, to: owner, withID: false)
            }
            return (result, joined)
        }
    }
}

extension PlatformCampaigns {
    fileprivate mutating func add(
        _ campaign: Campaign, at place: Int, folded id: String, adGroups: Set<String>, ads: Set<String>
    ) {
        campaigns.append(place)
        byID[id, default: []].append(place)
        for group in adGroups { byAd[group, default: []].append(AdHit(campaign: place, level: .adGroup)) }
        for ad in ads { byAd[ad, default: []].append(AdHit(campaign: place, level: .ad)) }
        for index in campaign.labels.indices {
            let name = campaign.labels[index].label.name.foldedTag
            let span = NameSpan(campaign: place, days: campaign.days(of: index))
            byName[name, default: []].append(span)
            for skeleton in NameSkeleton.keys(of: name) { bySkeleton[skeleton, default: []].append(span) }
        }
    }
}
