/// How a run of the program ended and what it printed.
package struct ProgramResult: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    package var ending: Ending
    package var output: String
    /// What it printed on stderr; on a terminal that is part of `output`.
    package var errors: String

    /// The exit code, or nil where a signal killed the program.
    package var exitCode: Int32? {
        if case .exited(let code) = ending { code } else { nil }
    }

    /// Reads what `waitpid` says of a child that is gone.
    init(status: Int32, output: [UInt8], errors: [UInt8]) {
        let signal = status & 0x7F
        ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
        self.output = String(decoding: output, as: UTF8.self)
        self.errors = String(decoding: errors, as: UTF8.self)
    }
}
