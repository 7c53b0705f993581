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

    func run() throws(BenchmarkFailure) {
        let folder = try bench.generate(.whole)
        let totals = try Totals(readFrom: "\(folder)/totals.txt")
        let rows = ["visits", "leads", "deals", "spend"].reduce(0) { $0 + totals[$1] }
        let suite = Suite(bench: bench)
        let names = ["full first run", "identical second run"] + peers.map(\.name)
        var found = [[Child]](repeating: [], count: names.count)
        ResultTable.printHeader()
        for _ in 0..<rounds {
            let job = try bench.makeJob("whole", PipelineText(data: "../whole"))
            var round = [try job.run("run")]
            try suite.expect(job, totals)
            round.append(try job.run("run"))
            for peer in peers {
                let warehouse = "\(bench.folder)/peer.sqlite"
                for suffix in ["", "-wal", "-shm"] {
                    _ = try Child.run("rm", ["-f", warehouse + suffix], scratch: bench.folder)
                }
                round.append(try Child.run(peer.python, [peer.script, folder, warehouse], scratch: bench.folder))
                let answer = Job(bench: bench, folder: bench.folder, warehouse: warehouse)
                try answer.expect("touches of \(peer.name)", "SELECT count(*) FROM t", totals["peer_touches"])
                try answer.expect("visits of \(peer.name)", "SELECT sum(visits) FROM mart", totals["visits"])
            }
            for (index, child) in round.enumerated() {
                found[index].append(child)
                ResultTable.show(
                    Measurement(
                        job: names[index], rows: rows, wall: child.wall, cpu: child.cpu, memory: child.memory))
            }
        }
        print("\nmedians of \(rounds) rounds; the program's ÷ the peer's: below 1 the program takes less")
        for (index, peer) in peers.enumerated() {
            for own in 0..<2 {
                func ratio(_ value: (Child) -> Double) -> String {
                    ResultTable.decimal(median(found[own].map(value)) / median(found[index + 2].map(value)), 3)
                }
                print(
                    "\(ResultTable.padded("\(names[own]) ÷ \(peer.name)", -40)) time \(ratio(\.wall))  "
                        + "CPU \(ratio(\.cpu))  peak memory \(ratio { Double($0.memory) })")
            }
        }
    }

    private func median(_ numbers: [Double]) -> Double {
        numbers.sorted()[numbers.count / 2]
    }
}
