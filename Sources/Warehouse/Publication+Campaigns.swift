import GRDB

/// The campaigns that spend tells of.
extension Publication {
    /// How rows of spend name a campaign.
    package struct CampaignName: Hashable, Sendable {
        /// The source in the pipeline file.
        package var pipelineSource: String
        package var source: String
        package var medium: String
        package var platform: String
        package var account: String
        package var campaignID: String
        package var campaign: String
        package var adGroupID: String
        package var adID: String
    }

    /// Reads all spend once.
    ///
    /// - Parameters:
    ///   - published: what was read of it as it was published, by a listener alike.
    ///   - listener: for all of it, where that doesn't hold any more.
    package func readSpend<Listener: SpendListener>(
        after published: consuming SpendReading<Listener>? = nil, _ listener: Listener
    ) throws -> SpendReading<Listener> {
        let left = try published?.published.flatMap { try files(besides: $0, of: .spend) }
        var reading = SpendReading(listener)
        if left != nil, let known = consume published { reading = known }
        try reading.read(database, readAdverts(), of: left)
        try reading.readSpread(database)
        return reading
    }
}
