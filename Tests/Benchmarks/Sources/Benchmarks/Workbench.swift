internal import CInserts
internal import Glibc

/// Where jobs run: the program, a folder, and a company of the size asked for.
struct Workbench {
    let program: String
    let folder: String
    var visits: Int
    let seed: Int
    /// This program, which makes files in a process of its own, so that it stays small itself.
    let own: String
    /// Seconds after which a child is killed.
    let limit: Int

    /// Runs a program in the folder and waits for it.
    func child(
        _ path: String, _ arguments: [String], output: String? = nil
    ) throws(BenchmarkFailure) -> Child {
        try Child.run(path, arguments, scratch: folder, limit: limit, output: output)
    }

    /// Removes files and folders of the folder.
    func remove(_ names: String...) throws(BenchmarkFailure) {
        _ = try child("rm", ["-rf"] + names.map { "\(folder)/\($0)" })
    }

    /// The same with another number of visits.
    func sized(_ visits: Int) -> Workbench {
        var bench = self
        bench.visits = visits
        return bench
    }

    /// Makes the files of a layout anew, in `FOLDER/LAYOUT`, unless another folder is named.
    @discardableResult
    func generate(_ layout: FileLayout, into name: String? = nil) throws(BenchmarkFailure) -> String {
        let path = "\(folder)/\(name ?? layout.rawValue)"
        // What another size left there would be read, too; a morning comes upon what there was.
        if layout != .morning { try remove(name ?? layout.rawValue) }
        _ = try child(own, ["generate", layout.rawValue, path, "\(visits)", "\(seed)"])
        // A file that changed just now is hashed again by the next run, which is no night's work.
        sleep(3)
        return path
    }

    /// A folder with a pipeline file and nothing else in it.
    func makeJob(_ name: String, _ pipeline: PipelineText) throws(BenchmarkFailure) -> Job {
        let path = "\(folder)/job-\(name)"
        try remove("job-\(name)")
        TextFile.makeFolder(path)
        try TextFile.write(String(repeating: "0123456789abcdef", count: 4), to: "\(path)/identity.key")
        guard chmod("\(path)/identity.key", 0o600) == 0 else { throw BenchmarkFailure("chmod \(path)/identity.key") }
        try TextFile.write(pipeline.text, to: "\(path)/pipeline.yml")
        return Job(bench: self, folder: path, warehouse: "\(path)/var/warehouse.sqlite")
    }
}

/// A pipeline in a folder of its own.
struct Job {
    let bench: Workbench
    let folder: String
    let warehouse: String

    var pipeline: String { "\(folder)/pipeline.yml" }

    func run(_ arguments: String...) throws(BenchmarkFailure) -> Child {
        try bench.child(bench.program, [arguments[0], pipeline] + arguments.dropFirst())
    }

    func digest() throws(BenchmarkFailure) -> String { try run("digest").output }

    /// Rows and bytes that the last run read.
    func lastRun() throws(BenchmarkFailure) -> (files: Int, rows: Int) {
        let step = "FROM etl_step WHERE run_id = (SELECT max(run_id) FROM etl_run)"
        return (try number("SELECT sum(files_read) \(step)"), try number("SELECT sum(rows_read) \(step)"))
    }

    /// The number a query gives.
    func number(_ sql: String) throws(BenchmarkFailure) -> Int {
        var error = [CChar](repeating: 0, count: 256)
        let number = query_number(warehouse, sql, &error)
        guard error[0] == 0 else {
            throw BenchmarkFailure(
                "\(sql): \(String(decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))")
        }
        return Int(number)
    }

    /// - Throws: when a query gives another number.
    func expect(_ name: String, _ sql: String, _ expected: Int) throws(BenchmarkFailure) {
        let found = try number(sql)
        guard found == expected else {
            throw BenchmarkFailure("wrong answer in \(folder): \(name) is \(found) instead of \(expected)")
        }
    }

    /// - Throws: when the last run did not read all visits, or they are not all published.
    func expectVisits(_ visits: Int, files: Int) throws(BenchmarkFailure) {
        let last = try lastRun()
        guard last.rows == visits, last.files == files else {
            throw BenchmarkFailure("\(folder) read \(last.files) files and \(last.rows) rows")
        }
        try expect("visits", "SELECT sum(visits) FROM mart_channel_daily", visits)
    }

    /// Copies the rows of all tables, or of one, by the bare loop.
    func copyRows(table: String? = nil) throws(BenchmarkFailure) -> inserts {
        let copy = "\(folder)/copy.sqlite"
        for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) }
        var result = copy_rows(warehouse, copy, table)
        for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) }
        let message = withUnsafeBytes(of: &result.error) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard message.isEmpty else { throw BenchmarkFailure("bare loop: \(message)") }
        return result
    }
}
