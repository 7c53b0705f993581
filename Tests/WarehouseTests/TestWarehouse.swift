import Definitions
import TestSupport

@testable import Warehouse

/// A warehouse in a folder of its own, and short ways to fill it.
struct TestWarehouse {
    let folder: WorkFolder
    let warehouse: Warehouse
    let contracts: [String: EntityContract]

    init(_ folder: WorkFolder? = nil) throws {
        self.folder = try folder ?? WorkFolder()
        warehouse = try Warehouse(path: self.folder.path(of: "test.sqlite"), schemas: .embedded)
        contracts = try SchemaLibrary.embedded.contracts()
    }

    static func day(_ text: String) -> Day {
        Day(text) ?? Day(number: 0)
    }

    func beginRun() throws -> Int64 {
        try warehouse.beginRun(
            command: "run", logicalDay: Self.day("2026-01-01"), engine: "test", definitions: [],
            clock: Instant(milliseconds: 0))
    }

    /// Publishes in one run, with the marts made at the end.
    func publish(_ body: (Publication) throws -> Void) throws {
        try warehouse.publish(run: beginRun()) { publication in
            try publication.describe(
                Self.pipeline,
                channels: [Publication.Channel(name: "Paid Search", titleEN: "Paid Search", titleRU: "Реклама")])
            try body(publication)
            try publication.listChangedDays()
            let spend = try publication.readSpend(NoListener()).sums
            var (touches, _) = try publication.placeVisits {
                let nowhere = try publication.placement(
                    traffic: 0, isPaid: false, isDirect: false, platform: "", status: "", rule: "")
                return ($1...$1, nowhere)
            } found: { _, _, _ in
            }
            try publication.sumTouches(&touches)
            try publication.makeDailyMart(spend, touches, from: Self.pipeline.start, withPeriods: true)
            try publication.makeIntervals(
                spend, touches, publication.deliveredRecords(of: ["crm", "sales"]), from: Self.pipeline.start)
            try publication.finish(
                state: .published, exitCode: 0, message: "", steps: [], clock: Instant(milliseconds: 1))
        }
    }

    static let pipeline = PipelineDefinition(
        file: "pipeline.yml", name: "test", timeZone: "Europe/Moscow", currency: "RUB", start: day("2025-01-01"),
        warehouse: "test.sqlite", landing: "landing",
        attribution: AttributionDefinition(models: ["last_touch"], reportModel: "last_touch"),
        rejects: RejectThreshold(), sources: [])

    static func file(
        _ source: String, _ path: String, version: Int64 = 1, slot: (String, String), content: String = "c"
    ) -> FileVersion {
        FileVersion(
            source: source, path: path, version: version, slot: day(slot.0)...day(slot.1), content: content,
            isInPlace: false, identity: FileIdentity(size: 1, modified: 1, changed: 1, inode: 1),
            isSettled: true, definition: "d", logicalDay: day("2026-01-01"))
    }

    /// A batch whose absent fields are null.
    func batch(_ entity: String, days: [String], texts: [String: [String]], integers: [String: [Int64]]) -> RecordBatch
    {
        let columns = (contracts[entity]?.fields ?? []).map { field in
            if let values = integers[field.name] { return RecordColumn.integers(values) }
            guard let values = texts[field.name] else { return RecordColumn.absent }
            var column = TextColumn()
            for value in values { column.append(value.utf8) }
            return .texts(column)
        }
        return RecordBatch(
            columns: columns, lines: days.indices.map { Int64($0 + 2) }, days: days.map(Self.day))
    }

    /// Adds a file of leads: `(id, version, day)` a row.
    func addLeads(
        _ publication: Publication, _ file: FileVersion, _ rows: [(id: String, version: Int64?, day: String)]
    ) throws {
        var file = file
        file.counts.read = rows.count
        file.counts.loaded = rows.count
        let id = try publication.add(file).id ?? 0
        let loader = try FactLoader(
            publication, table: .lead, contract: contracts["lead"] ?? Self.noContract, source: file.source,
            versionField: "updated_at")
        loader.begin(file: id)
        try loader.load(
            batch(
                "lead", days: rows.map(\.day), texts: ["lead_id": rows.map(\.id)],
                integers: [
                    "created_at": rows.map { Int64(Self.day($0.day).number) * 86_400_000 },
                    "updated_at": rows.map { $0.version ?? RecordColumn.null },
                ]),
            given: [
                .integer(1), .integer(0), .text(""), .text(""), .text(""), .integer(0),
                .integer(0),
            ])
    }

    static let noContract = EntityContract(
        entity: "none", key: nil, day: "", newColumns: .ignore, dropsIdenticalRows: false, fields: [])

    /// Adds a file of spend rows, of one day each.
    func addSpend(_ publication: Publication, _ file: FileVersion, _ rows: [(day: String, micros: Int64)]) throws {
        var file = file
        file.counts.read = rows.count
        file.counts.loaded = rows.count
        let id = try publication.add(file).id ?? 0
        let loader = try FactLoader(
            publication, table: .spend, contract: contracts["spend"] ?? Self.noContract, source: file.source,
            versionField: nil)
        loader.begin(file: id)
        let traffic = try publication.trafficID(
            of: Publication.Traffic(channel: "Paid Search", source: "yandex", medium: "cpc", campaign: "Поиск"))
        var names = TextTable()
        let name = Publication.advertFields.flatMap { field in
            Array((field == "campaign" ? "Поиск" : "").utf8) + [Publication.advertTextEnd]
        }
        _ = name.withUnsafeBufferPointer { names.position(of: $0) }
        let advert = try publication.advertIDs(of: names)[0]
        try loader.load(
            batch(
                "spend", days: rows.map(\.day), texts: [:],
                integers: ["cost": rows.map(\.micros), "clicks": rows.map { _ in 3 }]),
            given: [
                .codedIntegers(rows.map { _ in 0 }, [traffic]), .integer(advert), .text("RUB"),
                .days(rows.map { Self.day($0.day) }), .integer(RecordColumn.null),
                .integers(rows.map { _ in RecordColumn.null }), .integer(0), .integer(0),
                .integers(rows.map(\.micros)),
            ])
    }
}

/// Doesn't heed what spend tells.
private struct NoListener: SpendListener {
    func platform(named stated: String) -> String { stated }
    mutating func take(_ way: Publication.CampaignName) {}
    mutating func take(_ day: Day, of way: Int) {}
    mutating func take(ad: Publication.CampaignName) {}
}
