import Foundation
import GRDB
import TestSupport

/// A small company in a folder of its own: a pipeline file, its exports, and the real program to run on them.
struct Company {
    let folder: WorkFolder
    let program: Program

    /// An empty folder, with the pipeline file and exports of the standard company unless told otherwise.
    init(standard: Bool = true) throws {
        folder = try WorkFolder()
        program = try Program()
        guard standard else { return }
        try write(Self.pipeline, to: "pipeline.yml")
        try write(Self.spend, to: "data/spend.csv")
        try write(Self.leads, to: "data/leads.csv")
    }

    /// A company with sources that ask a server of the test's own, by connectors of its own.
    ///
    /// - Parameter http: what else the pipeline file says of requests.
    init(asking sources: String, http: String = "", connectors: [String: String] = [:]) throws {
        try self.init(standard: false)
        try write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: RUB
            start: 2026-01-01
            warehouse: var/shop.sqlite
            landing: var/landing
            http: { private_hosts: [127.0.0.1]\(http) }
            sources: { \(sources) }

            """, to: "pipeline.yml")
        for (name, text) in connectors { try write(text, to: "connectors/\(name).yml") }
    }

    static let pipeline = """
        version: 1
        pipeline: shop
        time_zone: Europe/Moscow
        currency: RUB
        start: 2026-01-01
        warehouse: var/shop.sqlite
        landing: var/landing
        sources:
          ads:
            entity: spend
            files: data/spend*.csv
            load: { replace: file }
          crm:
            entity: lead
            files: data/leads*.csv
            load: { merge: lead_id, version: updated_at }

        """

    static let spend = """
        date,source,medium,campaign,cost,impressions,clicks
        2026-01-01,yandex,cpc,Brand,100.50,1000,10
        2026-01-02,yandex,cpc,Brand,99.50,900,9
        2026-01-02,vk,cpc,Sale,50,5000,7

        """

    static let leads = """
        lead_id,created_at,updated_at,source,medium,campaign,outcome
        1,2026-01-01 10:00:00,2026-01-01 10:00:00,ya,cpc,brand,qualified
        2,2026-01-02 11:00:00,2026-01-02 11:00:00,vk,cpc,sale,
        3,2026-01-02 12:00:00,2026-01-02 12:00:00,,,,
        4,2026-01-02 13:00:00,2026-01-02 13:00:00,vk,cpc,sale,spam

        """

    /// Writes a file that looks an hour old, so that its size and times are trusted.
    func write(_ text: String, to name: String) throws {
        try folder.write(text, to: name)
        try folder.setModificationTime(of: name, secondsAgo: 3600)
    }

    /// Replaces a part of a file, which must be there.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try folder.text(of: name)
        guard text.contains(old) else { throw EditError(description: "\(name) doesn't hold '\(old)'") }
        try write(text.replacingOccurrences(of: old, with: new), to: name)
    }

    /// Gives a file another name.
    func rename(_ name: String, _ newName: String) throws {
        try FileManager.default.moveItem(atPath: folder.path(of: name), toPath: folder.path(of: newName))
    }

    /// Runs `throughline COMMAND pipeline.yml …` in the company's folder, on a day after all of its data.
    func run(_ command: String = "run", _ arguments: [String] = [], environment: [String: String] = [:]) throws
        -> ProgramResult
    {
        let takesDay = ["run", "plan", "rejects replay"].contains(command) && !arguments.contains("--at")
        return try program.run(
            command.split(separator: " ").map(String.init) + ["pipeline.yml"]
                + (takesDay ? ["--at", "2026-06-01"] : []) + arguments,
            environment: environment, workingDirectory: folder.path)
    }

    func digest() throws -> String {
        try run("digest").output
    }

    /// The rows of a query on the warehouse, their values joined by `|`.
    func rows(_ sql: String) throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: folder.path(of: "var/shop.sqlite"), configuration: configuration)
        return try queue.read { database in
            try Row.fetchAll(database, sql: sql).map { row in
                row.databaseValues.map { value in
                    switch value.storage {
                    case .null: "NULL"
                    case .int64(let number): String(number)
                    case .double(let number): String(number)
                    case .string(let text): text
                    case .blob: "BLOB"
                    }
                }.joined(separator: "|")
            }
        }
    }

    /// Changes the warehouse behind the program's back.
    func execute(_ sql: String) throws {
        try DatabaseQueue(path: folder.path(of: "var/shop.sqlite")).write { try $0.execute(sql: sql) }
    }

    /// What the newest run read, in bytes, of all sources.
    func bytesRead() throws -> Int {
        let sql = "SELECT total(bytes_read) FROM etl_step WHERE run_id = (SELECT max(run_id) FROM etl_run)"
        return try rows(sql).first.flatMap(Double.init).map { Int($0) } ?? -1
    }
}

struct EditError: Error, CustomStringConvertible {
    let description: String
}
