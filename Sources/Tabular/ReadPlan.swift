package import Definitions

/// All that reading a source's files takes, whatever their headers turn out to be.
package struct ReadPlan: Sendable {
    /// What rows that are equal in every column of one file mean.
    package enum IdenticalRows: Hashable, Sendable {
        /// The first stays, the others are duplicates.
        case drop
        /// All stay; those after the first are counted for a report.
        case count
        /// Not looked for.
        case ignore
    }

    package var source: SourceDefinition
    package var contract: EntityContract
    /// The pipeline's zone, whose midnights bound days.
    package var zone: ZoneTable
    /// The zone of local times in the source's files.
    package var sourceZone: ZoneTable
    package var bounds: RowBounds
    /// By default rows are counted where they are few, one a day and campaign: for a year of visits the fingerprints
    /// alone would fill the memory.
    package var identicalRows: IdenticalRows
    /// Whether batches tell where their records stand, for entities whose rows may be rejected once all is read.
    package var keepsPlaces = false
    /// Text fields whose values recur together: batches have what they come to as `RecurringTexts`, not as columns.
    package var recurring: RecurringGroups?
    /// Makes of each block's rows what the caller is after, on the core that read it; lines count from the block's first.
    package var digest: (@Sendable (RecordBatch) -> any Sendable)?

    package init(
        source: SourceDefinition,
        contract: EntityContract,
        zone: ZoneTable,
        sourceZone: ZoneTable,
        bounds: RowBounds = RowBounds()
    ) {
        self.source = source
        self.contract = contract
        self.zone = zone
        self.sourceZone = sourceZone
        self.bounds = bounds
        let placedByDate = contract.fields.contains { $0.name == contract.day && $0.type == .date }
        identicalRows = contract.dropsIdenticalRows ? .drop : placedByDate ? .count : .ignore
    }

    /// The type of a file of this source: the declared one, or else that of its extension, `.gz` and `.zip` put aside.
    ///
    /// - Throws: `Failure` where the extension says nothing.
    package func fileType(of fileName: String) throws(Failure) -> FormatDefinition.FileType {
        if let type = source.format.type ?? FormatDefinition.FileType(path: fileName) { return type }
        throw Failure(
            .refused,
            at: source.location,
            "the type of \(fileName) isn't known by its name",
            hint: "set format: { type: csv }, or tsv, json, jsonl, xlsx"
        )
    }
}
