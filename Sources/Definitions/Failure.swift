/// Why a command ends without its result; each kind is an exit code of the program.
package struct Failure: Error, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The command line or the pipeline file is wrong (2).
        case definition
        /// A file is missing, unreadable or changing while it is read (3).
        case unreachable
        /// A contract, a threshold or a check failed; nothing was published (4).
        case refused
        /// Some sources were published, others couldn't be reached (5).
        case partly
        /// Another run holds the lock (6).
        case locked
        /// The warehouse's disk is full, or its file is busy or corrupt (7).
        case warehouse
        /// A source refused who we said we were (8).
        case credentials
        /// A signal ended the run, which can be started again (128 + signal).
        case interrupted(signal: Int32)
    }

    package var kind: Kind
    package var diagnostics: [Diagnostic]

    package init(_ kind: Kind, _ diagnostics: [Diagnostic]) {
        self.kind = kind
        self.diagnostics = diagnostics
    }

    package init(_ kind: Kind, at location: SourceLocation? = nil, _ message: String, hint: String? = nil) {
        self.init(kind, [Diagnostic(at: location, message, hint: hint)])
    }

    /// The program's exit code, as listed in the README.
    package var exitCode: Int32 {
        switch kind {
        case .definition: 2
        case .unreachable: 3
        case .refused: 4
        case .partly: 5
        case .locked: 6
        case .warehouse: 7
        case .credentials: 8
        case .interrupted(let signal): 128 + signal
        }
    }
}
