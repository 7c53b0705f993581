import TestSupport

/// A company whose files are changed at random, and what they hold.
struct RandomLife {
    struct Row: Equatable {
        var day: Int
        var source: String
        /// Kopecks.
        var cost: Int
    }

    let company: Company
    var generator: SeededGenerator
    var spend: [String: [Row]] = [:]
    var leads: [(id: Int, day: Int, source: String)] = []
    var nextLead = 1
    /// The header's name for the amount, one of the aliases in the pipeline file.
    var costColumn = "cost"
    var onlySource: String?
    var declaresMonths = false

    init(_ generator: SeededGenerator) throws {
        self.generator = generator
        company = try Company(standard: false)
        for month in 1...3 { spend[name(of: month)] = rows(month) }
        for _ in 0..<20 { addLead() }
        try writeAll()
    }

    static let sources = ["yandex", "vk", "google"]

    func name(of month: Int) -> String { "data/spend-2026-0\(month).csv" }

    mutating func rows(_ month: Int) -> [Row] {
        (0..<(1 + generator.below(12))).map { _ in row(month) }
    }

    mutating func row(_ month: Int) -> Row {
        Row(
            day: month * 100 + 1 + generator.below(28), source: Self.sources[generator.below(3)],
            cost: generator.below(1_000_000) - 1000)
    }

    mutating func addLead() {
        let day = (1 + generator.below(3)) * 100 + 1 + generator.below(28)
        leads.append((nextLead, day, Self.sources[generator.below(3)]))
        nextLead += 1
    }

    static func date(_ day: Int) -> String {
        "2026-0\(day / 100)-\(day % 100 < 10 ? "0" : "")\(day % 100)"
    }

    static func amount(_ kopecks: Int) -> String {
        let rest = kopecks.magnitude % 100
        return "\(kopecks < 0 ? "-" : "")\(kopecks.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    var pipeline: String {
        """
        version: 1
        pipeline: life
        time_zone: Europe/Moscow
        currency: RUB
        start: 2026-01-01
        warehouse: var/shop.sqlite
        landing: var/landing
        sources:
          ads:
            entity: spend
            files: data/spend-\(declaresMonths ? "{{ month }}" : "*").csv
            map: { cost: [cost, spent, Расход] }
        \(onlySource.map { "    where: { source: [\($0)] }\n" } ?? "")    load: { replace: file }
          crm:
            entity: lead
            files: data/leads.csv
            load: { merge: lead_id }

        """
    }

    mutating func writeAll() throws {
        try company.write(pipeline, to: "pipeline.yml")
        for (name, rows) in spend { try write(rows, to: name) }
        try writeLeads()
    }

    func write(_ rows: [Row], to name: String) throws {
        let lines = rows.map { "\(Self.date($0.day)),\($0.source),cpc,\(Self.amount($0.cost))\n" }
        try company.write("date,source,medium,\(costColumn)\n" + lines.joined(), to: name)
    }

    func writeLeads() throws {
        let lines = leads.map { "\($0.id),\(Self.date($0.day)) 12:00:00,\($0.source),cpc\n" }
        try company.write("lead_id,created_at,source,medium\n" + lines.joined(), to: "data/leads.csv")
    }

    /// Changes something, as people and platforms do; says what.
    mutating func change() throws -> String {
        let name = spend.keys.sorted()[generator.below(spend.count)]
        let month = (spend[name]?.first?.day ?? 100) / 100
        switch generator.below(8) {
        case 0:
            let row = row(month)
            spend[name]?.append(row)
            try write(spend[name] ?? [], to: name)
            return "add a row to \(name)"
        case 1:
            guard let count = spend[name]?.count, count > 1 else { return "nothing" }
            let index = generator.below(count)
            spend[name]?.remove(at: index)
            try write(spend[name] ?? [], to: name)
            return "delete a row of \(name)"
        case 2:
            let rows = rows(month)
            spend[name] = rows
            try write(spend[name] ?? [], to: name)
            return "replace \(name)"
        case 3:
            let next = spend.count + 1
            guard next < 7 else { return "nothing" }
            let rows = rows(next)
            spend[self.name(of: next)] = rows
            try write(spend[self.name(of: next)] ?? [], to: self.name(of: next))
            return "add \(self.name(of: next))"
        case 4:
            for _ in 0...generator.below(3) { addLead() }
            try writeLeads()
            return "add leads"
        case 5:
            costColumn = ["cost", "spent", "Расход"][generator.below(3)]
            try write(spend[name] ?? [], to: name)
            return "rename the column of the amount in \(name) to \(costColumn)"
        case 6:
            onlySource = [nil, "yandex", "vk"][generator.below(3)]
            try company.write(pipeline, to: "pipeline.yml")
            return "where \(onlySource ?? "nothing")"
        default:
            declaresMonths.toggle()
            try company.write(pipeline, to: "pipeline.yml")
            return "declared months: \(declaresMonths)"
        }
    }

    /// The sum of all rows that count, in micros.
    var costMicros: Int {
        spend.values.joined().filter { onlySource == nil || $0.source == onlySource }
            .reduce(0) { $0 + $1.cost * 10_000 }
    }
}
