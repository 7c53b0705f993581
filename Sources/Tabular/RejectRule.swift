/// Why a row wasn't loaded; the raw values are names that users filter by and never change.
package enum RejectRule: String, Error, Hashable, Sendable, CaseIterable {
    case fieldCount = "field_count"
    case strayQuote = "stray_quote"
    case unclosedQuote = "unclosed_quote"
    case recordTooLong = "record_too_long"
    case encoding
    case nul
    case required
    case integer
    case money
    case moneyDecimals = "money_decimals"
    case decimal
    case decimals
    case overflow
    case date
    case instant
    case nonexistentTime = "nonexistent_time"
    case boolean
    case notAllowed = "not_allowed"
    case unknownValue = "unknown_value"
    case outOfRange = "out_of_range"
    case outsideSlot = "outside_slot"
    case dateOrder = "date_order"
    case wonWithoutDate = "won_without_date"
    case jsonSyntax = "json_syntax"
    case jsonNotObject = "json_not_object"
    case jsonDuplicateKey = "json_duplicate_key"

    /// What is wrong with such a row, for someone who knows the data but not the program.
    package var explanation: String {
        switch self {
        case .fieldCount: "the row has more or fewer fields than the header"
        case .strayQuote: "text follows a closing quote; a quote within a quoted field must be written twice"
        case .unclosedQuote: "a quote opens a field and isn't closed within 1,000 lines and 1 MiB"
        case .recordTooLong: "the row is longer than 16 MiB"
        case .encoding: "a text isn't valid in the file's encoding"
        case .nul: "a text holds a NUL byte"
        case .required: "a value that every row needs is empty"
        case .integer: "the value isn't a whole number as the format declares them"
        case .money: "the value isn't an amount as the format declares them"
        case .moneyDecimals: "the amount has more than six decimals"
        case .decimal: "the value isn't a number as the format declares them"
        case .decimals: "the number has more than ten decimals"
        case .overflow: "the number is too large to be kept exactly"
        case .date: "the date doesn't fit the declared format, or names no day that exists"
        case .instant: "the time doesn't fit the declared format, or names no moment that exists"
        case .nonexistentTime: "the local time never happened: the clock was set forward over it"
        case .boolean: "the value is none of true, false, 1, 0, yes, no, да, нет"
        case .notAllowed: "the value is none of those the entity allows"
        case .unknownValue: "the value isn't listed in the mapping's values"
        case .outOfRange: "the number is below the least or above the greatest that the entity allows"
        case .outsideSlot: "the row's day lies outside the period its file stands for"
        case .dateOrder: "the row's last day is before its first"
        case .wonWithoutDate: "the deal is won, and neither its stage history nor won_at nor closed_at says when"
        case .jsonSyntax: "the line isn't valid JSON"
        case .jsonNotObject: "the record is something other than an object"
        case .jsonDuplicateKey: "an object of the record has a key twice"
        }
    }
}
