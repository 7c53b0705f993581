package import Definitions

/// The tags that phone numbers on ads stand for: a number is given to one source at a time, and to another later.
package struct TrackingNumbers: Sendable {
    /// A number, the days it stands for its tags, and these.
    package struct Assignment: Hashable, Sendable {
        package var number: String
        package var from: Day
        /// The last day; nil: for good.
        package var to: Day?
        package var tags: RecordedTags

        package init(number: String, from: Day, to: Day? = nil, tags: RecordedTags) {
            self.number = number
            self.from = from
            self.to = to
            self.tags = tags
        }
    }

    /// By number, ordered by the first day.
    private var assignments: [String: [Assignment]]

    /// Makes ready to look up numbers, however they are written.
    ///
    /// - Parameter assignments: those of one number don't overlap.
    /// - Complexity: O(*n* log *n*)
    package init(_ assignments: some Sequence<Assignment>) {
        self.assignments = Dictionary(grouping: assignments) { Self.digits(of: $0.number) }
            .mapValues { $0.sorted { $0.from < $1.from } }
    }

    /// The tags that a number stands for on a day; nil where it is nobody's then.
    ///
    /// - Complexity: O(log *n*) in the assignments of the number.
    package func tags(of number: String, on day: Day) -> RecordedTags? {
        guard let known = assignments[Self.digits(of: number)] else { return nil }
        var (low, high) = (0, known.count)
        while low < high {
            let middle = (low + high) / 2
            if known[middle].from <= day { low = middle + 1 } else { high = middle }
        }
        guard low > 0, day <= known[low - 1].to ?? day else { return nil }
        return known[low - 1].tags
    }

    /// A number's digits, the Russian trunk prefix 8 of eleven digits as 7; a text without digits stays as it is.
    package static func digits(of number: String) -> String {
        let digits = String(number.unicodeScalars.filter { ("0"..."9").contains($0) }.map(Character.init))
        guard !digits.isEmpty else { return number }
        let isTrunk = digits.count == 11 && digits.first == "8" && !number.contains("+")
        return isTrunk ? "7" + digits.dropFirst() : digits
    }
}
