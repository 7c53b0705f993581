internal import Foundation

/// How a platform's tags carry its campaigns: `{campaign_id}`, `{name}_{campaign_id}`, `*|c:{campaign_id}|g:{gbid}`.
///
/// Placeholders are written as the platform writes them, so that its own tracking template can be pasted: `{campaignid}`,
/// `{{campaign.id}}`, `__CAMPAIGN_ID__`. One that tells no campaign stands for any text, as `*` and `…` do.
package struct TagTemplate: Hashable, Sendable {
    /// The tags a template is held against.
    package enum Tag: String, Hashable, Sendable, CaseIterable {
        case campaign, content, term
    }

    /// What a placeholder tells.
    package enum Meaning: Hashable, Sendable {
        case campaignID
        /// VK's `{{campaign_id}}` is the ad group, myTarget's the campaign.
        case campaignOrGroupID
        case adGroupID
        case adID
        case campaignName
    }

    /// A part of a tag that a placeholder stands for.
    package struct Capture: Hashable, Sendable {
        package var meaning: Meaning
        package var text: String
    }

    /// What is wrong with a template's text, as the end of a sentence.
    package struct Malformed: Error, Hashable, Sendable {
        package var message: String
        package var hint: String
    }

    enum Piece: Hashable, Sendable {
        /// UTF-8 of a folded text.
        case literal([UInt8])
        case anything
        case capture(Meaning)
    }

    /// The tags it is held against.
    package let tags: [Tag]
    let pieces: [Piece]

    /// The templates of a text: one for every tag, or, of a tracking template such as
    /// `utm_campaign={campaign_id}&utm_content={ad_id}`, one for each tag that it names.
    ///
    /// - Throws: `Malformed` where the text doesn't tell the campaign, or not for certain.
    package static func templates(in text: String) throws(Malformed) -> [TagTemplate] {
        let folded = text.foldedTag
        let names = Tag.allCases.map { (tag: $0, mark: "utm_\($0.rawValue)=") }
        guard names.contains(where: { folded.contains($0.mark) }) else {
            return [try TagTemplate(text, pieces: pieces(of: folded), tags: Tag.allCases)]
        }
        var templates: [TagTemplate] = []
        for part in folded.split(whereSeparator: { $0 == "&" || $0 == "?" || $0 == "#" }) {
            guard let name = names.first(where: { part.hasPrefix($0.mark) }) else { continue }
            let value = String(part.dropFirst(name.mark.count))
            let pieces = try pieces(of: (value.removingPercentEncoding ?? value).foldedTag)
            // utm_content={keyword} tells no campaign, and needn't where another tag does.
            if let template = try? TagTemplate(value, pieces: pieces, tags: [name.tag]) { templates.append(template) }
        }
        guard !templates.isEmpty else { throw saysNothing(placeholders: placeholders(of: folded)) }
        return templates
    }

    private init(_ text: String, pieces: [Piece], tags: [Tag]) throws(Malformed) {
        let hasCapture = pieces.contains { piece in
            if case .capture = piece { true } else { false }
        }
        guard hasCapture else { throw Self.saysNothing(placeholders: Self.placeholders(of: text.foldedTag)) }
        self.pieces = pieces
        self.tags = tags
    }

    private static func saysNothing(placeholders: [String]) -> Malformed {
        for name in placeholders {
            guard let meant = Spelling.closest(to: name, in: MacroNames.spellings) else { continue }
            return Malformed(message: "has no placeholder that tells the campaign", hint: "did you mean '{\(meant)}'?")
        }
        return Malformed(
            message: "has no placeholder that tells the campaign",
            hint: "write '{campaign_id}' where the tag has it, or '{ad_group_id}', '{ad_id}', '{campaign_name}'")
    }

    // MARK: Reading

    private static func pieces(of folded: String) throws(Malformed) -> [Piece] {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var rest = Substring(folded)
        while let first = rest.first {
            let placeholder: Piece?
            if first == "*" || first == "…" {
                rest.removeFirst()
                placeholder = .anything
            } else if first == "{" {
                let (name, isDoubled) = try braced(&rest)
                placeholder = MacroNames.meaning(of: name, isDoubled: isDoubled).map { .capture($0) } ?? .anything
            } else if let macro = MacroNames.underscored.first(where: { rest.hasPrefix($0) }) {
                rest.removeFirst(macro.count)
                placeholder = MacroNames.meaning(ofUnderscored: macro).map { .capture($0) } ?? .anything
            } else {
                guard first != "}" else {
                    throw Malformed(message: "has a } without its {", hint: "write '{campaign_id}'")
                }
                literal += Array(String(first).utf8)
                rest.removeFirst()
                placeholder = nil
            }
            guard let placeholder else { continue }
            if !literal.isEmpty {
                pieces.append(.literal(literal))
                literal = []
            } else if !pieces.isEmpty {
                throw Malformed(
                    message: "has two placeholders with nothing between them, so that nobody can tell where one ends",
                    hint: "write what stands between them in your tags, such as '_' or '|'")
            }
            pieces.append(placeholder)
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        return pieces
    }

    /// Takes `{name}` or `{{name}}` off the start of a text.
    private static func braced(_ rest: inout Substring) throws(Malformed) -> (name: String, isDoubled: Bool) {
        let isDoubled = rest.hasPrefix("{{")
        let body = rest.dropFirst(isDoubled ? 2 : 1)
        let end = isDoubled ? "}}" : "}"
        guard let close = body.firstRange(of: end), !body[..<close.lowerBound].contains("{") else {
            throw Malformed(
                message: "has a \(isDoubled ? "{{" : "{") without its \(end)", hint: "write '{campaign_id}'")
        }
        let name = body[..<close.lowerBound].filter { $0 != " " }
        guard !name.isEmpty else {
            throw Malformed(message: "has an empty placeholder", hint: "write * where any text may stand")
        }
        rest = body[close.upperBound...]
        return (name, isDoubled)
    }

    private static func placeholders(of folded: String) -> [String] {
        folded.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { part[..<$0].filter { $0 != " " } }
        }
    }
}
