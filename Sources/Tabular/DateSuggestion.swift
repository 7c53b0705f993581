internal import Definitions

/// The formats that would have fitted a date that was rejected.
enum DateSuggestion {
    /// Those met in exports, the likelier first.
    private static let dates = [
        "yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy", "dd.MM.yy", "dd/MM/yyyy", "MM/dd/yyyy", "d/M/yyyy", "M/d/yyyy",
        "dd/MM/yy", "MM/dd/yy", "yyyy/MM/dd", "yyyyMMdd", "dd-MM-yyyy", "MM-dd-yyyy", "yyyy.MM.dd",
    ]
    private static let times = [
        "HH:mm:ss", "HH:mm", "H:mm:ss", "H:mm", "h:mm a", "h:mm:ss a", "HH:mm:ss.SSS", "HH:mm:ssXXX",
    ]

    /// Compiled once; a pattern of the lists that didn't compile would merely not be suggested.
    private static let datePatterns = dates.compactMap { try? DatePattern($0) }
    private static let timePatterns = dates.flatMap { date in
        [" ", "'T'", ", "].flatMap { separator in
            times.compactMap { try? DatePattern(date + separator + $0) }
        }
    }

    /// The patterns a text fits, at most four, for a date or an instant.
    static func patterns(fitting text: UnsafeBufferPointer<UInt8>, instant: Bool) -> [String] {
        let candidates = instant ? timePatterns + datePatterns : datePatterns + timePatterns
        var found: [String] = []
        for pattern in candidates where found.count < 4 {
            // `d.M.yyyy` fits whatever `dd.MM.yyyy` does, and says less.
            guard pattern.parse(text) != nil, !found.contains(where: { Self.covers(pattern.text, $0) }) else {
                continue
            }
            found.append(pattern.text)
        }
        return found
    }

    private static func covers(_ wide: String, _ narrow: String) -> Bool {
        func bare(_ pattern: String) -> String {
            var result = ""
            for character in pattern where character != result.last || !character.isLetter {
                result.append(character)
            }
            return result
        }
        return wide.count < narrow.count && bare(wide) == bare(narrow)
    }
}
