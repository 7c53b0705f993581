/// What lies in a company's folder and what of it has been landed: enough to say what must be published.
struct LifeBooks {
    /// A version of a file that was read.
    struct Version {
        var number: Int
        var records: [LifeRecord]
    }

    /// A file and those of its versions that live on.
    struct Shelf {
        /// What lies there now; nil: the file is gone.
        var current: [LifeRecord]?
        var versions: [Version] = []
    }

    /// Why a run must be refused.
    struct Refusal: Error {
        var reason: String
    }

    var definition: LifeDefinition
    /// By source, then by path.
    var shelves: [String: [String: Shelf]] = [:]
    /// Rows of this day and later are held back.
    var day = 0

    static let sources = ["ads", "posts", "office", "site", "rates", "leads", "deals", "history", "payments"]

    /// The paths of a source that lie there now, in order.
    func paths(_ source: String) -> [String] {
        (shelves[source] ?? [:]).filter { $0.value.current != nil }.keys.sorted()
    }

    func records(_ source: String, _ path: String) -> [LifeRecord] {
        shelves[source]?[path]?.current ?? []
    }

    mutating func write(_ records: [LifeRecord], _ source: String, _ path: String) {
        shelves[source, default: [:]][path, default: Shelf()].current = records
    }

    /// Every file that must lie in the folder.
    func files() throws -> [String: String] {
        var files = try definition.files()
        for (source, shelf) in shelves {
            for (path, file) in shelf {
                guard let records = file.current else { continue }
                files[path] = LifeRecord.text(records, of: source, in: definition.zone)
            }
        }
        return files
    }

    /// By path, the versions of each file that live on, oldest first.
    var queues: [(path: String, texts: [String])] {
        Self.sources.flatMap { source in
            (shelves[source] ?? [:]).sorted { $0.key < $1.key }.map { path, shelf in
                (path, shelf.versions.map { LifeRecord.text($0.records, of: source, in: definition.zone) })
            }
        }
    }

    // MARK: Runs

    /// Lets a run at a day take what is new.
    ///
    /// - Throws: `Refusal` where it must be refused; the books are of no use then.
    mutating func land(at day: Int) throws {
        self.day = day
        for source in Self.sources {
            for path in paths(source) {
                guard let records = shelves[source]?[path]?.current else { continue }
                let last = shelves[source]?[path]?.versions.last
                if last?.records == records { continue }
                let version = Version(number: (last?.number ?? 0) + 1, records: records)
                if keepsVersions(source) {
                    shelves[source]?[path]?.versions.append(version)
                } else {
                    shelves[source]?[path]?.versions = [version]
                }
            }
            try settle(source)
        }
        if let missing = missingRate() { throw Refusal(reason: "no rate on \(BusinessZone.date(missing))") }
        for source in Self.sources {
            for (path, shelf) in shelves[source] ?? [:] {
                for version in shelf.versions {
                    let rejected = try listedRejects(source, path, version).count
                    if rejected == version.records.count { throw Refusal(reason: "\(path) is rejected whole") }
                }
            }
        }
    }

    /// Lets the newest version of a file that is gone go.
    mutating func forget(_ source: String, _ path: String) throws {
        shelves[source]?[path]?.versions.removeLast()
        if shelves[source]?[path]?.versions.isEmpty == true { shelves[source]?[path] = nil }
        try settle(source)
    }

    private func keepsVersions(_ source: String) -> Bool {
        definition.load(source).hasPrefix("merge") || definition.load(source).hasPrefix("replace: day")
    }

    /// Older versions go for good once newer ones of their paths stand for all their days.
    private mutating func settle(_ source: String) throws {
        guard definition.load(source).hasPrefix("replace") else { return }
        for (path, shelf) in shelves[source] ?? [:] {
            let lasting = shelf.versions.enumerated().filter { index, version in
                guard let span = span(source, path, version.records) else { return true }
                let newer = shelf.versions.dropFirst(index + 1).compactMap { self.span(source, path, $0.records) }
                return span.contains { day in !newer.contains { $0.contains(day) } }
            }
            shelves[source]?[path]?.versions = lasting.map(\.element)
        }
        _ = try owners(source, claims(source))
    }

    // MARK: Days

    /// A version of a file.
    struct Place: Hashable {
        var path: String
        var number: Int
    }

    /// A day, of one account where accounts are apart.
    struct Part: Hashable {
        var account: String
        var day: Int
    }

    /// The days that a version stands for.
    struct Claim {
        var path: String
        var number: Int
        var from: Int
        var to: Int
        var accounts: Set<String>

        var place: Place { Place(path: path, number: number) }
    }

    /// The day of a record, nil where it has none.
    func day(of record: LifeRecord, _ source: String) -> Int? {
        if record.flaw == .day { return nil }
        return ["ads", "posts", "office", "rates"].contains(source) ? record.date : definition.zone.day(of: record.at)
    }

    /// The days that a path's name stands for.
    func declaredSlot(_ source: String, _ path: String) -> ClosedRange<Int>? {
        let name = path.dropFirst("data/ads-".count)
        let length = definition.layout == .days ? 10 : 7
        let numbers = name.prefix(length).split(separator: "-").compactMap { Int($0) }
        guard source == "ads", numbers.count >= 2 else { return nil }
        switch definition.layout {
        case .days:
            let day = BusinessZone.day(numbers[0], numbers[1], numbers[2])
            return day...day
        case .months:
            let from = BusinessZone.day(numbers[0], numbers[1], 1)
            return from...BusinessZone.day(numbers[1] == 12 ? numbers[0] + 1 : numbers[0], numbers[1] % 12 + 1, 1) - 1
        default: return nil
        }
    }

    /// Rows that break the contract, by position.
    func rejected(_ source: String, _ path: String, _ records: [LifeRecord]) -> Set<Int> {
        let slot = declaredSlot(source, path)
        let history = source == "deals" ? entries("history").map(\.record) : []
        return Set(
            records.indices.filter { index in
                let record = records[index]
                // What isn't wanted is left out before anything of it is read.
                guard let day = day(of: record, source) else { return !isUnwanted(source, record) }
                if slot?.contains(day) == false { return true }
                // What is left out needn't be right.
                if record.flaw != nil { return !isLeftOut(source, record, day) }
                return source == "deals" && day < self.day && isDateless(record, history)
            })
    }

    /// Rows that the list of rejects shows, by position: of days that other files supply, a deal's date is never asked for.
    func listedRejects(_ source: String, _ path: String, _ version: Version) throws -> Set<Int> {
        let rejected = rejected(source, path, version.records)
        guard source == "deals", definition.load(source).hasPrefix("replace") else { return rejected }
        let owners = try owners(source, claims(source))
        return rejected.filter { index in
            let record = version.records[index]
            guard record.flaw == nil, let day = day(of: record, source) else { return true }
            return owners[Part(account: "", day: day)]?.contains(Place(path: path, number: version.number)) == true
        }
    }

    /// Rows that are there and don't count, by position: before the start, of days to come, or not wanted.
    func filtered(_ source: String, _ path: String, _ records: [LifeRecord], rejected known: Set<Int>? = nil) -> Set<
        Int
    > {
        let rejected = known ?? rejected(source, path, records)
        return Set(
            records.indices.filter { index in
                let record = records[index]
                guard !rejected.contains(index) else { return false }
                return day(of: record, source).map { isLeftOut(source, record, $0) } ?? true
            })
    }

    private func isLeftOut(_ source: String, _ record: LifeRecord, _ day: Int) -> Bool {
        let isSpend = ["ads", "posts", "office"].contains(source)
        return day >= self.day || (isSpend && (record.until ?? day) < definition.start) || isUnwanted(source, record)
    }

    private func isUnwanted(_ source: String, _ record: LifeRecord) -> Bool {
        source == "ads" && !definition.onlySources.isEmpty && !definition.onlySources.contains(record.source)
    }

    /// The days that a file stands for, come or not.
    private func span(_ source: String, _ path: String, _ records: [LifeRecord]) -> ClosedRange<Int>? {
        if let slot = declaredSlot(source, path) { return slot }
        let days = records.compactMap { day(of: $0, source) }
        guard let from = days.min(), let to = days.max() else { return nil }
        return from...to
    }

    func claims(_ source: String) -> [Claim] {
        let isDivided = definition.load(source).contains("per:")
        return (shelves[source] ?? [:]).sorted { $0.key < $1.key }.flatMap { path, shelf in
            shelf.versions.compactMap { version -> Claim? in
                guard let span = span(source, path, version.records) else { return nil }
                let rejected = rejected(source, path, version.records)
                let filtered = filtered(source, path, version.records, rejected: rejected)
                var last = Int.min
                var accounts: Set<String> = []
                for (index, record) in version.records.enumerated() {
                    guard let day = day(of: record, source) else { continue }
                    last = max(last, day, record.flaw == nil ? record.until ?? day : day)
                    if !rejected.contains(index), !filtered.contains(index) {
                        accounts.insert(isDivided ? record.account : "")
                    }
                }
                let isWaiting = span.upperBound >= day && last >= day
                let to = isWaiting ? day - 1 : span.upperBound
                guard span.lowerBound <= to else { return nil }
                return Claim(
                    path: path, number: version.number, from: span.lowerBound, to: to,
                    accounts: isDivided ? accounts : [""])
            }
        }
    }

    /// Which versions supply a day.
    func owners(_ source: String, _ claims: [Claim]) throws -> [Part: [Place]] {
        var owners: [Part: [Place]] = [:]
        let load = definition.load(source)
        for day in Set(claims.flatMap { Array($0.from...$0.to) }) {
            let covering = claims.filter { ($0.from...$0.to).contains(day) }
            let newest = covering.filter { claim in
                !covering.contains { $0.path == claim.path && $0.number > claim.number }
            }
            for account in Set(newest.flatMap(\.accounts)) {
                let rivals = newest.filter { $0.accounts.contains(account) }
                    .sorted { ($0.to, $0.from, $0.path) < ($1.to, $1.from, $1.path) }
                let part = Part(account: account, day: day)
                if load.contains("sum") {
                    owners[part] = rivals.map(\.place)
                } else if load.contains("newest") {
                    owners[part] = rivals.last.map { [$0.place] }
                } else if rivals.count > 1, day >= definition.start {
                    throw Refusal(reason: "\(rivals.map(\.path)) both cover \(BusinessZone.date(day))")
                } else {
                    owners[part] = rivals.last.map { [$0.place] }
                }
            }
        }
        return owners
    }
}
