import Definitions
import Foundation

/// A value as JSON for machines: keys in snake case and in order, so that equal values give equal text.
func jsonText(_ value: some Encodable) throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
        throw Failure(.refused, "the result can't be written as JSON: \(error)", hint: "leave out --json")
    }
}
