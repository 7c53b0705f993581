internal import Glibc

/// A program about to become a process.
///
/// posix_spawn, not Foundation's `Process`: a child of that inherits the signals its parent blocks, and then can't be
/// interrupted.
struct Launch {
    var path: String
    var arguments: [String]
    var environment: [String: String]
    var workingDirectory: String?

    /// What a child gets as its input, output and errors.
    enum Streams {
        /// No input; two open files of ours.
        case files(output: Int32, errors: Int32)
        /// A terminal's device for all three, which becomes the one that controls the child.
        case terminal(device: String)
    }

    /// Starts the child.
    func spawn(_ streams: Streams) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }

        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)

        switch streams {
        case .files(let output, let errors):
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, errors, 2)
        case .terminal(let device):
            flags |= GNUSpawn.newSession
            posix_spawn_file_actions_addopen(&actions, 0, device, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        }
        // Files that other tests have open at this moment are none of the child's business.
        try GNUSpawn.addCloseFrom(&actions, 3)
        if let workingDirectory { try GNUSpawn.addChangeDirectory(&actions, workingDirectory) }
        posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))

        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var pid: pid_t = 0
        let code = withCStrings([path] + arguments) { arguments in
            withCStrings(variables) { variables in
                posix_spawn(&pid, path, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else { throw SystemError("posix_spawn \(path)", code: code) }
        return pid
    }

    private func withCStrings<Result>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
    ) rethrows -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return try body(copies + [nil])
    }
}

/// What glibc adds to posix_spawn; its headers show it to `_GNU_SOURCE` only, which the importer doesn't define.
private enum GNUSpawn {
    /// `POSIX_SPAWN_SETSID` of spawn.h.
    static let newSession: Int32 = 0x80

    private typealias Actions = UnsafeMutablePointer<posix_spawn_file_actions_t>

    static func addCloseFrom(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: Int32) throws {
        let symbol = try symbol("posix_spawn_file_actions_addclosefrom_np")
        _ = unsafeBitCast(symbol, to: (@convention(c) (Actions, Int32) -> Int32).self)(actions, first)
    }

    static func addChangeDirectory(
        _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>,
        _ path: String
    ) throws {
        let symbol = try symbol("posix_spawn_file_actions_addchdir_np")
        _ = unsafeBitCast(symbol, to: (@convention(c) (Actions, UnsafePointer<CChar>) -> Int32).self)(actions, path)
    }

    private static func symbol(_ name: String) throws -> UnsafeMutableRawPointer {
        guard let symbol = dlsym(nil, name) else { throw SystemError(name, code: ENOSYS) }
        return symbol
    }
}
