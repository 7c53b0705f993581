package import Definitions

/// Which file versions supply which days of a `replace` source.
///
/// A pure function of what the live versions cover, so the order they came in plays no other part than to number the
/// versions of one path.
package struct DayOwnership: Hashable, Sendable {
    /// What one live file version covers.
    package struct Claim: Hashable, Sendable {
        package var file: Int64
        package var path: String
        /// The number among the versions of its path.
        package var version: Int64
        package var slot: ClosedRange<Day>
        /// The accounts, or whatever the source is declared `per`, that the file has rows of; [""] without.
        package var parts: [String]

        package init(file: Int64, path: String, version: Int64, slot: ClosedRange<Day>, parts: [String] = [""]) {
            self.file = file
            self.path = path
            self.version = version
            self.slot = slot
            self.parts = parts
        }
    }

    /// A day, of one part, that a file supplies.
    package struct Key: Hashable, Sendable {
        package var part: String
        package var day: Day
    }

    /// Two paths that cover the same day, where that is an error.
    package struct Conflict: Error, Hashable, Sendable {
        package var day: Day
        package var part: String
        package var first: String
        package var second: String
    }

    /// What each file supplies; a file that supplies nothing is absent.
    package private(set) var keys: [Int64: Set<Key>] = [:]

    /// Settles who supplies what.
    ///
    /// Of one path's versions the newest that covers a day supplies it; an older one keeps the days that no newer one
    /// covers. Of two paths that cover a day both supply it where they add up, and the greatest (last day, first day,
    /// path) where the newest counts.
    ///
    /// - Parameter start: two paths may cover days before it; the greater of them then supplies the day.
    /// - Throws: `Conflict`, that of the earliest day, where two paths may not cover the same day.
    /// - Complexity: O(*d* log *d*) in the days that the claims cover, each counted once for each claim.
    package init(_ claims: [Claim], overlap: LoadDefinition.Overlap, from start: Day? = nil) throws(Conflict) {
        let ordered = claims.sorted { Self.precedes($0, $1) }
        var newest: [Day: [String: Claim]] = [:]
        for claim in ordered {
            for number in claim.slot.lowerBound.number...claim.slot.upperBound.number {
                let day = Day(number: number)
                let known = newest[day]?[claim.path]
                if known.map({ $0.version < claim.version }) ?? true { newest[day, default: [:]][claim.path] = claim }
            }
        }
        for (day, byPath) in newest.sorted(by: { $0.key < $1.key }) {
            var owner: [String: Claim] = [:]
            for claim in byPath.values.sorted(by: { Self.precedes($0, $1) }) {
                for part in claim.parts {
                    switch overlap {
                    case .sum:
                        keys[claim.file, default: []].insert(Key(part: part, day: day))
                    case .newest:
                        owner[part] = claim
                    case .error:
                        if let first = owner[part], day >= start ?? day {
                            throw Conflict(day: day, part: part, first: first.path, second: claim.path)
                        }
                        owner[part] = claim
                    }
                }
            }
            for (part, claim) in owner {
                keys[claim.file, default: []].insert(Key(part: part, day: day))
            }
        }
    }

    /// The order in which later files count more.
    private static func precedes(_ left: Claim, _ right: Claim) -> Bool {
        if left.slot.upperBound != right.slot.upperBound { return left.slot.upperBound < right.slot.upperBound }
        if left.slot.lowerBound != right.slot.lowerBound { return left.slot.lowerBound < right.slot.lowerBound }
        if left.path != right.path { return left.path.utf8.lexicographicallyPrecedes(right.path.utf8) }
        return left.version < right.version
    }
}
