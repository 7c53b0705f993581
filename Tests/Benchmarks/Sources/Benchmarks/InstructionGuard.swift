internal import Glibc

/// Counts the instructions of small fixed jobs, which a busy machine doesn't change, against recorded ones.
struct InstructionGuard {
    let bench: Workbench
    /// Lines `JOB COUNT`.
    let record: String

    /// A count may be this much greater than the recorded one; one build on one machine differs by 0.001 at most.
    let margin: Double

    func run() throws(BenchmarkFailure) {
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
        for (name, verb) in [("validate", "validate"), ("run", "run"), ("again", "run")] {
            let (count, seconds) = try count(program, verb, job)
            var line = "\(ResultTable.padded(name, -10)) \(ResultTable.padded("\(count)", 12)) instructions"
            if recorded[name] > 0 {
                let ratio = Double(count) / Double(recorded[name])
                line += ", \(ResultTable.decimal(ratio, 4)) of the recorded ones"
                if ratio > margin { slower.append(name) }
                if ratio < 2 - margin { line += "; fewer by so much are worth recording" }
            } else if !records {
                slower.append(name)
            }
            print(line + " (counted in \(ResultTable.decimal(seconds, 1)) s)")
            if records { recorded[name] = count }
        }
        try job.expect("leads", "SELECT count(*) FROM fact_lead", bench.visits / 50)
        guard !records else { return try recorded.write(to: record) }
        guard slower.isEmpty else {
            throw BenchmarkFailure(
                """
                \(slower.joined(separator: ", ")): over \(ResultTable.decimal(margin, 2)) times the recorded instructions
                  find what costs them: valgrind --tool=callgrind \(program) run \(job.pipeline), then callgrind_annotate
                  if they are meant, record them with the change: THROUGHLINE_RECORD=1 make bench-guard
                """)
        }
    }

    private func count(
        _ program: String, _ verb: String, _ job: Job
    ) throws(BenchmarkFailure) -> (count: Int, seconds: Double) {
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
        return (count, child.wall)
    }

    /// The number after `Collected :`.
    private static func collected(_ report: String) -> Int? {
        for line in report.split(separator: "\n") where line.contains("Collected") {
            if let number = line.split(separator: " ").last { return Int(number) }
        }
        return nil
    }
}
