internal import Glibc

/// How time and memory grow with the size of a job, a curve for each thing that can become large.
///
/// A curve that bends upwards tells more than any of its points: it says what will be slow one day.
struct Growth {
    let bench: Workbench
    /// Whether the largest sizes are asked for, too.
    let isLarge: Bool
    /// The names of the curves that are asked for; all where empty.
    let only: [String]

    func run() throws(BenchmarkFailure) {
        let large = isLarge ? [10_000_000] : []
        let curves: [Curve] = [
            Curve(name: "visits", sizes: [1_000_000, 3_000_000] + large, measure: visits),
            Curve(name: "gzip", sizes: [1_000_000, 3_000_000] + large, measure: packedVisits),
            Curve(name: "whole", sizes: [1_000_000, 3_000_000] + large, measure: whole),
            Curve(name: "night", sizes: [1_000_000, 3_000_000] + large, measure: night),
            Curve(name: "exports", sizes: [20_000, 40_000, 80_000], measure: wholeExports),
            Curve(name: "nights", sizes: [2, 4, 8], measure: nightsOfExports),
            Curve(name: "person", sizes: [250_000, 500_000, 1_000_000], measure: onePerson),
            Curve(name: "people", sizes: [250_000, 500_000, 1_000_000], measure: manyPeople),
            Curve(name: "leads", sizes: [10_000, 20_000, 40_000], measure: leadsOfOne),
            Curve(name: "spend", sizes: [250_000, 500_000, 1_000_000], measure: spend),
            Curve(name: "days", sizes: [10_000, 30_000] + (isLarge ? [100_000] : []), measure: smallVisitFiles),
            Curve(name: "cabinets", sizes: [10_000, 30_000] + (isLarge ? [100_000] : []), measure: smallSpendFiles),
        ]
        for name in only where !curves.contains(where: { $0.name == name }) {
            throw BenchmarkFailure("no curve \(name); there are \(curves.map(\.name).joined(separator: ", "))")
        }
        GrowthTable.printHeader()
        var bent: [String] = []
        for curve in curves where only.isEmpty || only.contains(curve.name) {
            var table = GrowthTable()
            for size in curve.sizes {
                for point in try curve.measure(size) where table.show(point, size: size) { bent.append(point.job) }
            }
        }
        print(bent.isEmpty ? "no curve bends upwards" : "look at: \(bent.joined(separator: ", "))")
    }

    private struct Curve {
        var name: String
        var sizes: [Int]
        var measure: (Int) throws(BenchmarkFailure) -> [Measurement]
    }

    private func point(_ job: String, _ child: Child, rows: Int) -> Measurement {
        Measurement(job: job, rows: rows, wall: child.wall, cpu: child.cpu, memory: child.memory)
    }

    // MARK: Visits

    private func visits(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(size)
        try bench.generate(.whole)
        let job = try bench.makeJob("growth", .visits(in: "../whole"))
        let run = try job.run("run")
        try job.expectVisits(size, files: 1)
        return [point("visits alone", run, rows: size)]
    }

    private func packedVisits(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(size)
        let folder = try bench.generate(.whole)
        _ = try bench.child("gzip", ["-1", "-f", "\(folder)/visits.csv"])
        var pipeline = PipelineText.visits(in: "../whole")
        pipeline.visits = "visits.csv.gz"
        let job = try bench.makeJob("growth", pipeline)
        let run = try job.run("run")
        try job.expectVisits(size, files: 1)
        try bench.remove("whole", "job-growth")
        return [point("visits gzipped", run, rows: size)]
    }

    private func whole(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(size)
        let folder = try bench.generate(.whole)
        let totals = try Totals(readFrom: "\(folder)/totals.txt")
        let job = try bench.makeJob("growth", PipelineText(data: "../whole"))
        let run = try job.run("run")
        try Suite(bench: bench).expect(job, totals)
        var shorter = PipelineText(data: "../whole")
        shorter.lookback = "30d"
        try TextFile.write(shorter.text, to: job.pipeline)
        let settled = try job.run("run")
        try job.expect("cost", "SELECT sum(cost_micros) FROM mart_channel_daily", totals["cost"])
        try bench.remove("whole", "job-growth")
        return [point("full first run", run, rows: size), point("attribute again, 30d", settled, rows: size)]
    }

    /// One more day on a year of so many visits.
    private func night(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(size)
        let totals = try Totals(readFrom: "\(bench.generate(.whole))/totals.txt")
        try bench.generate(.yesterday, into: "nightly")
        let job = try bench.makeJob("nightly", .nightly)
        _ = try job.run("run", "--at", "2025-12-31")
        try bench.generate(.morning, into: "nightly")
        let night = try job.run("run", "--at", "2026-01-01")
        try Suite(bench: bench).expectDays(job, totals)
        try bench.remove("whole", "nightly", "job-nightly")
        return [point("a night", night, rows: size)]
    }

    /// So many leads, all of which a CRM exports anew.
    private func wholeExports(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(size * 50)
        var points: [Measurement] = []
        for load in ["merge", "snapshot"] {
            let folder = try bench.generate(.whole)
            var pipeline = PipelineText(data: "../whole", visits: nil)
            pipeline.leadLoad = load
            let job = try bench.makeJob("growth", pipeline)
            _ = try job.run("run")
            _ = try bench.child("sed", ["-i", "s/,chat$/,call/", "\(folder)/leads.csv"])
            sleep(3)
            points.append(point("whole export, \(load)", try job.run("run"), rows: size))
            try job.expect("leads", "SELECT count(*) FROM fact_lead WHERE is_current = 1", size)
            try job.expect("edited leads", "SELECT count(*) FROM v1_lead WHERE form = 'chat'", 0)
        }
        try bench.remove("whole", "job-growth")
        return points
    }

    /// So many nights, each with a whole export that is merged: what the last of them takes.
    private func nightsOfExports(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        let leads = 20_000
        let bench = bench.sized(leads * 50)
        let folder = try bench.generate(.whole)
        let job = try bench.makeJob("growth", PipelineText(data: "../whole", visits: nil))
        var last = try job.run("run")
        for night in 1...size {
            let edits = "s/,chat$/,night \(night)/; s/,night .*$/,night \(night)/"
            _ = try bench.child("sed", ["-i", edits, "\(folder)/leads.csv"])
            _ = try bench.child("touch", ["-d", "1 hour ago", "\(folder)/leads.csv"])
            last = try job.run("run")
        }
        try job.expect("leads of all versions", "SELECT count(*) FROM fact_lead", leads)
        try bench.remove("whole", "job-growth")
        return [point("the last of so many nights of whole exports", last, rows: leads)]
    }

    // MARK: One person

    private func onePerson(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        [try persons("visits of one person", .one, size)]
    }

    private func manyPeople(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        [try persons("visits of many people", .many, size)]
    }

    private func leadsOfOne(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        [try persons("leads of one person", .leads, size)]
    }

    private func persons(_ name: String, _ layout: FileLayout, _ size: Int) throws(BenchmarkFailure) -> Measurement {
        let bench = bench.sized(size)
        let folder = try bench.generate(layout)
        let totals = try Totals(readFrom: "\(folder)/totals.txt")
        var pipeline = PipelineText(data: "../\(layout.rawValue)", spend: nil)
        pipeline.hasDeals = false
        let job = try bench.makeJob("growth", pipeline)
        let run = try job.run("run", "--at", "2026-01-01")
        try job.expect("leads", "SELECT count(*) FROM fact_lead", totals["leads"])
        try job.expect("visits", "SELECT sum(visits) FROM mart_channel_daily", totals["visits"])
        try job.expect(
            "touches", "SELECT sum(touches) FROM fact_journey WHERE conversion = 'lead'", totals["touches"])
        try bench.remove(layout.rawValue, "job-growth")
        return point(name, run, rows: size)
    }

    // MARK: Spend and small files

    private func spend(_ size: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(size * 10)
        let folder = try bench.generate(.spend)
        let totals = try Totals(readFrom: "\(folder)/totals.txt")
        let job = try bench.makeJob("growth", .spend(in: "../spend"))
        let run = try job.run("run")
        try job.expect("spend", "SELECT count(*) FROM fact_spend", totals["spend"])
        try job.expect("cost", "SELECT sum(cost_micros) FROM mart_channel_daily", totals["cost"])
        try bench.remove("spend", "job-growth")
        return [point("spend in one file", run, rows: totals["spend"])]
    }

    private func smallVisitFiles(_ files: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(files * 100)
        try bench.generate(.parts)
        var pipeline = PipelineText.visits(in: "../parts")
        pipeline.visits = "visits-*.csv"
        pipeline.visitLoad = "{ replace: day, overlap: sum }"
        let job = try bench.makeJob("growth", pipeline)
        let run = try job.run("run")
        try job.expectVisits(bench.visits, files: files)
        let again = try job.run("run")
        try again.expectUnchanged()
        try bench.remove("parts", "job-growth")
        return [
            point("visit files of a day", run, rows: bench.visits), point("  nothing new", again, rows: bench.visits),
        ]
    }

    private func smallSpendFiles(_ files: Int) throws(BenchmarkFailure) -> [Measurement] {
        let bench = bench.sized(files * 100)
        let folder = try bench.generate(.cabinets)
        let totals = try Totals(readFrom: "\(folder)/totals.txt")
        var pipeline = PipelineText.spend(in: "../cabinets")
        pipeline.spend = "spend-{{ day }}-*.csv"
        pipeline.spendLoad = "{ replace: day, overlap: sum }"
        let job = try bench.makeJob("growth", pipeline)
        let run = try job.run("run")
        try job.expect("spend", "SELECT count(*) FROM fact_spend", totals["spend"])
        try job.expect("cost", "SELECT sum(cost_micros) FROM mart_channel_daily", totals["cost"])
        let again = try job.run("run")
        try again.expectUnchanged()
        try bench.remove("cabinets", "job-growth")
        return [
            point("spend files of a day", run, rows: totals["spend"]),
            point("  nothing new", again, rows: totals["spend"]),
        ]
    }
}
