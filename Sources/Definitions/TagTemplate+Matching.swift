extension TagTemplate {
    /// Whether a placeholder tells the campaign itself, by its id.
    package var tellsCampaignID: Bool {
        pieces.contains(.capture(.campaignID))
    }

    /// What the placeholders can stand for in a folded tag, every way it fits the template; empty where it doesn't.
    ///
    /// `{name}_{campaign_id}` fits `a_b_1` in two ways: `b_1` and `1` are both given, and the ids that exist decide.
    ///
    /// - Complexity: O(*n* × *m*) in the lengths of the tag and the template, and the captures.
    package func captures(in tag: String) -> [Capture] {
        let text = Array(tag.utf8)
        let starts = reachable(text)
        guard starts[pieces.count][text.count] else { return [] }
        let ends = finishing(text)
        var seen: Set<Capture> = []
        var result: [Capture] = []
        for (index, piece) in pieces.enumerated() {
            guard case .capture(let meaning) = piece else { continue }
            for start in 0..<text.count where starts[index][start] {
                for end in (start + 1)...text.count where ends[index + 1][end] {
                    let capture = Capture(
                        meaning: meaning, text: String(decoding: text[start..<end], as: UTF8.self).foldedTag)
                    if !capture.text.isEmpty, seen.insert(capture).inserted { result.append(capture) }
                }
            }
        }
        return result
    }

    /// For each number of pieces, where in the text they can end.
    private func reachable(_ text: [UInt8]) -> [[Bool]] {
        var table = [[Bool](repeating: false, count: text.count + 1)]
        table[0][0] = true
        for (index, piece) in pieces.enumerated() {
            var next = [Bool](repeating: false, count: text.count + 1)
            switch piece {
            case .literal(let literal):
                for start in 0...text.count where table[index][start] && text[start...].starts(with: literal) {
                    next[start + literal.count] = true
                }
            case .anything:
                var isOpen = false
                for position in 0...text.count {
                    isOpen = isOpen || table[index][position]
                    next[position] = isOpen
                }
            case .capture:
                var isOpen = false
                for position in 0...text.count {
                    next[position] = isOpen
                    isOpen = isOpen || table[index][position]
                }
            }
            table.append(next)
        }
        return table
    }

    /// For each number of pieces passed, from where in the text the others reach its end.
    private func finishing(_ text: [UInt8]) -> [[Bool]] {
        var table = [[Bool]](
            repeating: [Bool](repeating: false, count: text.count + 1), count: pieces.count + 1)
        table[pieces.count][text.count] = true
        for (index, piece) in pieces.enumerated().reversed() {
            switch piece {
            case .literal(let literal):
                for start in 0...text.count where text[start...].starts(with: literal) {
                    table[index][start] = table[index + 1][start + literal.count]
                }
            case .anything, .capture:
                let least = piece == .anything ? 0 : 1
                var isOpen = false
                for position in (0...text.count).reversed() {
                    if position + least <= text.count { isOpen = isOpen || table[index + 1][position + least] }
                    table[index][position] = isOpen
                }
            }
        }
        return table
    }
}
