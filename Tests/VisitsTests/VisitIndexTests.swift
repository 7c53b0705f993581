import Definitions
import TestSupport
import Testing
import Visits

@Suite("The index of a visits file")
struct VisitIndexTests {
    private struct Sample: Hashable {
        var client: String
        var user: String
        var at: Int64
        var tags: UInt32
        var line: Int64
        var id: String
    }

    /// What a sweep gives of each person, in a comparable form: (person, index, time, tags, line, visit id).
    private func swept(_ paths: [String], partSize: Int, heldVisits: Int) throws -> [[String]] {
        let indexes = try paths.map { try #require(try VisitIndex(path: $0)) }
        let sweep = try VisitSweep(indexes, partSize: partSize, heldVisits: heldVisits)
        let states = try sweep.fold([[String]]()) { _, part, result throws(Failure) in
            try sweep.forEachPerson(of: part) { person, entries throws(Failure) in
                result.append(
                    try entries.map { entry throws(Failure) in
                        let id = try indexes[entry.index].idText(of: entry.visit, segment: entry.segment)
                        return "\(person.high) \(person.low) \(entry.index) \(entry.visit.milliseconds) "
                            + "\(entry.visit.tags) \(entry.visit.line) \(id) \(entry.visit.isAlias)"
                    }.sorted())
            }
        }
        return states.flatMap { $0 }.sorted { ($0.first ?? "") < ($1.first ?? "") }
    }

    private func write(
        _ samples: [Sample], to path: String, blockSize: Int, segmentSize: Int = 1, tags: [[UInt8]] = []
    ) throws {
        let writer = try VisitIndexWriter(path: path, segmentSize: segmentSize)
        for start in stride(from: 0, to: samples.count, by: blockSize) {
            let samples = samples[start..<min(samples.count, start + blockSize)]
            var texts = [TextColumn(), TextColumn(), TextColumn()]
            for sample in samples {
                for (column, text) in [sample.client, sample.user, sample.id].enumerated() {
                    texts[column].append(text.utf8)
                }
            }
            let block = RecordBatch(columns: texts.map { .texts($0) }).withTexts(of: [0, 1, 2]) { texts in
                VisitBlock(
                    VisitColumns(
                        clients: texts[0], users: texts[1], ids: texts[2], instants: samples.map(\.at),
                        tags: samples.map { 2 - $0.tags }, lines: samples.map { $0.line - Int64(start) }),
                    person: { CompactID($0, kind: $1) })
            }
            try writer.append(block, tags: [2, 1, 0], firstLine: Int64(start))
        }
        try writer.finish(tags: tags)
        try writer.keep(as: path)
    }

    private func expected(_ files: [[Sample]]) -> [[String]] {
        var rows: [CompactID: [String]] = [:]
        for (index, samples) in files.enumerated() {
            for sample in samples {
                let persons =
                    [CompactID(sample.client.utf8, kind: .client)]
                    + (sample.user.isEmpty ? [] : [CompactID(sample.user.utf8, kind: .user)])
                for person in persons {
                    rows[person, default: []].append(
                        "\(person.high) \(person.low) \(index) \(sample.at) \(sample.tags) \(sample.line) \(sample.id) "
                            + "\(person.kind == .user)")
                }
            }
        }
        return rows.map { $0.value.sorted() }.sorted { ($0.first ?? "") < ($1.first ?? "") }
    }

    @Test("every visit comes back once, with its person's others, whatever the size of blocks and parts, and of memory")
    func sweep() throws {
        let folder = try WorkFolder()
        var random = SeededGenerator()
        for (blockSize, partSize, heldVisits) in [
            (1 << 18, 1 << 14, 1 << 17), (7, 1, 1 << 17), (64, 50, 1), (200, 3, 100), (7, 1, 60),
        ] {
            let files = (0..<random.below(5) + 1).map { _ in Self.samples(random.below(400), &random) }
            var paths: [String] = []
            for (number, samples) in files.enumerated() {
                paths.append(folder.path(of: "\(number).visits"))
                try write(
                    samples, to: paths[number], blockSize: blockSize, segmentSize: [1, 100, 1 << 17][random.below(3)])
            }
            let swept = try swept(paths, partSize: partSize, heldVisits: heldVisits)
            #expect(swept == expected(files), "\(random)")
        }
    }

    /// Visits whose columns are now narrow, now wide.
    private static func samples(_ count: Int, _ random: inout SeededGenerator) -> [Sample] {
        let (hasHashes, hasIDs, isByMilliseconds) = (random.below(2), random.below(3), random.below(2) == 0)
        let unit: Int64 = isByMilliseconds ? 1 : 1000
        let distance: Int64 = [0, 100_000, 1 << 40][random.below(3)]
        return (0..<count).map { line in
            Sample(
                client: hasHashes == 0 && random.below(3) == 0 ? "client-\(random.below(20))" : "\(random.below(40))",
                user: random.below(10) == 0 ? "u\(random.below(5))" : "",
                at: (Int64(random.below(Int(distance) + 1)) - distance / 10) * unit, tags: UInt32(random.below(3)),
                line: Int64(line * (random.below(2) == 0 ? 1 : 3) + 2),
                id: ["", "\(random.below(1000))", "визит-\(random.below(1000))"][random.below(hasIDs + 1)])
        }
    }

    @Test("the visits of some persons and times are found without the others")
    func search() throws {
        let folder = try WorkFolder()
        var random = SeededGenerator()
        var room = VisitSearch.Room()
        for (blockSize, segmentSize) in [(50, 1), (300, 1000), (7, 60)] {
            let samples = Self.samples(1000, &random)
            let path = folder.path(of: "search.visits")
            try write(samples, to: path, blockSize: blockSize, segmentSize: segmentSize)
            let index = try #require(try VisitIndex(path: path))
            let times = samples.map(\.at).sorted()
            for count in [0, 1, 5, 40] {
                let persons = Set(
                    (0..<count).map { _ in
                        CompactID(samples[random.below(samples.count)].client.utf8, kind: .client)
                    })
                let (first, last) = (times[random.below(500)], times[500 + random.below(500)])
                let search = VisitSearch(persons: persons)
                let span = Instant(milliseconds: first)...Instant(milliseconds: last)
                var found: [String] = []
                try search.forEachVisit(of: index, in: span, &room) { visit, segment throws(Failure) in
                    let id = try index.idText(of: visit, segment: segment)
                    found.append("\(visit.person.high) \(visit.milliseconds) \(visit.tags) \(visit.line) \(id)")
                }
                let expected = samples.filter {
                    persons.contains(CompactID($0.client.utf8, kind: .client)) && $0.at >= first && $0.at <= last
                }.map {
                    "\(CompactID($0.client.utf8, kind: .client).high) \($0.at) \($0.tags) \($0.line) \($0.id)"
                }
                #expect(found.sorted() == expected.sorted(), "\(random)")
            }
        }
    }

    @Test("tags come back in their order")
    func tags() throws {
        let folder = try WorkFolder()
        let path = folder.path(of: "a.visits")
        let tags: [[UInt8]] = [[], [1, 2, 3], Array("поиск".utf8)]
        try write([], to: path, blockSize: 4, tags: tags)
        var read: [[UInt8]] = []
        #expect(try VisitIndex(path: path) { read.append(Array($0)) } != nil)
        #expect(read == tags)
    }

    @Test("what isn't a whole index is none")
    func damaged() throws {
        let folder = try WorkFolder()
        let path = folder.path(of: "a.visits")
        #expect(try VisitIndex(path: path) == nil)
        try write(
            [Sample(client: "1", user: "", at: 0, tags: 0, line: 2, id: "7")], to: path, blockSize: 4, tags: [[1]])
        let bytes = try folder.bytes(of: "a.visits")
        for count in 0..<bytes.count {
            try folder.write(Array(bytes[..<count]), to: "cut.visits")
            #expect(try VisitIndex(path: folder.path(of: "cut.visits")) == nil)
        }
    }

    @Test("an index that isn't kept leaves no file", arguments: [false, true])
    func unkept(isFinished: Bool) throws {
        let folder = try WorkFolder()
        var writer: VisitIndexWriter? = try VisitIndexWriter(path: folder.path(of: "a.visits"))
        if isFinished { try writer?.finish(tags: []) }
        #expect(folder.has("a.visits"))
        writer = nil
        #expect(!folder.has("a.visits"))
    }
}
