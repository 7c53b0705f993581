internal import Definitions

/// How one field of the entity is read from the columns of one file.
struct FieldPlan: Sendable {
    enum Kind: Sendable {
        case text, integer, money, micros, decimal, date, instant, boolean, allowedText
    }

    /// A canonical value, known before any row is read.
    enum Constant: Hashable, Sendable {
        case integer(Int64)
        case text([UInt8])
        case null
    }

    /// Source texts and what they mean.
    struct ValueMap: Sendable {
        var texts: ByteTable
        var meanings: [Constant]
        /// What all other texts mean; nil: they are no values.
        var other: Constant?
    }

    /// The values that pass a `where`.
    struct Filter: Sendable {
        var integers: Set<Int64> = []
        var texts = ByteTable([])
    }

    var name: String
    /// The position among the contract's fields.
    var field: Int
    /// The position among the file's columns; negative: a constant.
    var column: Int
    var kind: Kind
    var constant: Constant = .null
    /// What an empty value means.
    var empty: Constant = .null
    var isDay = false
    var isLastDay = false
    var required: Bool
    var minimum: Int64
    var maximum: Int64
    /// The texts an `enum` may hold, as the source writes them.
    var allowed = ByteTable([])
    var values: ValueMap?
    /// nil: ISO 8601.
    var pattern: DatePattern?
    /// Whether a date may come as the cell of a workbook that is one, beside texts by the pattern.
    var mayBeCell = false
    var rounds: Bool
    var filter: Filter?
    /// Which of the recurring groups of fields it is of; negative: none.
    var recurring = -1

    /// Whether the field's values are integers in a batch.
    var isInteger: Bool {
        switch kind {
        case .text, .allowedText: false
        case .integer, .money, .micros, .decimal, .date, .instant, .boolean: true
        }
    }
}

/// A `where` over a column that feeds no field of that name.
struct ColumnFilter: Sendable {
    var column: Int
    var texts: ByteTable
}
