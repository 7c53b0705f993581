internal import Glibc

/// What `make bench` runs.
@main
enum Benchmarks {
    private static let usage = """
        usage: Benchmarks generate LAYOUT FOLDER VISITS SEED
               Benchmarks run PROGRAM FOLDER
               Benchmarks growth PROGRAM FOLDER [CURVE …]
               Benchmarks peers PROGRAM FOLDER NAME=PYTHON=SCRIPT …
               Benchmarks guard PROGRAM FOLDER RECORD
        SIZE in the environment is the number of visits, SEED the seed, ROUNDS how often peers take turns, MARGIN by how
        many per cent a job may exceed its recorded instructions, LIMIT the
        seconds after which a child is killed, LARGE=1 adds the largest sizes to the curves.

        """

    static func main() {
        do throws(BenchmarkFailure) {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            let text = Array("benchmark failed: \(error)\n".utf8)
            _ = write(2, text, text.count)
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws(BenchmarkFailure) {
        guard arguments.count >= 3 else { throw BenchmarkFailure(usage) }
        if arguments[0] == "generate" {
            guard arguments.count == 5, let layout = FileLayout(rawValue: arguments[1]),
                let visits = Int(arguments[3]), let seed = UInt64(arguments[4])
            else { throw BenchmarkFailure(usage) }
            return try Company(visits: visits, seed: seed).write(layout, to: arguments[2])
        }
        Child.prepare()
        let guards = arguments[0] == "guard"
        let visits = guards ? 5000 : try number("SIZE", 200_000)
        guard visits >= 5000 else { throw BenchmarkFailure("SIZE must be at least 5000 visits") }
        TextFile.makeFolder(arguments[2])
        let bench = Workbench(
            program: arguments[1], folder: arguments[2], visits: visits, seed: try number("SEED", 7),
            own: "/proc/self/exe", limit: try number("LIMIT", 900))
        switch arguments[0] {
        case "run": try Suite(bench: bench).run()
        case "growth":
            try Growth(bench: bench, isLarge: try number("LARGE", 0) > 0, only: Array(arguments.dropFirst(3))).run()
        case "guard" where arguments.count == 4:
            let margin = 1 + Double(try number("MARGIN", 5)) / 100
            try InstructionGuard(bench: bench, record: arguments[3], margin: margin).run()
        case "peers":
            let peers = arguments.dropFirst(3).compactMap { argument -> PeerComparison.Peer? in
                let parts = argument.split(separator: "=").map(String.init)
                return parts.count == 3 ? PeerComparison.Peer(name: parts[0], python: parts[1], script: parts[2]) : nil
            }
            try PeerComparison(bench: bench, peers: peers, rounds: try number("ROUNDS", 3)).run()
        default: throw BenchmarkFailure(usage)
        }
    }

    private static func number(_ name: String, _ standard: Int) throws(BenchmarkFailure) -> Int {
        guard let value = getenv(name) else { return standard }
        guard let number = Int(String(cString: value)) else {
            throw BenchmarkFailure("\(name) is no whole number: \(String(cString: value))")
        }
        return number
    }
}
