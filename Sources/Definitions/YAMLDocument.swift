internal import Yams

/// A YAML file as a tree of texts with their places, and what is wrong with it as YAML.
struct YAMLDocument {
    /// nil where the text isn't YAML at all.
    private(set) var root: YAMLNode?
    private(set) var diagnostics: [Diagnostic] = []

    let fileName: String
    private let interpolation: Interpolation?
    /// The real first character of keys that were renamed because they are doubled.
    private var renamed: [Unicode.Scalar: Unicode.Scalar] = [:]

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - file: the name used in messages.
    ///   - interpolation: what `${env:NAME}` and `${file:PATH}` become; nil where they are plain text.
    init(text: String, file: String, interpolation: Interpolation? = nil) {
        fileName = file
        self.interpolation = interpolation
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        do throws(Diagnostic) {
            let node = try compose(text)
            root = node.map { convert($0) } ?? YAMLNode(content: .nothing, location: location(nil))
        } catch {
            diagnostics = [error]
        }
    }

    /// Makes the tree, past doubled keys.
    ///
    /// Yams throws at the first mapping with a doubled key, but every error is wanted at once. So the first occurrence
    /// gets another first letter and the text is composed again; the same number of characters keeps all marks true.
    private mutating func compose(_ text: String) throws(Diagnostic) -> Node? {
        var scalars = Array(text.unicodeScalars)
        let used = Set(scalars)
        var spare = (0xE000...0xF8FF).lazy.compactMap(Unicode.Scalar.init).filter { !used.contains($0) }.makeIterator()
        while true {
            do {
                var copy = ""
                copy.unicodeScalars.append(contentsOf: scalars)
                // Without rules `1` and `"1"` are one key. The default encoding is looked for in the environment, by making
                // a dictionary of all of it for each file.
                return try Parser(yaml: copy, resolver: .basic, encoding: .utf8).singleRoot()
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                guard let index = index(of: context.mark, in: scalars), let spare = spare.next(),
                    scalars[index] == names.first?.unicodeScalars.first
                else {
                    throw Diagnostic(
                        at: location(context.mark),
                        "key '\(names.first ?? "")' stands twice in this mapping",
                        hint: "keep one of the two"
                    )
                }
                renamed[spare] = scalars[index]
                scalars[index] = spare
            } catch let error as YamlError {
                throw syntaxDiagnostic(error, in: scalars)
            } catch {
                throw Diagnostic(at: location(nil), "the file can't be read as YAML")
            }
        }
    }

    /// The index of a key's first character, after the quote where it has one.
    private func index(of mark: Mark, in scalars: [Unicode.Scalar]) -> Int? {
        var index = 0
        for _ in 1..<max(1, mark.line) {
            while index < scalars.count, !YAMLDocument.isBreak(scalars[index]) { index += 1 }
            if index + 1 < scalars.count, scalars[index] == "\r", scalars[index + 1] == "\n" { index += 1 }
            index += 1
        }
        index += mark.column - 1
        if index < scalars.count, scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        return index < scalars.count ? index : nil
    }

    /// What libYAML counts as the end of a line.
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private func location(_ mark: Mark?) -> SourceLocation {
        SourceLocation(file: fileName, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private mutating func convert(_ node: Node) -> YAMLNode {
        let place = location(node.mark)
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
                return YAMLNode(content: .nothing, location: place, written: scalar.string)
            }
            return YAMLNode(
                content: interpolated(scalar.string, at: place),
                location: place,
                written: scalar.string
            )
        case .sequence(let sequence):
            return YAMLNode(content: .list(sequence.map { convert($0) }), location: place)
        case .mapping(let mapping):
            return YAMLNode(content: .mapping(entries(of: mapping)), location: place)
        case .alias:
            // Yams has put in what the alias stands for.
            return YAMLNode(content: .nothing, location: place)
        }
    }

    private mutating func interpolated(_ text: String, at place: SourceLocation) -> YAMLNode.Content {
        guard let interpolation else { return .text(text) }
        do throws(Interpolation.Problem) {
            return .text(try interpolation.apply(to: text))
        } catch {
            diagnostics.append(Diagnostic(at: place, error.message, hint: error.hint))
            return .unresolved
        }
    }

    private mutating func entries(of mapping: Node.Mapping) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        for (key, value) in mapping {
            let place = location(key.mark)
            guard case .scalar(let scalar) = key else {
                diagnostics.append(
                    Diagnostic(
                        at: place,
                        "a key must be a text",
                        hint: "put quotes around a text that holds brackets or braces"
                    )
                )
                continue
            }
            var name = scalar.string
            if let first = name.unicodeScalars.first, let original = renamed[first] {
                name.unicodeScalars.replaceSubrange(
                    name.startIndex..<name.unicodeScalars.index(after: name.startIndex),
                    with: [original]
                )
            }
            let node = convert(value)
            if let first = entries.first(where: { $0.key == name }) {
                let line = first.location.line ?? 1
                diagnostics.append(
                    Diagnostic(
                        at: place,
                        "key '\(name)' stands here twice",
                        hint: "keep this or the one in line \(line)"
                    )
                )
            } else {
                entries.append(YAMLEntry(key: name, location: place, value: node))
            }
        }
        return entries
    }
}
