internal import Glibc

/// The program in the background; it doesn't outlive this handle.
///
/// What it prints goes to files that have no name, so that it never waits for a reader.
package struct RunningProgram: ~Copyable {
    /// The process, to be looked up in `/proc`.
    package let processID: Int32
    private let outputFile: NamelessFile
    private let errorsFile: NamelessFile
    private var isGone = false

    init(_ launch: Launch) throws {
        let output = try NamelessFile()
        let errors = try NamelessFile()
        processID = try launch.spawn(.files(output: output.descriptor, errors: errors.descriptor))
        outputFile = output
        errorsFile = errors
    }

    deinit {
        guard !isGone else { return }
        kill(processID, SIGKILL)
        waitpid(processID, nil, 0)
    }

    /// What it printed on stdout so far.
    package var output: String {
        String(decoding: outputFile.contents, as: UTF8.self)
    }

    /// What it printed on stderr so far.
    package var errors: String {
        String(decoding: errorsFile.contents, as: UTF8.self)
    }

    /// Sends a signal: `SIGINT`, `SIGTERM`, `SIGKILL`.
    package func send(signal: Int32) {
        kill(processID, signal)
    }

    /// Waits until something is the case, such as a file being there; false where it isn't by the deadline.
    package func waits(for deadline: Duration = .seconds(60), until condition: (borrowing Self) throws -> Bool) rethrows
        -> Bool
    {
        let end = ContinuousClock.now + deadline
        while ContinuousClock.now < end {
            if try condition(self) { return true }
            usleep(5000)
        }
        return false
    }

    /// Waits for the end.
    ///
    /// - Throws: where the program is still running at the deadline; it is killed then.
    package consuming func wait(deadline: Duration = .seconds(120)) throws -> ProgramResult {
        let status = try Self.reap(processID, until: .now + deadline) { "\(output)\n\(errors)" }
        isGone = true
        return ProgramResult(
            status: status,
            output: outputFile.contents,
            errors: errorsFile.contents
        )
    }

    /// The status of a child that ends by then; `printed` goes into the error where it doesn't.
    static func reap(_ processID: pid_t, until end: ContinuousClock.Instant, printed: () -> String) throws -> Int32 {
        var pause: UInt32 = 500
        while true {
            var status: Int32 = 0
            switch waitpid(processID, &status, WNOHANG) {
            case processID: return status
            case -1 where errno != EINTR: throw SystemError("waitpid")
            default: break
            }
            guard ContinuousClock.now < end else {
                throw ProgramIsHanging(description: "still running at its deadline; it printed:\n\(printed())")
            }
            usleep(pause)
            pause = min(pause * 2, 10_000)
        }
    }
}

/// The program didn't end in time.
struct ProgramIsHanging: Error, CustomStringConvertible {
    let description: String
}
