internal import Foundation

/// The built `throughline`, run as its users run it.
///
/// Its environment holds nothing of the tests' own but where to find programs and libraries, so that runs are alike on
/// every machine; its input is empty.
package struct Program: Sendable {
    package let path: String

    /// The program that was built with the tests, beside their bundle, or the one that `THROUGHLINE_PROGRAM` names.
    package init() throws {
        if let other = ProcessInfo.processInfo.environment["THROUGHLINE_PROGRAM"] {
            path = other
            return
        }
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
        let starts = [own, CommandLine.arguments.first ?? own]
        let candidates = starts.map { "\(PackageFolder.parent(of: $0))/throughline" }
        guard let path = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw ProgramIsMissing(description: "no throughline at \(candidates): run swift build --build-tests")
        }
        self.path = path
    }

    /// Any other program.
    package init(path: String) {
        self.path = path
    }

    /// Runs the program to its end.
    ///
    /// - Throws: where it can't be started, or doesn't end in time and is killed.
    package func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        workingDirectory: String? = nil,
        deadline: Duration = .seconds(120)
    ) throws -> ProgramResult {
        try start(arguments, environment: environment, workingDirectory: workingDirectory).wait(deadline: deadline)
    }

    /// Starts the program in the background.
    package func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        workingDirectory: String? = nil
    ) throws -> RunningProgram {
        try RunningProgram(
            Launch(
                path: path,
                arguments: arguments,
                environment: Self.environment(with: environment),
                workingDirectory: workingDirectory
            )
        )
    }

    /// Runs the program to its end on a terminal of the given size.
    ///
    /// - Throws: where it can't be started, or doesn't end in time and is killed.
    package func runOnTerminal(
        _ arguments: [String],
        columns: UInt16 = 80,
        rows: UInt16 = 24,
        environment: [String: String] = [:],
        workingDirectory: String? = nil,
        deadline: Duration = .seconds(120)
    ) throws -> ProgramResult {
        let launch = Launch(
            path: path,
            arguments: arguments,
            environment: Self.environment(with: ["TERM": "xterm-256color"].merging(environment) { $1 }),
            workingDirectory: workingDirectory
        )
        return try Terminal(columns: columns, rows: rows).run(launch, deadline: deadline)
    }

    private static func environment(with own: [String: String]) -> [String: String] {
        let kept = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"]
        let inherited = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        return inherited.merging(["LANG": "C.UTF-8"]) { $1 }.merging(own) { $1 }
    }
}

/// The program wasn't built.
struct ProgramIsMissing: Error, CustomStringConvertible {
    let description: String
}
