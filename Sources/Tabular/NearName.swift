/// Finds the name someone probably meant.
enum NearName {
    /// `did you mean 'x'?`, or nil where nothing is near.
    static func hint(for wanted: [String], among names: [String]) -> String? {
        var best: (name: String, distance: Int)?
        for want in wanted {
            for name in names where !name.isEmpty {
                let distance = self.distance(want.lowercased(), name.lowercased())
                let limit = max(1, min(want.count, name.count) / 3)
                guard distance <= limit, distance < best?.distance ?? .max else { continue }
                best = (name, distance)
            }
        }
        return best.map { "did you mean '\($0.name)'?" }
    }

    /// How many characters must be put in, left out or changed (Levenshtein).
    ///
    /// - Complexity: O(n · m) in the lengths.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let changed = diagonal + (right[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
