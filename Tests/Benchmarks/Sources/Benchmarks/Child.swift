internal import Glibc

/// A program that was run to its end, and what it took.
struct Child {
    /// Seconds by the clock.
    var wall: Double
    /// Seconds of all cores, its own and the kernel's for it.
    var cpu: Double
    /// The most memory it held at once, in bytes.
    ///
    /// No less than this program holds, for a child begins as its copy.
    var memory: Int
    var output: String
    var errors: String

    /// Runs a program and waits for it.
    ///
    /// - Throws: what it said, when it ends with another code than 0.
    static func run(
        _ path: String, _ arguments: [String], scratch: String, output outputPath: String? = nil
    ) throws(BenchmarkFailure) -> Child {
        let outputPath = outputPath ?? "\(scratch)/output.txt"
        let errorsPath = "\(scratch)/errors.txt"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_CREAT | O_TRUNC | O_WRONLY, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errorsPath, O_CREAT | O_TRUNC | O_WRONLY, 0o644)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }

        let begin = now()
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, path, &actions, nil, &words, environ)
        guard code == 0 else { throw BenchmarkFailure("cannot start \(path): \(String(cString: strerror(code)))") }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
        let wall = now() - begin

        let child = Child(
            wall: wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), memory: Int(usage.ru_maxrss) * 1024,
            output: try TextFile.read(outputPath), errors: try TextFile.read(errorsPath))
        guard status == 0 else {
            let command = ([path] + arguments).joined(separator: " ")
            throw BenchmarkFailure("\(command) ended with status \(status):\n\(child.output)\(child.errors)")
        }
        return child
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
    }
}
