package import Definitions

/// An alias that might be right for a touch that matched nothing.
///
/// It is never applied by itself.
package struct AliasSuggestion: Hashable, Sendable {
    /// The campaign's place in `CampaignDirectory.campaigns`.
    package var campaign: Int
    /// How alike the tag and the campaign's name are, in thousandths.
    package var similarity: Int
    /// The line to add to the alias file, its columns those of `CampaignAliases.columns`.
    package var line: String
}

extension CampaignMatcher {
    /// The least likeness that is worth a suggestion, in thousandths.
    static let leastSimilarity = 700

    /// The campaign whose name on a day is most like a touch's campaign tag, where one is like enough.
    ///
    /// Both are put into Latin letters first. Likeness is the greater of two: by letters (1 − edits ÷ length) and by
    /// words (twice the common ones ÷ all). Of equally likely ones the first of the directory is given.
    ///
    /// - Complexity: O(*c* × *n* × *m*) in the platform's campaigns and the lengths of the names.
    package func suggestion(for clues: CampaignClues, on day: Day) -> AliasSuggestion? {
        let tags = clues.tags
        guard !TagText.hasMacro(tags.campaign), let key = NameSkeleton.keys(of: tags.campaign).first,
            key.utf8.contains(where: { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        var best: (campaign: Int, similarity: Int)?
        for platform in directory.platforms(ofSource: tags.source) {
            for campaign in directory.platforms[platform]?.campaigns ?? [] {
                let name = directory.campaigns[campaign].label(on: day).label.name.foldedTag
                guard let other = NameSkeleton.keys(of: name).first else { continue }
                let similarity = Similarity.thousandths(key, other)
                guard similarity >= Self.leastSimilarity, similarity > best?.similarity ?? 0 else { continue }
                best = (campaign, similarity)
            }
        }
        return best.map {
            AliasSuggestion(
                campaign: $0.campaign, similarity: $0.similarity, line: line(tag: tags.campaign, campaign: $0.campaign))
        }
    }

    /// The alias line that gives a tag to a campaign; it names the account only where the id alone doesn't tell.
    private func line(tag: String, campaign index: Int) -> String {
        let campaign = directory.campaigns[index]
        let sameID = directory.platforms[campaign.platform]?.byID[campaign.id.foldedTag] ?? []
        let account = sameID.count > 1 ? campaign.account : ""
        let fields = [campaign.platform, account, "", "", tag.escapedPattern, campaign.id, "", ""]
        return fields.map(\.quotedField).joined(separator: ",")
    }
}

extension String {
    /// The text as a pattern that matches it and nothing else.
    fileprivate var escapedPattern: String {
        var result = ""
        for character in unicodeScalars {
            if ["*", "?", "[", "\\"].contains(character) { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result
    }

    /// The text as a field of a CSV file.
    fileprivate var quotedField: String {
        guard utf8.contains(where: { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }) else {
            return self
        }
        return "\"\(replacing("\"", with: "\"\""))\""
    }
}
