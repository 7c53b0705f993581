/// One page of an answer, its records put away.
struct AnswerPage {
    var response: HTTPResponse
    /// What it says, or, of one that is too large for the memory, what it says besides its records; nil: nothing.
    var json: JSONPart?
    /// How many records it had.
    var count = 0
    var last: JSONPart?
}
