import Definitions
import Testing

/// A pipeline file that is wrong at the circled numbers, and what is said there.
struct ErrorCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var marked: String
    var expected: String

    init(_ name: String, _ marked: String, _ expected: String) {
        testDescription = name
        self.marked = marked
        self.expected = expected
    }

    /// Checks the messages of the text as it is.
    func check() {
        let text = MarkedText(marked)
        #expect(text.describe(PipelineText.diagnostics(text.text)) == expected)
    }

    /// Checks the messages of the text after lines that are right.
    func checkAfterHead() {
        let text = MarkedText(PipelineText.head + marked)
        #expect(text.describe(PipelineText.diagnostics(text.text)) == expected)
    }
}
