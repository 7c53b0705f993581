import Definitions
import Journeys
import TestSupport
import Testing

@Suite struct IdentityGraphTests {
    /// Records as `1: p1 e1`, keys as the first letter of their kind and a text.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var records: [String]
        var limits = LinkLimits()
        /// Each identity as `id = keys; records`.
        var identities: [String]
        /// Each hub as `key links/records`.
        var hubs: [String] = []
    }

    static let kinds: [Character: IdentityKey.Kind] = [
        "c": .clientID, "u": .userID, "p": .phone, "e": .email, "b": .promoCode, "k": .contactID, "t": .taxID,
    ]

    static func key(_ text: some StringProtocol) -> IdentityKey {
        IdentityKey(text.first.flatMap { kinds[$0] } ?? .clientID, String(text.dropFirst()))
    }

    static func name(_ key: IdentityKey) -> String {
        "\(kinds.first { $0.value == key.kind }?.key ?? "?")\(key.text)"
    }

    static func resolved(_ records: [String], _ limits: LinkLimits) -> Identities {
        var graph = IdentityGraph()
        for record in records {
            let parts = record.split(separator: ":", omittingEmptySubsequences: false)
            graph.add(Int64(parts[0]) ?? -1, keys: parts[1].split(separator: " ").map(key))
        }
        return graph.resolved(limits: limits)
    }

    static func texts(_ identities: Identities) -> [String] {
        (0..<identities.count).map {
            let keys = identities.keys(of: $0).map(name).joined(separator: " ")
            let records = identities.records(of: $0).map(String.init).joined(separator: " ")
            return "\(name(identities.id(of: $0))) = \(keys); \(records)"
        }
    }

    static let cases = [
        Case(testDescription: "nothing", records: [], identities: []),
        Case(testDescription: "one key", records: ["1: p1"], identities: ["p1 = p1; 1"]),
        Case(
            testDescription: "a record without keys is nobody's", records: ["1:", "2: p1"], identities: ["p1 = p1; 2"]),
        Case(
            testDescription: "two records of one phone", records: ["1: p1", "2: p1"], identities: ["p1 = p1; 1 2"]),
        Case(
            testDescription: "the id is of the smallest kind, then of the smallest bytes",
            records: ["1: e1 p2 c9 c10", "2: e2 p1"], identities: ["c10 = c10 c9 p2 e1; 1", "p1 = p1 e2; 2"]),
        Case(
            testDescription: "a chain is one", records: ["1: c1 p1", "2: p1 e1", "3: e1 c2", "4: c2", "5: c3"],
            identities: ["c1 = c1 c2 p1 e1; 1 2 3 4", "c3 = c3; 5"]),
        Case(
            testDescription: "the same text of another kind is another key", records: ["1: c1", "2: p1", "3: t1"],
            identities: ["c1 = c1; 1", "p1 = p1; 2", "t1 = t1; 3"]),
        Case(
            testDescription: "a key twice in a record is one", records: ["1: p1 p1 p1"], limits: LinkLimits(1),
            identities: ["p1 = p1; 1"]),
        Case(
            testDescription: "as many links as allowed", records: ["1: p1 e1", "2: p1 e2"], limits: LinkLimits(2),
            identities: ["p1 = p1 e1 e2; 1 2"]),
        Case(
            testDescription: "one link more: the phone is a hub",
            records: ["1: p1 e1", "2: p1 e2", "3: p1 e3", "4: p1", "5: e3 c5"], limits: LinkLimits(2),
            identities: ["c5 = c5 e3; 3 5", "e1 = e1; 1", "e2 = e2; 2"], hubs: ["p1 3/4"]),
        Case(
            testDescription: "many records of few keys make no hub",
            records: (1...40).map { "\($0): p1 e1" }, limits: LinkLimits(1),
            identities: ["p1 = p1 e1; \((1...40).map(String.init).joined(separator: " "))"]),
        Case(
            testDescription: "a hub is one though its neighbours are hubs",
            records: ["1: p1 p2", "2: p1 p3", "3: p2 p3"], limits: LinkLimits(1), identities: [],
            hubs: ["p1 2/2", "p2 2/2", "p3 2/2"]),
        Case(
            testDescription: "a limit is of the kind of the hub",
            records: ["1: p1 e1", "2: p1 e2", "3: e9 c1", "4: e9 c2"],
            limits: LinkLimits(own: [.phone: 1, .email: 2]),
            identities: ["c1 = c1 c2 e9; 3 4", "e1 = e1; 1", "e2 = e2; 2"], hubs: ["p1 2/2"]),
        Case(
            testDescription: "what a hub alone joined falls apart",
            records: ["1: c1 e0", "2: c2 e0", "3: c3 e0", "4: c1 p1", "5: c2 p1"], limits: LinkLimits(2),
            identities: ["c1 = c1 c2 p1; 1 2 4 5", "c3 = c3; 3"], hubs: ["e0 3/3"]),
    ]

    @Test(arguments: cases)
    func components(testCase: Case) {
        let identities = Self.resolved(testCase.records, testCase.limits)
        #expect(Self.texts(identities) == testCase.identities)
        #expect(identities.hubs.map { "\(Self.name($0.key)) \($0.links)/\($0.records)" } == testCase.hubs)
    }

    @Test func aRecordOfAHubAloneIsNobodys() {
        let identities = Self.resolved(["1: p1 e1", "2: p1 e2", "3: p1", "4:"], LinkLimits(1))
        #expect(identities.identity(ofRecord: 0) == 0 && identities.identity(ofRecord: 1) == 1)
        #expect(identities.identity(ofRecord: 2) == nil && identities.identity(ofRecord: 3) == nil)
        #expect(identities.recordsWithOnlyHubs == 1)
        #expect(identities.identity(of: Self.key("p1")) == nil)
        #expect(identities.identity(of: Self.key("e2")) == 1)
        #expect(identities.identity(of: Self.key("e3")) == nil)
    }

    /// Random evidence against breadth-first search, in two orders.
    @Test func equalsASearchAndIsBlindToOrder() {
        var random = SeededGenerator()
        for round in 0..<300 {
            let limits = LinkLimits(1 + random.below(5), own: [.phone: 1 + random.below(4)])
            let spread = 1 + random.below(60)
            let records = (0..<random.below(80)).map { number in
                let keys = (0..<random.below(5)).map { _ in
                    "\(["c", "p", "e", "t"][random.below(4)])\(random.below(5) == 0 ? 0 : random.below(spread))"
                }
                return "\(number): \(keys.joined(separator: " "))"
            }
            let identities = Self.resolved(records, limits)
            let reference = NaiveIdentities(records, limits)
            #expect(Self.texts(identities) == reference.identities, "\(random), round \(round)")
            #expect(
                identities.hubs.map { "\(Self.name($0.key)) \($0.links)" } == reference.hubs,
                "\(random), round \(round)")
            let shuffled = Self.resolved(records.shuffled(using: &random), limits)
            #expect(Self.texts(shuffled) == Self.texts(identities), "\(random), round \(round)")
            #expect(shuffled.hubs == identities.hubs, "\(random), round \(round)")
            for (position, record) in records.enumerated() {
                let own = identities.identity(ofRecord: position)
                let holder = (0..<identities.count).first { identities.records(of: $0).contains(Int64(position)) }
                #expect(own == holder, "\(random), round \(round), \(record)")
            }
        }
    }

    /// Quadratic work would take hours.
    @Test func aHubOfManyLinksIsLinear() {
        var graph = IdentityGraph()
        for number in 0..<200_000 {
            graph.add(Int64(number), keys: [IdentityKey(.phone, "1"), IdentityKey(.clientID, String(number))])
        }
        let identities = graph.resolved(limits: LinkLimits())
        #expect(identities.count == 200_000)
        #expect(identities.hubs == [.init(key: IdentityKey(.phone, "1"), links: 200_000, records: 200_000)])
    }

    /// Records that have others' keys give what they give with all their keys.
    @Test func linksAreAsIfTheyHadBeenAdded() {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let keys = (0..<40).map { _ in
                (0..<random.below(4)).map { _ in
                    Self.key("\(["c", "p", "e"][random.below(3)])\(random.below(25))")
                }
            }
            let links = keys.indices.compactMap { record -> (record: Int32, other: Int32)? in
                let other = random.below(keys.count)
                return random.below(3) == 0 ? (Int32(record), Int32(other)) : nil
            }
            let limits = LinkLimits(own: [.phone: 3])
            var linked = IdentityGraph()
            for (record, keys) in keys.enumerated() { linked.add(Int64(record), keys: keys) }
            linked.link(links)
            var whole = IdentityGraph()
            for (record, own) in keys.enumerated() {
                let other: [IdentityKey] = links.first { $0.record == record }.map { keys[Int($0.other)] } ?? []
                whole.add(Int64(record), keys: own + other)
            }
            let (found, wanted) = (linked.resolved(limits: limits), whole.resolved(limits: limits))
            #expect(Self.texts(found) == Self.texts(wanted), "\(random)")
            #expect(found.hubs == wanted.hubs, "\(random)")
            for key in keys.joined() {
                #expect(
                    found.identity(of: key).map(found.id) == wanted.identity(of: key).map(wanted.id), "\(random)")
            }
        }
    }
}

/// The rules of identities, word by word and slowly.
private struct NaiveIdentities {
    var identities: [String] = []
    var hubs: [String] = []

    init(_ texts: [String], _ limits: LinkLimits) {
        let records = texts.map { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            return (
                number: Int64(parts[0]) ?? -1, keys: Set(parts[1].split(separator: " ").map(IdentityGraphTests.key))
            )
        }
        let keys = records.reduce(into: Set<IdentityKey>()) { $0.formUnion($1.keys) }
        func neighbours(_ key: IdentityKey) -> Set<IdentityKey> {
            records.filter { $0.keys.contains(key) }.reduce(into: Set()) { $0.formUnion($1.keys) }.subtracting([key])
        }
        let hubKeys = keys.filter { neighbours($0).count > limits[$0.kind] }
        hubs = hubKeys.sorted().map { "\(IdentityGraphTests.name($0)) \(neighbours($0).count)" }
        var left = keys.subtracting(hubKeys)
        while let start = left.min() {
            var found: Set<IdentityKey> = []
            var queue = [start]
            while let key = queue.popLast() {
                guard found.insert(key).inserted else { continue }
                queue += neighbours(key).subtracting(hubKeys)
            }
            left.subtract(found)
            let members = found.sorted().map(IdentityGraphTests.name).joined(separator: " ")
            let own = records.filter { !$0.keys.isDisjoint(with: found) }.map(\.number).sorted()
            identities.append(
                "\(IdentityGraphTests.name(start)) = \(members); \(own.map(String.init).joined(separator: " "))")
        }
    }
}
