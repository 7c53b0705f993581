/// A text that no message, log or file may show: it prints as stars, whoever prints it and however deep it lies.
package struct Secret: Hashable, Sendable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one place that needs it.
    package func reveal() -> String {
        text
    }

    package var isEmpty: Bool { text.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What stands for a secret wherever it would show.
    package static let stars = "***"

    package var description: String { Secret.stars }
    package var debugDescription: String { Secret.stars }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
