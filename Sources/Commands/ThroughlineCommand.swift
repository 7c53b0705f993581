import ArgumentParser
import CMalloc
import Definitions
import Glibc

/// The program: one verb a subcommand.
struct ThroughlineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "throughline",
        abstract: "End-to-end marketing analytics: ad spend and CRM files in, cost per lead by channel out.",
        discussion: """
            EXIT CODES
              0    done, or nothing to do
              1    a bug in throughline
              2    the command line or the pipeline file is wrong
              3    a source cannot be reached: a missing or unreadable file, a server that is down
              4    a contract, a threshold or a check failed; nothing was published
              5    some sources were published, others could not be reached
              6    another run holds the lock
              7    the warehouse's disk is full, or its file is locked or damaged
              8    a source refused our credentials
              130  interrupted (Ctrl-C); run again to go on
              143  terminated; run again to go on
            """,
        version: engineVersion,
        subcommands: [
            RunCommand.self, BackfillCommand.self, PlanCommand.self, ReportCommand.self, InitCommand.self,
            ValidateCommand.self, StatusCommand.self, DoctorCommand.self,
            DigestCommand.self, ConnectorsCommand.self, TestConnectorCommand.self, RejectsCommand.self,
            RebuildCommand.self,
            ForgetFileCommand.self,
        ])
}

/// Runs the program with the process's arguments and ends it with the exit code of the README's table.
package func runCommand() -> Never {
    resetSignalMask()
    // What a stage of a run holds in large blocks is free for the next one, whatever lies beside it.
    _ = throughline_return_blocks(2 << 20)
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
        var command = try ThroughlineCommand.parseAsRoot(arguments)
        try command.run()
        exit(0)
    } catch let failure as Failure {
        // A command prints its own failures, in the form its options ask for.
        exit(failure.exitCode)
    } catch let code as ExitCode {
        // An answer given as an exit code has nothing to explain.
        exit(code.rawValue)
    } catch {
        exit(explain(error))
    }
}

/// Prints what the argument parser has to say, help included, and returns the exit code.
private func explain(_ error: any Error) -> Int32 {
    let code = ThroughlineCommand.exitCode(for: error)
    let message = ThroughlineCommand.fullMessage(for: error)
    if code == .success {
        Console.output(message + "\n")
        return 0
    }
    Console.error(message + "\n")
    return code == .validationFailure ? 2 : 1
}

/// A child inherits the signals its parent blocks; a cron job must be stoppable all the same.
private func resetSignalMask() {
    var mask = sigset_t()
    sigemptyset(&mask)
    sigprocmask(SIG_SETMASK, &mask, nil)
    // A reader that goes away, such as `head`, ends the program as it does any other.
    signal(SIGPIPE, SIG_DFL)
}
