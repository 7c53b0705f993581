/// How alike two texts are.
enum Similarity {
    /// The greater of the likeness by letters and by words, in thousandths.
    static func thousandths(_ left: String, _ right: String) -> Int {
        max(byLetters(Array(left.utf8), Array(right.utf8)), byWords(left, right))
    }

    private static func byLetters(_ left: [UInt8], _ right: [UInt8]) -> Int {
        let length = max(left.count, right.count)
        guard length > 0 else { return 0 }
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = last[column] + (left[row] == right[column] ? 0 : 1)
                current.append(min(change, last[column + 1] + 1, current[column] + 1))
            }
            last = current
        }
        return 1000 * (length - last[right.count]) / length
    }

    private static func byWords(_ left: String, _ right: String) -> Int {
        let leftWords = Set(left.split(separator: " "))
        let rightWords = Set(right.split(separator: " "))
        guard !leftWords.isEmpty, !rightWords.isEmpty else { return 0 }
        return 2000 * leftWords.intersection(rightWords).count / (leftWords.count + rightWords.count)
    }
}
