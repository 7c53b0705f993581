import Definitions
import TestSupport
import Testing

@testable import Warehouse

@Suite struct PersonIndexTests {
    /// Records with clues, and where each clue leads.
    private struct Example {
        var clues = RecordClues()
        var places: [PersonClue: Set<FactPlace>] = [:]

        init(_ count: Int, file: Int64, _ random: inout SeededGenerator) throws {
            for record in 0..<count {
                let place = try FactPlace(file: file, record: Int64(record), isDeal: random.below(2) == 0)
                clues.begin(place)
                for _ in 0..<random.below(5) {
                    // Few enough to meet, all over the numbers that there are.
                    let clue = PersonClue(number: UInt32(random.below(count)) &* 0x9E37_79B9)
                    clues.add(clue)
                    places[clue, default: []].insert(place)
                }
            }
        }
    }

    private static func places(_ clue: PersonClue, _ index: PersonIndex) -> Set<FactPlace> {
        var places = Set<FactPlace>()
        index.forEachPlace(of: clue) { places.insert($0) }
        return places
    }

    @Test(arguments: [0, 1, 40, 3000])
    func cluesLeadToTheirRecordsAndNoOthers(_ count: Int) throws {
        var random = SeededGenerator()
        var older = try Example(count, file: 7, &random)
        var newer = try Example(count / 3, file: 1 << 30, &random)
        var latest = try Example(count / 3, file: 8, &random)
        let more = newer.clues.index().merged(with: latest.clues.index())
        let index = PersonIndex(older: older.clues.index(), newer: more)
        let expected = [older, newer, latest].reduce(into: [PersonClue: Set<FactPlace>]()) {
            $0.merge($1.places) { $0.union($1) }
        }
        for (clue, places) in expected {
            #expect(index.has(clue), "\(random)")
            #expect(Self.places(clue, index) == places, "\(random)")
        }
        for _ in 0..<100 {
            let clue = PersonClue(number: UInt32(truncatingIfNeeded: random.next()))
            #expect(index.has(clue) == (expected[clue] != nil), "\(random)")
        }
    }

    @Test func whatStandsInBothIsThereOnce() throws {
        var random = SeededGenerator()
        var example = try Example(500, file: 7, &random)
        let segment = example.clues.index()
        let twice = segment.merged(with: segment)
        #expect(twice.count == example.places.values.reduce(0) { $0 + $1.count }, "\(random)")
    }

    @Test func unwantedRecordsAreLeftOut() throws {
        var random = SeededGenerator()
        var example = try Example(500, file: 7, &random)
        example.clues.keep { $0 < 200 }
        let index = PersonIndex(older: example.clues.index(), newer: PersonIndex.Segment(clues: [], places: []))
        for (clue, places) in example.places {
            #expect(Self.places(clue, index) == places.filter { $0.record < 200 }, "\(random)")
        }
    }

    @Test func itIsKeptUntilItIsWorn() throws {
        var random = SeededGenerator()
        let warehouse = try TestWarehouse()
        var older = try Example(100_000, file: 7, &random)
        var newer = try Example(1000, file: 8, &random)
        let expected = older.places.merging(newer.places) { $0.union($1) }
        try warehouse.publish { publication in
            #expect(try publication.storedPersonIndex()?.opened == nil)
            try publication.replacePersonIndex(older.clues.index())
            let first = try #require(try publication.storedPersonIndex()?.opened)
            try publication.extend(first, by: newer.clues.index())
        }
        try warehouse.publish { publication in
            let index = try #require(try publication.storedPersonIndex()?.opened)
            for (clue, places) in expected { #expect(Self.places(clue, index) == places, "\(random)") }
            var more = try Example(60_000, file: 9, &random)
            try publication.extend(index, by: more.clues.index())
            #expect(try publication.storedPersonIndex()?.opened == nil)
            var all = try Example(10, file: 10, &random)
            try publication.replacePersonIndex(all.clues.index())
            let small = try #require(try publication.storedPersonIndex()?.opened)
            for (clue, places) in all.places { #expect(Self.places(clue, small) == places, "\(random)") }
        }
    }

    @Test func placesAreInTheOrderOfTheTables() throws {
        let places = try [
            FactPlace(file: 1, record: 4_294_967_295, isDeal: false), FactPlace(file: 2, record: 1, isDeal: false),
            FactPlace(file: 2_147_483_647, record: 0, isDeal: false), FactPlace(file: 1, record: 0, isDeal: true),
        ]
        #expect(places.shuffled().sorted() == places)
        #expect(places.map(\.file) == [1, 2, 2_147_483_647, 1])
        #expect(places.map(\.record) == [4_294_967_295, 1, 0, 0])
        #expect(places.map(\.isDeal) == [false, false, false, true])
        #expect(throws: Failure.self) { try FactPlace(file: 1 << 31, record: 0, isDeal: false) }
    }

    @Test func whateverIsStoredIsReadAgain() throws {
        let clues: [UInt32] = [0, 0, 0, 1, 127, 128, 4_000_000_000, .max]
        let places = try [
            FactPlace(file: 1, record: 0, isDeal: false), FactPlace(file: 1, record: 4_294_967_295, isDeal: false),
            FactPlace(file: 2_147_483_647, record: 4_294_967_295, isDeal: true),
            FactPlace(file: 0, record: 127, isDeal: true), FactPlace(file: 127, record: 64, isDeal: false),
            FactPlace(file: 128, record: 63, isDeal: false), FactPlace(file: 16_384, record: 8192, isDeal: true),
            FactPlace(file: 1, record: 1, isDeal: false),
        ]
        let segment = PersonIndex.Segment(clues: clues, places: places)
        let parts = [0..<3, 3..<3, 3..<8].map(segment.bytes)
        #expect(PersonIndex.Segment.count(parts) == 8)
        let read = PersonIndex.Segment(parts: parts)
        #expect(read.clues == clues)
        #expect(read.places == places)
        // Bytes that no one wrote give places at most as many as they are.
        #expect(PersonIndex.Segment(parts: [[0xFF, 0xFF, 0xFF, 0x0F, 1]]).count <= 5)
        #expect(PersonIndex.Segment(parts: [[]]).count == 0)
    }

    /// They are stored: a warehouse of one version must be read by the next.
    @Test func cluesStayAsTheyAre() {
        let clues = [
            PersonClue(.lead, RecordName(source: "crm", id: "1")),
            PersonClue(.deal, RecordName(source: "crm", id: "1")),
            PersonClue(.key(.phone), hash: 1), PersonClue(.key(.email), hash: 1),
        ]
        #expect(clues.map(\.number) == [3_283_697_328, 2_380_670_788, 1_101_009_432, 3_772_268_645])
    }
}
