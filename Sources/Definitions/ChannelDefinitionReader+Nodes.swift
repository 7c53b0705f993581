internal import Yams

extension ChannelDefinitionReader {
    /// The root node of a YAML text, or nil with a note where it isn't YAML.
    mutating func compose(_ text: String) -> Node? {
        do {
            if let node = try Yams.compose(yaml: text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text) {
                return node
            }
            diagnostics.append(Diagnostic(at: SourceLocation(file: file), "the file is empty"))
        } catch let error as YamlError {
            switch error {
            case .duplicatedKeysInMapping(let duplicates, let context):
                let names = duplicates.map { "'\($0)'" }.joined(separator: ", ")
                note(context.mark, "the same key stands twice: \(names)", hint: "keep one of them")
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                note(mark, "this isn't YAML: \(problem)")
            default:
                diagnostics.append(Diagnostic(at: SourceLocation(file: file), "this isn't YAML: \(error)"))
            }
        } catch {
            diagnostics.append(Diagnostic(at: SourceLocation(file: file), "this isn't YAML: \(error)"))
        }
        return nil
    }

    func location(_ node: Node) -> SourceLocation {
        SourceLocation(file: file, line: node.mark?.line, column: node.mark?.column)
    }

    mutating func note(_ node: Node, _ message: String, hint: String? = nil) {
        diagnostics.append(Diagnostic(at: location(node), message, hint: hint))
    }

    private mutating func note(_ mark: Mark, _ message: String, hint: String? = nil) {
        let location = SourceLocation(file: file, line: mark.line, column: mark.column)
        diagnostics.append(Diagnostic(at: location, message, hint: hint))
    }

    /// The entries of a mapping in the file's order, those with an unknown key noted and left out.
    mutating func entries(_ node: Node, of what: String, known: [String]? = nil) -> [Entry]? {
        guard let mapping = node.mapping else {
            note(node, "\(what) must be a mapping of 'key: value'")
            return nil
        }
        var entries: [Entry] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                note(key, "a key must be a text")
                continue
            }
            if let known, !known.contains(name) {
                note(key, "unknown key '\(name)'", hint: suggestion(for: name, among: known))
                continue
            }
            entries.append((name, key, value))
        }
        return entries
    }

    /// A scalar's text.
    ///
    /// Plain words such as `no` and numbers are texts too; a value left out is none.
    mutating func text(_ node: Node, of what: String) -> String? {
        guard let scalar = node.scalar, !(scalar.string.isEmpty && scalar.style == .plain) else {
            note(node, "\(what) must be a text")
            return nil
        }
        return scalar.string
    }

    mutating func texts(_ node: Node, of what: String) -> [(text: String, node: Node)] {
        guard let sequence = node.sequence else {
            note(node, "\(what) must be a list of texts", hint: "write it as [one, two]")
            return []
        }
        return sequence.compactMap { node in text(node, of: "an entry of \(what)").map { ($0, node) } }
    }

    mutating func pattern(_ text: (text: String, node: Node)) -> TextPattern? {
        do {
            return try TextPattern(text.text)
        } catch {
            note(text.node, "the pattern '\(text.text)' \(error.message)")
            return nil
        }
    }

    /// `did you mean 'source'?`, where one of the known names is near enough.
    func suggestion(for name: String, among known: [String]) -> String? {
        let typed = Array(name.lowercased())
        let candidates = known.map { (name: $0, distance: editDistance(typed, Array($0.lowercased()))) }
        guard let best = candidates.min(by: { $0.distance < $1.distance }), best.distance <= max(1, typed.count / 3)
        else {
            return known.isEmpty || known.count > 12 ? nil : "known here: \(known.joined(separator: ", "))"
        }
        return "did you mean '\(best.name)'?"
    }

    /// How many insertions, deletions, replacements and swaps of neighbours lead from one text to the other.
    ///
    /// The optimal string alignment distance: a swap is the commonest slip of the keyboard.
    private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for (row, character) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var distance = min(
                    previous[column] + (character == other ? 0 : 1),
                    previous[column + 1] + 1,
                    current[column] + 1
                )
                if row > 0, column > 0, character == second[column - 1], other == first[row - 1] {
                    distance = min(distance, beforePrevious[column - 1] + 1)
                }
                current.append(distance)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[second.count]
    }
}
