/// The pipeline file's `funnel`: which of a CRM's stages is which stage of the business.
package struct FunnelDefinition: Hashable, Sendable {
    /// What becomes of a deal whose stage isn't listed and whose status isn't given.
    package enum Unmapped: String, Hashable, Sendable, CaseIterable {
        /// It counts as open, and the run says so.
        case warn
        /// The run is refused.
        case fail
    }

    /// A point of the sale that marketing and sales agree on.
    package enum Milestone: String, Hashable, Sendable, CaseIterable {
        case mql, sql, sal
    }

    /// One stage of the business.
    package struct Stage: Hashable, Sendable {
        package var id: String
        package var titleEN: String
        package var titleRU: String
        /// `PIPELINE/STAGE` or a bare stage, as written.
        package var match: [String]
        package var milestone: Milestone?

        package init(id: String, titleEN: String, titleRU: String, match: [String], milestone: Milestone? = nil) {
            self.id = id
            self.titleEN = titleEN
            self.titleRU = titleRU
            self.match = match
            self.milestone = milestone
        }
    }

    /// The stage whose entry is a sale.
    package static let won = "won"
    /// The stage whose entry is the end without a sale.
    package static let lost = "lost"

    /// The stages in the file's order.
    package var stages: [Stage]
    package var unmapped: Unmapped
    /// Where the funnel stands in the pipeline file.
    package var location: SourceLocation
    private let patterns: [[(pattern: TextPattern, hasPipeline: Bool)]]

    /// - Throws: `TextPattern.Malformed` where a text of `match` is no pattern.
    package init(
        stages: [Stage], unmapped: Unmapped, location: SourceLocation
    ) throws(TextPattern.Malformed) {
        self.stages = stages
        self.unmapped = unmapped
        self.location = location
        var patterns: [[(pattern: TextPattern, hasPipeline: Bool)]] = []
        for stage in stages {
            var own: [(pattern: TextPattern, hasPipeline: Bool)] = []
            for text in stage.match { own.append((try TextPattern(text), text.contains("/"))) }
            patterns.append(own)
        }
        self.patterns = patterns
    }

    /// The first stage that a CRM's stage belongs to.
    ///
    /// A pattern with a slash is compared with `PIPELINE/STAGE`, and with the stage alone where that has a slash of its
    /// own; a pattern without one is compared with the stage, whatever its pipeline.
    ///
    /// - Complexity: O(patterns); ask once per distinct stage.
    package func stage(pipeline: String, stage: String) -> Stage? {
        guard !stage.isEmpty else { return nil }
        let bare = stage.foldedTag
        let whole = "\(pipeline.foldedTag)/\(bare)"
        let index = patterns.firstIndex { patterns in
            patterns.contains { pattern, hasPipeline in
                hasPipeline && pattern.matches(whole)
                    || (!hasPipeline || bare.contains("/")) && pattern.matches(bare)
            }
        }
        return index.map { stages[$0] }
    }

    /// A text that changes whenever what the funnel says does.
    package var fingerprint: String {
        var text = CanonicalText()
        for stage in stages {
            text.add("stage", [stage.id, stage.titleEN, stage.titleRU, stage.milestone?.rawValue ?? ""])
            text.add("match", stage.match)
        }
        return text.text
    }

    package static func == (left: FunnelDefinition, right: FunnelDefinition) -> Bool {
        left.stages == right.stages && left.unmapped == right.unmapped && left.location == right.location
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(stages)
        hasher.combine(unmapped)
    }
}

extension EntityContract {
    /// The contract as a pipeline with this funnel needs it: a deal's stage may tell its status.
    package func read(by funnel: FunnelDefinition?) -> EntityContract {
        guard funnel != nil, entity == "deal", let status = index(of: "status"), index(of: "stage") != nil else {
            return self
        }
        var contract = self
        contract.fields[status].required = false
        contract.oneOf = ["status", "stage"]
        return contract
    }
}
