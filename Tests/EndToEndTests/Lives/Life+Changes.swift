import TestSupport

/// What people and platforms do to exports that are there.
extension Life {
    mutating func change() {
        let source = generator.one(of: [
            "ads", "ads", "posts", "office", "site", "site", "leads", "deals", "deals", "payments", "rates",
            "definition",
        ])
        if source == "definition" { return redefine() }
        let paths = books.paths(source)
        guard !paths.isEmpty else { return }
        let path = generator.one(of: paths)
        // A file with another name and other bytes is another file.
        guard path != renamed else { return }
        switch generator.below(14) {
        case 0...4: restate(source, path)
        case 5: edit(source, path, "reordered") { $0.shuffle(using: &$1) }
        case 6: edit(source, path, "a row less") { if $0.count > 2 { $0.remove(at: $1.below($0.count)) } }
        case 7: spoil(source, path)
        case 8: split(source, path)
        case 9: comeBack(source, path)
        default: move(source, path)
        }
    }

    private mutating func edit(
        _ source: String, _ path: String, _ what: String, _ change: (inout [LifeRecord], inout SeededGenerator) -> Void
    ) {
        var records = books.records(source, path)
        change(&records, &generator)
        // The first row of deals is of no matter, so that no file is rejected whole.
        story.append("\(path): \(what)")
        books.write(records, source, path)
    }

    /// Other numbers in a row; in a CRM, a later, an earlier or an equal version of a record.
    private mutating func restate(_ source: String, _ path: String) {
        var records = books.records(source, path)
        let index = generator.below(records.count)
        var record = records[index]
        story.append("\(path):\(index + 2): restated")
        switch source {
        case "ads", "posts", "office":
            record.amount = amount()
            record.charged = record.amount
            if source != "office", generator.chance(4) { (record.source, record.medium) = ("google", "cpc") }
            if source == "ads", generator.chance(2) { nameCampaign(&record) }
            records[index] = record
            if generator.chance(4) { records.append(record) }
        case "site":
            let other = visit(definition.zone.day(of: record.at) + generator.below(2))
            // Another visit in its place, or one of the same id below it.
            if generator.chance(2) {
                records[index] = other
            } else {
                records.append(other)
                records[records.count - 1].id = record.id
            }
        case "rates": records[index] = rate(record.date)
        default:
            record.version = record.version.map { $0 + generator.one(of: [-100, 0, 1, 100, 3000]) }
            record.version = record.version.map(books.definition.zone.unambiguous)
            revise(&record, source)
            // In the row's place, below it, or in a file of its own.
            let load = books.definition.load(source)
            switch generator.below(load.hasPrefix("replace") ? 2 : 3) {
            case 0: records[index] = record
            case 1: records.append(record)
            default:
                guard load.hasPrefix("merge") else { return }
                var file = [record]
                if source == "deals" {
                    file.append(
                        LifeRecord(id: id("d"), at: record.at, version: record.version, status: "open", stage: "NEW"))
                }
                return books.write(file, source, "data/\(source)-\(id("u")).csv")
            }
        }
        books.write(records, source, path)
    }

    private mutating func revise(_ record: inout LifeRecord, _ source: String) {
        if generator.chance(5) { record.isDeleted.toggle() }
        switch source {
        case "leads":
            record.status = generator.one(of: ["spam", "qualified", "won"])
            if generator.chance(4) { (record.source, record.medium) = generator.one(of: Self.origins) }
            if generator.chance(2) { correct(&record) }
            if generator.chance(5) { record.at = moment(definition.zone.day(of: record.at) - 1) }
        case "deals":
            move(&record, to: generator.one(of: ["NEW", "WON", "WON", "LOSE", "ODD"]))
            if generator.chance(3) { record.amount = abs(amount()) }
            if generator.chance(4) { record.phone = phone(of: generator.below(7)) }
            if generator.chance(5) { record.link = (ids("leads") + [""]).last ?? "" }
        default:
            record.amount = abs(amount())
            if generator.chance(4) { refund(&record) }
        }
    }

    private var definition: LifeDefinition { books.definition }

    /// A row that breaks the contract.
    private mutating func spoil(_ source: String, _ path: String) {
        guard source != "rates", books.records(source, path).count > 2 else { return }
        edit(source, path, "a broken row") { records, generator in
            let index = generator.below(records.count)
            records[index].flaw = .day
            if source == "ads", generator.chance(2) { records[index].flaw = .amount }
        }
    }

    /// One row becomes two that sum to it; in a CRM, a row stands twice.
    private mutating func split(_ source: String, _ path: String) {
        guard source != "rates", source != "deals" else { return }
        edit(source, path, "a split row") { records, generator in
            let index = generator.below(records.count)
            var half = records[index]
            if source == "ads" {
                half.amount /= 2
                records[index].amount -= half.amount
            }
            records.insert(half, at: generator.below(records.count + 1))
        }
    }

    /// A file is again what it was before.
    private mutating func comeBack(_ source: String, _ path: String) {
        guard let former = books.shelves[source]?[path]?.versions.dropLast().last else { return }
        story.append("\(path): as before")
        books.write(former.records, source, path)
    }

    /// The same bytes under two names, another name, two files of one, one of two, a file that is gone.
    private mutating func move(_ source: String, _ path: String) {
        guard !hasMoved, source != "rates" else { return }
        let isSnapshot = definition.load(source).hasPrefix("snapshot")
        let records = books.records(source, path)
        guard let shelf = books.shelves[source]?[path], shelf.versions.last?.records == records else { return }
        hasMoved = true
        let stem = path.dropLast(4)
        let type = LifeDefinition.fileType(source)
        switch generator.below(6) {
        case 0 where !isSnapshot:
            story.append("\(path): doubled")
            books.write(records, source, "\(stem)-copy\(id(""))\(type)")
        case 1:
            let name = "\(stem)-r\(id(""))\(type)"
            story.append("\(path): renamed to \(name)")
            books.shelves[source]?[path] = nil
            books.shelves[source]?[name] = shelf
            renamed = name
        case 2 where !isSnapshot:
            story.append("\(path): gone")
            books.shelves[source]?[path]?.current = nil
        case 3 where !isSnapshot && records.count > 3:
            guard source != "deals" else { return }
            let middle = 1 + generator.below(records.count - 1)
            let halves = (Array(records[..<middle]), Array(records[middle...]))
            // A half that the file once was all of would look like the file as it was then, under another name.
            guard !shelf.versions.contains(where: { $0.records == halves.0 || $0.records == halves.1 }) else { return }
            story.append("\(path): split in two")
            let suffix = id("")
            forget(source, path)
            books.write(halves.0, source, "\(stem)-h\(suffix)\(type)")
            books.write(halves.1, source, "\(stem)-i\(suffix)\(type)")
        case 4 where !isSnapshot:
            let others = books.paths(source).filter { $0 != path }
            let mayJoin = source != "ads" || [.windows, .sums].contains(definition.layout)
            guard mayJoin, !others.isEmpty else { return }
            let other = generator.one(of: others)
            let rest = books.records(source, other)
            guard books.shelves[source]?[other]?.versions.last?.records == rest else { return }
            story.append("\(path): joined with \(other)")
            forget(source, path)
            forget(source, other)
            books.write(records + rest, source, "\(stem)-j\(id(""))\(type)")
        default:
            guard books.paths(source).count > 1 else { return }
            story.append("\(path): forgotten")
            forget(source, path)
        }
    }

    private mutating func forget(_ source: String, _ path: String) {
        books.shelves[source]?[path]?.current = nil
        forgotten.append((source, path))
    }

    /// Another definition in mid-life.
    private mutating func redefine() {
        var next = definition
        switch generator.below(14) {
        case 0: next.start += generator.below(5) - 2
        case 1: next.hasOwnChannels.toggle()
        case 2:
            next.vat =
                next.vat == nil ? .init(isIncluded: generator.chance(2), isNetReported: generator.chance(2)) : nil
        case 3: next.hasFees.toggle()
        case 4: next.costColumn = next.costColumn == "cost" ? "charged" : "cost"
        case 5: next.onlySources = next.onlySources.isEmpty ? ["yandex", generator.one(of: ["vk", "google"])] : []
        case 6: next.retainer = generator.one(of: LifeDefinition.Retainer.allCases)
        case 7: next.split = generator.one(of: LifeDefinition.Split.allCases)
        case 8: next.funnel = hasStatuses ? (next.funnel + 1) % 3 : 3 - next.funnel
        default: for _ in 0..<(1 + generator.below(3)) { next.attribution.change(&generator) }
        }
        story.append("another definition")
        books.definition = next
    }
}
