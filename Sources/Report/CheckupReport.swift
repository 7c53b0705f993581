package import Definitions

/// What a checkup found, as text or as JSON.
package struct CheckupReport: Sendable {
    private let checkup: Checkup

    package init(_ checkup: Checkup) {
        self.checkup = checkup
    }

    /// The findings by section, each marked by how serious it is, with what to do below.
    package func text() -> String {
        var text = ""
        for section in checkup.sections where !section.findings.isEmpty {
            text += section.title + "\n"
            for finding in section.findings {
                text += "  \(Self.mark(finding.severity))  \(finding.text)\n"
                if let hint = finding.hint { text += "          → \(hint)\n" }
            }
            text += "\n"
        }
        let broken = checkup.count(.broken)
        let notes = checkup.count(.note)
        return text + (broken == 0 ? "nothing is broken" : "broken: \(broken)") + ", worth a look: \(notes)\n"
    }

    private static func mark(_ severity: Checkup.Severity) -> String {
        switch severity {
        case .good: "ok    "
        case .note: "note  "
        case .broken: "BROKEN"
        }
    }

    /// The findings as JSON.
    package func json() throws(Failure) -> String {
        try jsonText(
            CheckupJSON(
                broken: checkup.count(.broken), notes: checkup.count(.note),
                sections: checkup.sections.map { section in
                    CheckupJSON.Section(
                        title: section.title,
                        findings: section.findings.map {
                            CheckupJSON.Finding(severity: $0.severity.rawValue, text: $0.text, hint: $0.hint)
                        })
                }))
    }
}

/// The checkup's JSON, whose keys machines rely on.
private struct CheckupJSON: Encodable {
    struct Finding: Encodable {
        var severity: String
        var text: String
        var hint: String?
    }

    struct Section: Encodable {
        var title: String
        var findings: [Finding]
    }

    var broken: Int
    var notes: Int
    var sections: [Section]
}
