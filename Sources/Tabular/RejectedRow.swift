/// A row that wasn't loaded: where it stands and which rule it broke, never what it says.
package struct RejectedRow: Hashable, Sendable {
    /// The 1-based physical line the row starts on.
    package var line: Int64
    /// Where the row starts in the decoded stream, in bytes: what gzip unpacks, and for UTF-16 the UTF-8 made of it.
    package var offset: Int64
    /// The row's length in bytes without its line break.
    ///
    /// Of a row whose quotes don't pair up, that of its first line, since reading goes on with the next.
    package var length: Int64
    /// The source's name of the column that broke the rule, where a single one did.
    package var column: String?
    package var rule: RejectRule

    package init(line: Int64, offset: Int64, length: Int64, column: String?, rule: RejectRule) {
        self.line = line
        self.offset = offset
        self.length = length
        self.column = column
        self.rule = rule
    }
}
