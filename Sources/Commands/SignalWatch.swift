import Dispatch
import Glibc
import Pipeline

/// Turns Ctrl-C and a service manager's stop into a wish to end; a second signal ends the process at once.
final class SignalWatch {
    private var sources: [any DispatchSourceSignal] = []

    init(_ interruption: Interruption) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            nonisolated(unsafe) var isRepeated = false
            source.setEventHandler {
                // The open transaction is undone by SQLite when the warehouse is next opened.
                if isRepeated { _exit(128 + number) }
                isRepeated = true
                interruption.request(signal: number)
            }
            source.resume()
            sources.append(source)
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
