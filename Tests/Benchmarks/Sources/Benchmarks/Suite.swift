internal import CInserts

/// The jobs of `make bench`, each with the answer it must give.
struct Suite {
    let bench: Workbench

    func run() throws(BenchmarkFailure) {
        try bench.generate(.whole)
        let totals = try Totals(readFrom: "\(bench.folder)/whole/totals.txt")
        ResultTable.printHeader()
        let visits = try measureVisits()
        let first = try measureWholeRun(totals)
        try measureShuffled(totals, first: first)
        try measureParts(visits)
        try measureSpend()
        try measureDays(totals, first: first)
    }

    /// Prints a line and gives it back.
    @discardableResult
    private func show(
        _ job: String, rows: Int, bytes: Int = 0, _ child: Child, _ remark: String = ""
    ) -> Measurement {
        let line = Measurement(
            job: job, rows: rows, bytes: bytes, wall: child.wall, cpu: child.cpu, memory: child.memory, remark: remark)
        ResultTable.show(line)
        return line
    }

    private func ratio(_ child: Child, to base: Measurement, _ name: String) -> String {
        "\(ResultTable.decimal(child.wall / base.wall, 3)) of \(name), CPU "
            + "\(ResultTable.decimal(child.cpu / base.cpu, 3))"
    }

    // MARK: Visits alone

    private func measureVisits() throws(BenchmarkFailure) -> Measurement {
        let bytes = TextFile.size("\(bench.folder)/whole/visits.csv")
        var pipeline = PipelineText.visits(in: "../whole")
        let job = try bench.makeJob("visits", pipeline)
        let validate = try job.run("validate")
        guard (validate.output + validate.errors).filter({ $0 != "," }).contains("\(bench.visits)") else {
            throw BenchmarkFailure("validate did not count \(bench.visits) rows: \(validate.output)\(validate.errors)")
        }
        let read = show("read (validate)", rows: bench.visits, bytes: bytes, validate)
        let run = try job.run("run")
        try job.expectVisits(bench.visits, files: 1)
        let visits = show("visits alone", rows: bench.visits, bytes: bytes, run, ratio(run, to: read, "read"))

        let packed = "\(bench.folder)/whole/visits.csv.gz"
        _ = try bench.child("gzip", ["-1", "-c", "\(bench.folder)/whole/visits.csv"], output: packed)
        let inflate = try bench.child("gzip", ["-dc", packed], output: "/dev/null")
        show("  gzip -dc", rows: bench.visits, bytes: bytes, inflate)
        pipeline.visits = "visits.csv.gz"
        let packedJob = try bench.makeJob("gzip", pipeline)
        let packedRun = try packedJob.run("run")
        try packedJob.expectVisits(bench.visits, files: 1)
        show(
            "visits gzipped", rows: bench.visits, bytes: bytes, packedRun, ratio(packedRun, to: visits, "visits alone"))
        return visits
    }

    private func measureParts(_ visits: Measurement) throws(BenchmarkFailure) {
        try bench.generate(.parts)
        var pipeline = PipelineText.visits(in: "../parts")
        pipeline.visits = "visits-*.csv"
        pipeline.visitLoad = "{ replace: day, overlap: sum }"
        let job = try bench.makeJob("parts", pipeline)
        let run = try job.run("run")
        let files = (bench.visits + 99) / 100
        try job.expectVisits(bench.visits, files: files)
        show(
            "\(files) files of 100", rows: bench.visits, bytes: visits.bytes, run,
            ratio(run, to: visits, "visits alone"))
        let again = try job.run("run")
        try again.expectUnchanged()
        show("  again", rows: bench.visits, again)
    }

    // MARK: The whole job

    private func measureWholeRun(_ totals: Totals) throws(BenchmarkFailure) -> Measurement {
        let rows = ["visits", "leads", "deals", "spend"].reduce(0) { $0 + totals[$1] }
        let bytes = ["visits", "leads", "deals", "spend"].reduce(0) {
            $0 + TextFile.size("\(bench.folder)/whole/\($1).csv")
        }
        let job = try bench.makeJob("whole", PipelineText(data: "../whole"))
        let run = try job.run("run")
        try expect(job, totals)
        let first = show("full first run", rows: rows, bytes: bytes, run)
        let digest = try job.digest()

        let copy = try job.copyRows()
        ResultTable.show(
            Measurement(
                job: "  bare inserts of it", rows: Int(copy.rows), wall: copy.wall, cpu: copy.cpu, memory: nil,
                remark: "\(ResultTable.decimal(copy.wall / first.wall, 3)) of the run"))

        let again = try job.run("run")
        try again.expectUnchanged()
        guard try job.digest() == digest else { throw BenchmarkFailure("a second run changed the digest") }
        show("identical second run", rows: rows, again, ratio(again, to: first, "first"))

        var pipeline = PipelineText(data: "../whole")
        pipeline.aliases = "aliases.csv"
        try TextFile.write("platform,campaign,campaign_id\nvk,cmp_000,cmp_001\n", to: "\(job.folder)/aliases.csv")
        let matched = try settleAgain(job, pipeline)
        try expect(job, totals)
        try job.expect(
            "visits of aliased campaigns",
            "SELECT sum(visits) FROM v1_channel_daily WHERE source = 'vk' AND campaign = 'cmp_001'", totals["aliased"])
        show("match again, one alias", rows: totals["visits"], matched, ratio(matched, to: first, "first"))

        pipeline.lookback = "30d"
        let settled = try settleAgain(job, pipeline)
        try job.expect(
            "touches of a shorter lookback are fewer",
            "SELECT sum(touches) BETWEEN 1 AND \(totals["touches"] - 1) FROM fact_journey WHERE conversion = 'lead'", 1)
        try job.expect("cost", "SELECT sum(cost_micros) FROM mart_channel_daily", totals["cost"])
        show(
            "attribute again, 30d", rows: totals["leads"] + totals["deals"], settled, ratio(settled, to: first, "first")
        )
        return first
    }

    /// Runs with a changed pipeline file, whose change concerns nothing that was read.
    private func settleAgain(_ job: Job, _ pipeline: PipelineText) throws(BenchmarkFailure) -> Child {
        try TextFile.write(pipeline.text, to: job.pipeline)
        let run = try job.run("run")
        let last = try job.lastRun()
        guard last.rows == 0 else { throw BenchmarkFailure("another rule of attribution read \(last.rows) rows") }
        return run
    }

    private func measureShuffled(_ totals: Totals, first: Measurement) throws(BenchmarkFailure) {
        try bench.generate(.shuffled)
        var pipeline = PipelineText(data: "../whole")
        pipeline.visits = "../shuffled/visits.csv"
        let job = try bench.makeJob("shuffled", pipeline)
        let run = try job.run("run")
        try expect(job, totals)
        show("first run, shuffled", rows: first.rows, bytes: first.bytes, run, ratio(run, to: first, "first"))
    }

    /// Compares a warehouse of the whole year with the answers.
    func expect(_ job: Job, _ totals: Totals) throws(BenchmarkFailure) {
        let mart = "FROM mart_channel_daily"
        for (name, sql) in [
            ("spend", "SELECT count(*) FROM fact_spend"), ("leads", "SELECT count(*) FROM fact_lead"),
            ("deals", "SELECT count(*) FROM fact_deal"), ("visits", "SELECT sum(visits) \(mart)"),
            ("impressions", "SELECT sum(impressions) \(mart)"), ("clicks", "SELECT sum(clicks) \(mart)"),
            ("cost", "SELECT sum(cost_micros) \(mart)"),
            ("leads", "SELECT sum(leads_all_billionths) / 1000000000 \(mart)"),
            ("won", "SELECT sum(is_won) FROM fact_journey WHERE conversion = 'deal'"),
            ("revenue", "SELECT sum(value_micros) FROM fact_journey WHERE conversion = 'deal' AND is_won"),
            ("touches", "SELECT sum(touches) FROM fact_journey WHERE conversion = 'lead'"),
        ] {
            try job.expect(name, sql, totals[name])
        }
    }

    // MARK: Spend alone

    func measureSpend() throws(BenchmarkFailure) {
        let folder = try bench.generate(.spend)
        let totals = try Totals(readFrom: "\(folder)/totals.txt")
        let bytes = TextFile.size("\(folder)/spend.csv")
        let job = try bench.makeJob("spend", .spend(in: "../spend"))
        let validate = try job.run("validate")
        show("read of one spend file", rows: totals["spend"], bytes: bytes, validate)
        let run = try job.run("run")
        try job.expect("spend", "SELECT count(*) FROM fact_spend", totals["spend"])
        try job.expect("cost", "SELECT sum(cost_micros) FROM mart_channel_daily", totals["cost"])
        show("run over it", rows: totals["spend"], bytes: bytes, run)
        let copy = try job.copyRows()
        let written = Int(copy.rows)
        let loading = Measurement(
            job: "  load: run less read", rows: written, wall: run.wall - validate.wall, cpu: run.cpu - validate.cpu,
            memory: nil,
            remark: "\(ResultTable.decimal(copy.cpu / (run.cpu - validate.cpu), 2)) of the bare loop's rows/s by CPU, "
                + "\(ResultTable.decimal(copy.wall / (run.wall - validate.wall), 2)) by the clock")
        ResultTable.show(loading)
        ResultTable.show(
            Measurement(job: "  bare inserts of it", rows: written, wall: copy.wall, cpu: copy.cpu, memory: nil))
    }

    // MARK: Day by day

    private func measureDays(_ totals: Totals, first: Measurement) throws(BenchmarkFailure) {
        try bench.generate(.daily)
        let at = "2026-01-01"
        let pipeline = PipelineText(data: "../daily", isDaily: true)
        let daily = try bench.makeJob("daily", pipeline)
        let whole = try daily.run("run", "--at", at)
        try expectDays(daily, totals)
        let digest = try daily.digest()
        let wholeLine = show(
            "first run, daily files", rows: first.rows, bytes: first.bytes, whole, ratio(whole, to: first, "first"))

        try bench.generate(.yesterday, into: "nightly")
        let nightly = try bench.makeJob("nightly", .nightly)
        _ = try nightly.run("run", "--at", "2025-12-31")
        try bench.generate(.morning, into: "nightly")
        let night = try nightly.run("run", "--at", at)
        try expectDays(nightly, totals)
        guard try nightly.digest() == digest else {
            throw BenchmarkFailure("the nightly run's digest is not that of one run")
        }
        show("nightly run", rows: try nightly.lastRun().rows, night, ratio(night, to: first, "first"))
        let idle = try nightly.run("run", "--at", at)
        try idle.expectUnchanged()
        show("nightly run, nothing new", rows: 0, idle, ratio(idle, to: first, "first"))

        let backfill = try bench.makeJob("backfill", pipeline)
        let months = try backfill.run("backfill", "--from", "2025-01-01", "--to", "2025-12-31", "--at", at)
        try expectDays(backfill, totals)
        guard try backfill.digest() == digest else {
            throw BenchmarkFailure("the backfill's digest is not that of one run")
        }
        show(
            "backfill of 12 months", rows: first.rows, bytes: first.bytes, months,
            ratio(months, to: wholeLine, "first, daily"))
    }

    /// Compares a warehouse of daily files, whose leads end with the year.
    func expectDays(_ job: Job, _ totals: Totals) throws(BenchmarkFailure) {
        for (name, sql) in [
            ("visits", "SELECT sum(visits) FROM mart_channel_daily"),
            ("cost", "SELECT sum(cost_micros) FROM mart_channel_daily"),
            ("leads_of_year", "SELECT count(*) FROM fact_lead"),
            ("touches_of_year", "SELECT sum(touches) FROM fact_journey WHERE conversion = 'lead'"),
        ] {
            try job.expect(name, sql, totals[name])
        }
    }
}
