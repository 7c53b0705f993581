internal import Glibc

/// Counts the instructions of small fixed jobs, which a busy machine doesn't change, against recorded ones.
struct InstructionGuard {
    let bench: Workbench
    /// Lines `JOB COUNT`.
    let record: String

    /// A count may be this much greater than the recorded one: compilers and libraries differ.
    private let margin = 1.25

    func run() throws(BenchmarkFailure) {
        guard (try? bench.child("valgrind", ["--version"])) != nil else {
            print("instructions not counted: valgrind is not installed (apt-get install valgrind)")
            return
        }
        // valgrind of Debian 12 can't read the debugging information of today's compilers.
        let program = "\(bench.folder)/throughline"
        _ = try bench.child("strip", ["-o", program, bench.program])
        let small = Workbench(
            program: program, folder: bench.folder, visits: bench.visits, seed: 7, own: bench.own, limit: bench.limit)
        try small.generate(.whole)
        var recorded = try Totals(readFrom: record)
        let records = getenv("THROUGHLINE_RECORD") != nil
        var slower: [String] = []
        var pipeline = PipelineText(data: "../whole")
        pipeline.spend = nil
        let job = try small.makeJob("instructions", pipeline)
        for verb in ["validate", "run"] {
            let report = "\(bench.folder)/callgrind.txt"
            let child = try bench.child(
                "valgrind",
                [
                    "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=\(report)", program, verb,
                    job.pipeline,
                ])
            guard let count = Self.collected(try TextFile.read(report)) else {
                throw BenchmarkFailure("no count in \(report)")
            }
            let ratio = Double(count) / Double(max(1, recorded[verb]))
            print(
                "\(ResultTable.padded(verb, -10)) \(count) instructions, \(ResultTable.decimal(ratio, 3)) of the recorded "
                    + "ones (counted in \(ResultTable.decimal(child.wall, 1)) s)")
            if records { recorded[verb] = count } else if recorded[verb] > 0 && ratio > margin { slower.append(verb) }
        }
        try job.expect("leads", "SELECT count(*) FROM fact_lead", bench.visits / 50)
        if records { try recorded.write(to: record) }
        guard slower.isEmpty else {
            throw BenchmarkFailure(
                "\(slower.joined(separator: " and ")) take over \(ResultTable.decimal(margin, 2)) times the recorded "
                    + "instructions; if that is meant, record them anew: THROUGHLINE_RECORD=1 make bench-guard")
        }
    }

    /// The number after `Collected :`.
    private static func collected(_ report: String) -> Int? {
        for line in report.split(separator: "\n") where line.contains("Collected") {
            if let number = line.split(separator: " ").last { return Int(number) }
        }
        return nil
    }
}
