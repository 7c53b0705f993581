/// What `${env:NAME}` and `${file:PATH}` in a pipeline file stand for.
///
/// Put in after parsing, text by text, so that a `#` or a quote in a secret is nothing but itself.
struct Interpolation {
    /// Why a text can't be put in; never holds a value.
    struct Problem: Error {
        var message: String
        var hint: String
    }

    var environment: [String: String]
    /// Reads a file by its path, already resolved.
    var readFile: (String) throws -> String
    var folder: DefinitionFolder

    /// Replaces every `${...}` of a text; what is put in is not looked at again.
    func apply(to text: String) throws(Problem) -> String {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                throw Problem(message: "'${' is not closed", hint: "write '${env:NAME}' or '${file:PATH}'")
            }
            result += try value(of: String(rest[..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func value(of reference: String) throws(Problem) -> String {
        if let name = reference.removingPrefix("env:"), !name.isEmpty {
            guard let value = environment[name] else {
                throw Problem(message: "the environment variable '\(name)' is not set", hint: "export \(name)=...")
            }
            return value
        }
        if let path = reference.removingPrefix("file:"), !path.isEmpty {
            let resolved = folder.resolve(path)
            guard let content = try? readFile(resolved) else {
                throw Problem(
                    message: "the file '\(resolved)' can't be read",
                    hint: "create it, or correct the path: it counts from the pipeline file's folder"
                )
            }
            // An editor ends the last line; the line's end is no part of a secret.
            var trimmed = Substring(content)
            while trimmed.last?.isNewline == true { trimmed.removeLast() }
            return String(trimmed)
        }
        throw Problem(message: "nothing is known of '${\(reference)}'", hint: "write '${env:NAME}' or '${file:PATH}'")
    }
}

extension String {
    /// What follows a prefix, or nil where the text has another.
    fileprivate func removingPrefix(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
