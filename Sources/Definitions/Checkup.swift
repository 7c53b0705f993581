/// What a look over a pipeline found, in words, section by section.
package struct Checkup: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        /// As it should be.
        case good
        /// Worth knowing; nothing has to be done.
        case note
        /// Numbers are missing or at risk until something is done.
        case broken
    }

    /// One thing found.
    package struct Finding: Hashable, Sendable {
        package var severity: Severity
        package var text: String
        /// What to do, in the imperative.
        package var hint: String?

        package init(_ severity: Severity, _ text: String, hint: String? = nil) {
            self.severity = severity
            self.text = text
            self.hint = hint
        }
    }

    package struct Section: Hashable, Sendable {
        package var title: String
        package var findings: [Finding]

        package init(_ title: String, _ findings: [Finding]) {
            self.title = title
            self.findings = findings
        }
    }

    package var sections: [Section]

    package init(_ sections: [Section]) {
        self.sections = sections
    }

    /// How many findings there are of a severity.
    package func count(_ severity: Severity) -> Int {
        sections.reduce(0) { $0 + $1.findings.count { $0.severity == severity } }
    }
}
