/// What a record of one entity must look like: a file of `schemas/entities`.
package struct EntityContract: Hashable, Sendable {
    /// What becomes of a file with a column that no field takes.
    package enum NewColumns: String, Hashable, Sendable, CaseIterable {
        case ignore, reject
    }

    package var entity: String
    /// The field whose value names a record for good, where the entity has one.
    package var key: String?
    /// The field whose day (in the pipeline's zone where it is an instant) places a record in time.
    package var day: String
    /// The field that ends a record's days, where a record may span several and the first is `day`.
    package var lastDay: String?
    package var newColumns: NewColumns
    /// Whether identical rows of one file are duplicates; spend rows never are: real exports split one
    /// campaign-day into equal rows.
    package var dropsIdenticalRows: Bool
    /// Fields of which a record must have at least one; empty where there is no such rule.
    package var oneOf: [String]
    /// The fields in the contract's order, which is that of a batch's columns.
    package var fields: [FieldContract]

    package init(
        entity: String,
        key: String?,
        day: String,
        lastDay: String? = nil,
        newColumns: NewColumns,
        dropsIdenticalRows: Bool,
        oneOf: [String] = [],
        fields: [FieldContract]
    ) {
        self.entity = entity
        self.key = key
        self.day = day
        self.lastDay = lastDay
        self.newColumns = newColumns
        self.dropsIdenticalRows = dropsIdenticalRows
        self.oneOf = oneOf
        self.fields = fields
    }

    /// The position of a field, or nil where the entity has none of that name.
    package func index(of field: String) -> Int? {
        fields.firstIndex { $0.name == field }
    }
}

/// One field of a contract.
package struct FieldContract: Hashable, Sendable {
    package enum FieldType: String, Hashable, Sendable, CaseIterable {
        case text, integer, money, decimal, date, instant, boolean, `enum`, phone, email, url
    }

    package var name: String
    package var type: FieldType
    package var required: Bool
    /// The least integer, money (in micros) or decimal (in 10⁻¹⁰) that passes.
    package var minimum: Int64?
    /// The greatest integer, money (in micros) or decimal (in 10⁻¹⁰) that passes.
    package var maximum: Int64?
    /// The texts an `enum` may hold.
    package var allowed: [String]

    package init(
        name: String,
        type: FieldType,
        required: Bool = false,
        minimum: Int64? = nil,
        maximum: Int64? = nil,
        allowed: [String] = []
    ) {
        self.name = name
        self.type = type
        self.required = required
        self.minimum = minimum
        self.maximum = maximum
        self.allowed = allowed
    }
}
