/// Guesses what a misspelt name was meant to be.
package enum Spelling {
    /// The candidate closest to a name, where one is close enough to be a slip of the fingers.
    ///
    /// - Complexity: O(n · m) per candidate in the lengths of the names.
    package static func closest(to name: String, in candidates: some Sequence<String>) -> String? {
        let folded = Array(name.lowercased().unicodeScalars)
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let allowed = max(1, min(folded.count, letters.count) / 3)
            guard abs(folded.count - letters.count) <= allowed, min(folded.count, letters.count) > 1 else { continue }
            let distance = distance(folded, letters)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var cost = min(
                    last[column] + (left[row] == right[column] ? 0 : 1),
                    last[column + 1] + 1,
                    current[column] + 1
                )
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
