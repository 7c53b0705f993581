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
    package func readSpend<Listener: SpendListener>(_ listener: Listener) throws -> SpendReading<Listener> {
        var reading = SpendReading(listener)
        try reading.read(database, readAdverts())
        try reading.readSpread(database)
        return reading
    }
}
