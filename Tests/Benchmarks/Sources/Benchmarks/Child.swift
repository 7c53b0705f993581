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

    /// Has the end of a child wait to be taken notice of; to be called once, before any child.
    static func prepare() {
        var ends = endOfChild
        sigprocmask(SIG_BLOCK, &ends, nil)
    }

    /// Runs a program and waits for it.
    ///
    /// - Parameter limit: seconds after which it is killed.
    /// - Throws: what it said, when it ends with another code than 0.
    static func run(
        _ path: String, _ arguments: [String], scratch: String, limit: Int, output outputPath: String? = nil
    ) throws(BenchmarkFailure) -> Child {
        let outputPath = outputPath ?? "\(scratch)/output.txt"
        let errorsPath = "\(scratch)/errors.txt"
        let command = ([path] + arguments).joined(separator: " ")
        let begin = now()
        let pid = try start(path, arguments, output: outputPath, errors: errorsPath)
        var status: Int32 = 0
        var usage = rusage()
        var ends = endOfChild
        var isLate = false
        while wait4(pid, &status, isLate ? 0 : WNOHANG, &usage) != pid {
            let left = Double(limit) - (now() - begin)
            if left <= 0 {
                isLate = true
                kill(pid, SIGKILL)
            } else {
                var time = timespec(tv_sec: Int(left), tv_nsec: Int((left - left.rounded(.down)) * 1e9))
                sigtimedwait(&ends, nil, &time)
            }
        }
        let wall = now() - begin

        let child = Child(
            wall: wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), memory: Int(usage.ru_maxrss) * 1024,
            output: try TextFile.read(outputPath), errors: try TextFile.read(errorsPath))
        guard !isLate else {
            throw BenchmarkFailure("\(command) was ended after \(limit) s; LIMIT=SECONDS gives it longer")
        }
        guard status == 0 else {
            throw BenchmarkFailure("\(command) ended with status \(status):\n\(child.output)\(child.errors)")
        }
        return child
    }

    /// - Throws: when a run found something to do.
    func expectUnchanged() throws(BenchmarkFailure) {
        guard (output + errors).contains("nothing to do") else {
            throw BenchmarkFailure("an identical run did something: \(output)\(errors)")
        }
    }

    private static func start(
        _ path: String, _ arguments: [String], output: String, errors: String
    ) throws(BenchmarkFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_CREAT | O_TRUNC | O_WRONLY, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_CREAT | O_TRUNC | O_WRONLY, 0o644)
        // What this program blocks is no business of its children.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, path, &actions, &attributes, &words, environ)
        guard code == 0 else { throw BenchmarkFailure("cannot start \(path): \(String(cString: strerror(code)))") }
        return pid
    }

    private static var endOfChild: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGCHLD)
        return set
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
