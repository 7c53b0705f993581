internal import Glibc

/// A pseudo-terminal of a given size, for what the program shows to people only.
struct Terminal: ~Copyable {
    private let controller: Int32
    private let device: String

    init(columns: UInt16, rows: UInt16) throws {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // From asm-generic/ioctls.h; the importer doesn't see macros that are computed.
        let (unlock, number, resize): (UInt, UInt, UInt) = (0x4004_5431, 0x8004_5430, 0x5414)
        var locked: Int32 = 0
        var index: Int32 = 0
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        let isReady =
            controller >= 0 && ioctl(controller, unlock, &locked) == 0 && ioctl(controller, number, &index) == 0
            && ioctl(controller, resize, &size) == 0
        device = "/dev/pts/\(index)"
        guard isReady else { throw SystemError("/dev/ptmx") }
    }

    deinit {
        close(controller)
    }

    /// Runs a program to its end; all it prints is the result's `output`, with `\r\n` as terminals get it.
    ///
    /// - Throws: where it can't be started, or is still running at the deadline; it is killed then.
    func run(_ launch: Launch, deadline: Duration) throws -> ProgramResult {
        let processID = try launch.spawn(.terminal(device: device))
        let end = ContinuousClock.now + deadline
        var printed: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        var isOpen = true
        var hasSpoken = false
        do {
            // A child that isn't heard would wait for ever: terminals hold four kilobytes. Reading fails once no
            // process has the device open, which also is so until the child has opened it.
            while isOpen, ContinuousClock.now < end {
                var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
                poll(&waiting, 1, 50)
                if waiting.revents & Int16(POLLIN) != 0 {
                    let count = read(controller, &block, block.count)
                    if count > 0 {
                        hasSpoken = true
                        printed.append(contentsOf: block.prefix(count))
                    }
                } else if waiting.revents & Int16(POLLHUP) != 0 {
                    isOpen = !hasSpoken && !hasEnded(processID)
                    if isOpen { usleep(500) }
                }
            }
            let status = try RunningProgram.reap(processID, until: end) {
                String(decoding: printed, as: UTF8.self)
            }
            return ProgramResult(status: status, output: printed, errors: [])
        } catch {
            kill(processID, SIGKILL)
            waitpid(processID, nil, 0)
            throw error
        }
    }

    /// Whether a child has ended, which stays to be found out by `waitpid` once more.
    private func hasEnded(_ processID: pid_t) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(processID), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
    }
}
