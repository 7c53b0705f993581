package import Definitions

/// One line of an alias file: touches that look so belong to this campaign.
package struct CampaignAlias: Hashable, Sendable {
    /// The line of the file.
    package var line: Int
    /// The tidy platform; empty: that of the source.
    package var platform: String
    /// The campaign's account; empty: any.
    package var account: String
    /// The touch's tidy source; empty: any of the platform's.
    package var source: String
    /// The touch's tidy medium; empty: any.
    package var medium: String
    package var campaign: TextPattern
    /// Folded.
    package var campaignID: String
    package var from: Day?
    package var to: Day?

    var days: ClosedRange<Day> {
        (from ?? .distantPast)...(to ?? .distantFuture)
    }
}

/// A pipeline's alias file: what people know of tags and no rule can.
package struct CampaignAliases: Sendable {
    /// The columns of the file, in any order.
    package static let columns = ["platform", "account", "source", "medium", "campaign", "campaign_id", "from", "to"]

    package static let none = CampaignAliases()

    /// In the file's order.
    package let aliases: [CampaignAlias]

    private init() {
        aliases = []
    }

    /// One row of the file, its fields unquoted, and the line it starts on.
    package struct Row: Hashable, Sendable {
        package var line: Int
        package var fields: [String]

        package init(line: Int, fields: [String]) {
            self.line = line
            self.fields = fields
        }
    }

    /// Reads the rows of an alias file, the header first.
    ///
    /// - Throws: `Failure` of kind `definition` with every error of the file.
    package init(rows: [Row], file: String, rules: ChannelRules) throws(Failure) {
        var reader = AliasReader(file: file, rules: rules)
        aliases = reader.read(rows)
        guard reader.diagnostics.isEmpty else { throw Failure(.definition, reader.diagnostics) }
    }
}
