/// The program and its peers in turn over the same files.
struct PeerComparison {
    struct Peer {
        var name: String
        var python: String
        var script: String
    }

    let bench: Workbench
    let peers: [Peer]
    let rounds: Int

    private static let own = ["full first run", "identical second run", "nightly run"]

    func run() throws(BenchmarkFailure) {
        let folder = try bench.generate(.whole)
        let totals = try Totals(readFrom: "\(folder)/totals.txt")
        try prepareNight()
        let rows = ["visits", "leads", "deals", "spend"].reduce(0) { $0 + totals[$1] }
        let names = Self.own + peers.map(\.name)
        var found = [[Child]](repeating: [], count: names.count)
        ResultTable.printHeader()
        for _ in 0..<rounds {
            var round = try takeTurn(totals)
            for peer in peers { round.append(try takeTurn(peer, folder, totals)) }
            for (index, child) in round.enumerated() {
                found[index].append(child)
                ResultTable.show(
                    Measurement(
                        job: names[index], rows: rows, wall: child.wall, cpu: child.cpu, memory: child.memory))
            }
        }
        print("\n500,000 rows of spend, read and loaded")
        try Suite(bench: bench.sized(5_000_000)).measureSpend()
        print("\nmedians of \(rounds) rounds; the program's ÷ the peer's: below 1 the program takes less")
        for peer in peers.indices {
            for own in Self.own.indices {
                func ratio(_ value: (Child) -> Double) -> String {
                    let other = median(found[peer + Self.own.count].map(value))
                    return ResultTable.decimal(median(found[own].map(value)) / other, 3)
                }
                print(
                    "\(ResultTable.padded("\(Self.own[own]) ÷ \(peers[peer].name)", -40)) time \(ratio(\.wall))  "
                        + "CPU \(ratio(\.cpu))  peak memory \(ratio { Double($0.memory) })")
            }
        }
    }

    /// The night before the last day of the year, kept aside so that each round begins with it.
    private func prepareNight() throws(BenchmarkFailure) {
        try bench.generate(.yesterday, into: "nightly")
        let job = try bench.makeJob("nightly", .nightly)
        _ = try job.run("run", "--at", "2025-12-31")
        try bench.generate(.morning, into: "nightly")
        try bench.remove("before-nightly")
        _ = try bench.child("cp", ["-a", job.folder, "\(bench.folder)/before-nightly"])
    }

    private func takeTurn(_ totals: Totals) throws(BenchmarkFailure) -> [Child] {
        let suite = Suite(bench: bench)
        let job = try bench.makeJob("whole", PipelineText(data: "../whole"))
        let first = try job.run("run")
        try suite.expect(job, totals)
        let second = try job.run("run")
        try second.expectUnchanged()

        let nightly = try bench.makeJob("nightly", .nightly)
        try bench.remove("job-nightly")
        _ = try bench.child("cp", ["-a", "\(bench.folder)/before-nightly", nightly.folder])
        // Else the night would flush the copy with its own few pages.
        _ = try bench.child("sync", ["-f", nightly.folder])
        let night = try nightly.run("run", "--at", "2026-01-01")
        try suite.expectDays(nightly, totals)
        return [first, second, night]
    }

    private func takeTurn(_ peer: Peer, _ folder: String, _ totals: Totals) throws(BenchmarkFailure) -> Child {
        try bench.remove("peer.sqlite", "peer.sqlite-wal", "peer.sqlite-shm")
        let warehouse = "\(bench.folder)/peer.sqlite"
        let child = try bench.child(peer.python, [peer.script, folder, warehouse])
        let answer = Job(bench: bench, folder: bench.folder, warehouse: warehouse)
        try answer.expect("touches of \(peer.name)", "SELECT count(*) FROM t", totals["peer_touches"])
        try answer.expect("visits of \(peer.name)", "SELECT sum(visits) FROM mart", totals["visits"])
        return child
    }

    private func median(_ numbers: [Double]) -> Double {
        numbers.sorted()[numbers.count / 2]
    }
}
