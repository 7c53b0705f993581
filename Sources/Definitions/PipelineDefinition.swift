/// A pipeline file after parsing: everything checked, every default filled in.
package struct PipelineDefinition: Sendable {
    /// The file's path as the user typed it, which messages repeat.
    package var file: String
    package var name: String
    /// The zone whose midnights bound the business day, an IANA name.
    package var timeZone: String
    /// The reporting currency, an ISO 4217 code.
    package var currency: String
    /// The first day that exists.
    package var start: Day
    /// The warehouse's path, resolved against the pipeline file's folder.
    package var warehouse: String
    /// The landing folder's path, resolved against the pipeline file's folder.
    package var landing: String
    package var attribution: AttributionDefinition
    package var identity: IdentityDefinition
    package var rejects: RejectThreshold
    /// What the stages of deals mean; nil: they are plain text.
    package var funnel: FunnelDefinition?
    /// What campaign matching is told; nil: nothing beside the data.
    package var matching: MatchingDefinition?
    package var http: HTTPDefinition
    /// The sources in the file's order.
    package var sources: [SourceDefinition]

    package init(
        file: String,
        name: String,
        timeZone: String,
        currency: String,
        start: Day,
        warehouse: String,
        landing: String,
        attribution: AttributionDefinition,
        identity: IdentityDefinition = IdentityDefinition(),
        rejects: RejectThreshold,
        funnel: FunnelDefinition? = nil,
        matching: MatchingDefinition? = nil,
        http: HTTPDefinition = HTTPDefinition(),
        sources: [SourceDefinition]
    ) {
        self.file = file
        self.name = name
        self.timeZone = timeZone
        self.currency = currency
        self.start = start
        self.warehouse = warehouse
        self.landing = landing
        self.attribution = attribution
        self.identity = identity
        self.rejects = rejects
        self.funnel = funnel
        self.matching = matching
        self.http = http
        self.sources = sources
    }
}

extension PipelineDefinition {
    /// Whether costs and revenue are with VAT, or nil where amounts are taken as they were exported.
    package var vatBase: VATBase? {
        sources.contains { $0.vat != nil } ? attribution.reportVAT : nil
    }
}

/// How many rejected rows a file may have: it is refused when it is over both bounds, or when every row is rejected.
package struct RejectThreshold: Hashable, Sendable {
    package var maxRows: Int
    /// The greatest share of rejected rows, in millionths.
    package var maxRatioMillionths: Int

    package init(maxRows: Int = 100, maxRatioMillionths: Int = 5000) {
        self.maxRows = maxRows
        self.maxRatioMillionths = maxRatioMillionths
    }

    /// Whether a file with these counts is refused (exact: no division).
    package func refuses(rejected: Int, read: Int) -> Bool {
        guard rejected > 0 else { return false }
        let ratioExceeded =
            rejected.multipliedFullWidth(by: 1_000_000) > read.multipliedFullWidth(by: maxRatioMillionths)
        return rejected == read || (rejected > maxRows && ratioExceeded)
    }
}
