package import Definitions
import GRDB

/// How a run ended, or that it hasn't.
package enum RunState: String, Hashable, Sendable {
    case running, published, unchanged, partly, refused, unreachable, interrupted, failed, lost
}

/// What a run did with one source: a row of `etl_step`.
package struct StepRecord: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case read, unchanged, refused, unreachable
    }

    package var source: String
    package var filesListed = 0
    package var filesRead = 0
    /// To hash, to land and to read.
    package var bytesRead: Int64 = 0
    package var counts = RowCounts()
    package var state = State.unchanged
    package var message = ""

    package init(source: String) {
        self.source = source
    }
}

/// A run as the log shows it: a row of `etl_run`.
package struct RunRecord: Hashable, Sendable {
    package var id: Int64
    package var command: String
    package var logicalDay: String
    package var state: RunState
    package var exitCode: Int?
    package var startedAt: String
    package var finishedAt: String?
    package var message: String
}

extension Warehouse {
    /// Begins a run; runs that never ended are marked as lost, for only one can hold the lock.
    ///
    /// - Parameters:
    ///   - definitions: the pipeline file and the schemas, archived by hash: `(hash, name, content)`.
    ///   - clock: the wall clock, which only the run log may hold.
    package func beginRun(
        command: String, logicalDay: Day, engine: String,
        definitions: [(hash: String, name: String, content: String)], clock: Instant
    ) throws(Failure) -> Int64 {
        try write { database in
            try database.execute(
                sql: "UPDATE etl_run SET state = 'lost', message = 'ended without a word' WHERE state = 'running'")
            for definition in definitions {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO etl_definition (definition, name, content) VALUES (?, ?, ?)",
                    arguments: [definition.hash, definition.name, definition.content])
            }
            try database.execute(
                sql: """
                    INSERT INTO etl_run (command, logical_day, state, started_at, engine, pipeline_definition)
                    VALUES (?, ?, 'running', ?, ?, ?)
                    """,
                arguments: [
                    command, logicalDay.description, clock.description, engine, definitions.first?.hash ?? "",
                ])
            return database.lastInsertedRowID
        }
    }

    /// Ends a run that published nothing; what it refused is listed all the same.
    ///
    /// - Parameter touched: known files whose size or times changed and whose bytes did not.
    package func endRun(
        _ run: Int64, state: RunState, exitCode: Int32, message: String, steps: [StepRecord],
        touched: [FileVersion], refused: [(file: FileVersion, rejects: [RejectEntry])], clock: Instant
    ) throws(Failure) {
        try write { database in
            let ledger = FileLedger(database: database)
            for file in touched {
                try ledger.save(file, run: run)
            }
            for source in Set(refused.map(\.file.source)) {
                try ledger.forgetRefusals(source: source)
            }
            for (file, rejects) in refused {
                var version = file
                version.id = nil
                version.state = .refused
                version.version = try ledger.nextVersion(source: file.source, path: file.path)
                let id = try ledger.save(version, run: run)
                try ledger.add(rejects: rejects, file: id)
            }
            try database.finishRun(
                run, state: state, exitCode: exitCode, message: message, steps: steps, clock: clock)
        }
    }

    /// The newest runs first.
    package func runs(limit: Int) throws(Failure) -> [RunRecord] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM etl_run ORDER BY run_id DESC LIMIT ?", arguments: [limit]
            ).map { row in
                RunRecord(
                    id: row["run_id"], command: row["command"], logicalDay: row["logical_day"],
                    state: RunState(rawValue: row["state"]) ?? .failed, exitCode: row["exit_code"],
                    startedAt: row["started_at"], finishedAt: row["finished_at"], message: row["message"])
            }
        }
    }
}

extension Database {
    /// Writes a run's end and its steps.
    func finishRun(
        _ run: Int64, state: RunState, exitCode: Int32, message: String, steps: [StepRecord], clock: Instant
    ) throws {
        try execute(
            sql: "UPDATE etl_run SET state = ?, exit_code = ?, finished_at = ?, message = ? WHERE run_id = ?",
            arguments: [state.rawValue, exitCode, clock.description, message, run])
        for step in steps {
            try execute(
                sql: "INSERT INTO etl_step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    run, step.source, step.filesListed, step.filesRead, step.bytesRead, step.counts.read,
                    step.counts.loaded, step.counts.rejected, step.counts.duplicate, step.counts.superseded,
                    step.counts.filtered, step.state.rawValue, step.message,
                ])
        }
    }
}
