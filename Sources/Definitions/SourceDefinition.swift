/// One entry of a pipeline file's `sources`: which files hold an entity and how to read them.
package struct SourceDefinition: Sendable {
    package var name: String
    /// The entity's name, that of a contract: `spend`, `lead`.
    package var entity: String
    /// The path pattern as written: globs, `{{ day }}`, `{{ month }}`; resolved against the pipeline file's folder.
    package var files: String
    /// Whether files are read where they lie instead of being copied to landing.
    package var inPlace: Bool
    package var format: FormatDefinition
    /// The explicit mappings, in the file's order; a field absent here takes the column of its own name.
    package var map: [FieldMapping]
    /// Only rows are kept whose named value is one of those listed.
    package var filters: [RowFilter]
    package var load: LoadDefinition
    /// The VAT of the amounts; nil: they are taken as given.
    package var vat: VATDefinition?
    package var fees: [FeeDefinition]
    /// How the platform's tags carry its campaigns, of spend.
    package var tagTemplates: [TagTemplate]
    /// How the cost is divided over channels; nil: it stays where it is.
    package var split: SplitDefinition?
    /// The platform that gives the files; nil: somebody puts them there.
    package var connection: ConnectionDefinition?
    /// Where the source stands in the pipeline file.
    package var location: SourceLocation
    /// Where the `files` value stands in the pipeline file.
    package var filesLocation: SourceLocation
    /// A text that changes whenever this definition does, blind to comments and layout.
    package var fingerprint: String

    package init(
        name: String,
        entity: String,
        files: String,
        inPlace: Bool,
        format: FormatDefinition,
        map: [FieldMapping],
        filters: [RowFilter],
        load: LoadDefinition,
        vat: VATDefinition? = nil,
        fees: [FeeDefinition] = [],
        tagTemplates: [TagTemplate] = [],
        split: SplitDefinition? = nil,
        location: SourceLocation,
        filesLocation: SourceLocation,
        fingerprint: String
    ) {
        self.name = name
        self.entity = entity
        self.files = files
        self.inPlace = inPlace
        self.format = format
        self.map = map
        self.filters = filters
        self.load = load
        self.vat = vat
        self.fees = fees
        self.tagTemplates = tagTemplates
        self.split = split
        self.location = location
        self.filesLocation = filesLocation
        self.fingerprint = fingerprint
    }
}

/// One line of `where`: a field of the entity, or else a column of the file, and the values that pass.
package struct RowFilter: Hashable, Sendable {
    package var name: String
    package var values: [String]
    package var location: SourceLocation

    package init(name: String, values: [String], location: SourceLocation) {
        self.name = name
        self.values = values
        self.location = location
    }
}

/// One line of `map`: where a field's value comes from and how its text is read.
package struct FieldMapping: Hashable, Sendable {
    package enum Origin: Hashable, Sendable {
        /// The first of these columns that the header has.
        case columns([String])
        case constant(String)
    }

    package enum Unit: String, Hashable, Sendable, CaseIterable {
        /// Whole currency units with decimals.
        case whole
        /// Integers of millionths.
        case micros
    }

    package var field: String
    package var origin: Origin
    /// A date or instant pattern that overrides the format's.
    package var format: String?
    /// Source text to canonical text; a text outside it is rejected.
    package var values: [String: String]?
    package var unit: Unit
    /// Whether more than six decimals are rounded half-even instead of rejected.
    package var round: Bool
    /// Whether an empty value is rejected although the contract doesn't require one.
    package var required: Bool
    /// Whether a file may lack the column: platforms leave out what is empty everywhere.
    package var isOptional: Bool
    package var location: SourceLocation

    package init(
        field: String,
        origin: Origin,
        format: String? = nil,
        values: [String: String]? = nil,
        unit: Unit = .whole,
        round: Bool = false,
        required: Bool = false,
        isOptional: Bool = false,
        location: SourceLocation
    ) {
        self.field = field
        self.origin = origin
        self.format = format
        self.values = values
        self.unit = unit
        self.round = round
        self.required = required
        self.isOptional = isOptional
        self.location = location
    }
}

extension [FieldMapping] {
    /// The value that a field has in every row; nil where rows tell theirs.
    package func constant(of field: String) -> String? {
        guard case .constant(let value)? = first(where: { $0.field == field })?.origin else { return nil }
        return value
    }
}

/// How a file's rows take the place of what was loaded before.
package struct LoadDefinition: Hashable, Sendable {
    package enum Mode: Hashable, Sendable {
        /// A new version of a path replaces what that path held, or only the days it covers. What it means that two
        /// paths cover the same day is declared; it may hold for each value of some fields, such as the account.
        case replace(ReplaceUnit, overlap: Overlap = .error, per: [String] = [])
        /// One record per key: the greatest version wins.
        case merge(key: String, version: String?)
        /// The newest file is the truth: records it doesn't hold are gone, unless too many are at once.
        case snapshot(key: String, maxShrinkMillionths: Int = 200_000)
    }

    package enum ReplaceUnit: String, Hashable, Sendable, CaseIterable {
        /// Days that only older versions of a path cover stay: exports of the last 30 days follow each other.
        case day
        /// A new version of a path takes the place of all that the path held.
        case file
    }

    /// What it means that two paths of one source cover the same day.
    package enum Overlap: String, Hashable, Sendable, CaseIterable {
        /// A mistake: the usual way to count spend twice.
        case error
        /// The file with the later slot, or else the greater path, supplies the day.
        case newest
        /// Both supply it.
        case sum
    }

    package var mode: Mode
    /// Seconds back from the logical day for which a platform is asked again, since it restates its days.
    ///
    /// Files that changed are noticed whatever their age, so that this changes nothing of how they are read.
    package var lookback: Int64?
    /// Seconds before the newest record from which a platform is asked for changes again, since some come in late.
    ///
    /// Without effect on files, as `lookback` is.
    package var reread: Int64?

    package init(mode: Mode, lookback: Int64? = nil, reread: Int64? = nil) {
        self.mode = mode
        self.lookback = lookback
        self.reread = reread
    }

    /// Whether rows belong to files and days, not to keys.
    package var isReplacing: Bool {
        if case .replace = mode { return true }
        return false
    }
}
