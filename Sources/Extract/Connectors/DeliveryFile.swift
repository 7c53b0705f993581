package import Definitions
import Glibc

/// What one window of a connector brought, growing page by page and there only when it is whole.
///
/// Records of JSON stand a line each, with their own bytes; tables are joined under one header.
package final class DeliveryFile {
    let path: String
    private let unfinished: String
    private let writer: FileWriter
    private var header: [UInt8]?
    private let columns: String
    private var endsLine = true
    private let lifts: [(name: String, lift: LiftDefinition)]
    private let joins: [(name: String, paths: [[String]])]
    private let additions: [(name: String, text: String)]
    private var isDone = false
    private(set) var bytes: Int64 = 0

    init(
        path: String, _ answer: AnswerDefinition = AnswerDefinition(), additions: [(String, String)] = []
    ) throws(Failure) {
        self.path = path
        self.additions = additions.map { ($0.0, $0.1) }
        let mark = answer.type == .tsv ? "\t" : ","
        columns = answer.columns.map { $0.contains(mark) ? "\"\($0)\"" : $0 }.joined(separator: mark)
        lifts = answer.lifts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
        joins = answer.joins.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
        unfinished = path + ".new"
        writer = try FileWriter(path: unfinished)
    }

    deinit {
        if !isDone { unlink(unfinished) }
    }

    /// Removes what killed runs left unfinished in a folder that nobody else writes to.
    package static func removeUnfinished(in folder: String) throws(Failure) {
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard [".new", ".page", ".part"].contains(where: name.hasSuffix) else { continue }
            let path = "\(folder)/\(name)"
            guard unlink(path) == 0 || errno == ENOENT else { throw Failure(unwritable: path, code: errno) }
        }
    }

    func append(_ records: [JSONPart]) throws(Failure) {
        var lines: [UInt8] = []
        for record in records {
            record.appendLine(to: &lines)
            if !lifts.isEmpty || !joins.isEmpty || !additions.isEmpty, record.kind == .object {
                lift(record, to: &lines)
            }
            if lines.count > 1 << 20 {
                try write(lines)
                lines.removeAll(keepingCapacity: true)
            }
        }
        try write(lines)
    }

    /// Adds to a record's line what is lifted from its lists; its own bytes stay in front of it.
    private func lift(_ record: JSONPart, to lines: inout [UInt8]) {
        for (name, lift) in lifts {
            var added: [UInt8] = []
            var seen: Set<String> = []
            for element in record.value(at: lift.list)?.elements ?? [] {
                let key = lift.keys.lazy.compactMap { element.value(at: $0)?.text }.first { !$0.isEmpty }
                guard let key, seen.insert(key).inserted, let value = element.value(at: lift.value) else { continue }
                added += added.isEmpty ? [] : [UInt8(ascii: ",")]
                added += Array("\(TemplateValue.quoted(key)):".utf8)
                value.appendLine(to: &added)
                added.removeLast()
            }
            add(name, Array("{".utf8) + added + Array("}".utf8), record, to: &lines)
        }
        for (name, paths) in joins {
            let text = paths.map { record.value(at: $0)?.text ?? "" }.joined(separator: " ")
            add(name, Array(TemplateValue.quoted(text).utf8), record, to: &lines)
        }
        for (name, text) in additions { add(name, Array(TemplateValue.quoted(text).utf8), record, to: &lines) }
    }

    /// Puts one more key at the end of a record's line, which ends in `}` and a line feed.
    private func add(_ name: String, _ value: [UInt8], _ record: JSONPart, to lines: inout [UInt8]) {
        lines.removeLast(2)
        // An object without keys needs no comma before its first one.
        let isBare = record.members.isEmpty && lines.last == UInt8(ascii: "{")
        lines += Array("\(isBare ? "" : ",")\(TemplateValue.quoted(name)):".utf8) + value + Array("}\n".utf8)
    }

    /// Takes over a part of a table; every part begins with the same header.
    ///
    /// Memory doesn't grow with it.
    func append(table: some ByteStream, _ interruption: () throws(Failure) -> Void) throws(Failure) {
        var stream = table
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var isFirst = true
        var isNew = true
        while true {
            try interruption()
            let count = try stream.read(into: buffer)
            var chunk = buffer[..<count]
            if isFirst {
                isFirst = false
                let line = Array(chunk.prefix { $0 != 10 })
                if let header {
                    guard line.isEmpty || line == header else {
                        throw Failure(
                            .unreachable, "a part of the report has other columns than the part before",
                            hint: "the platform changed it meanwhile: run again")
                    }
                    chunk = chunk.dropFirst(line.count + 1)
                } else if !line.isEmpty {
                    header = line
                }
            }
            // A part may end without a line's end.
            if !chunk.isEmpty, !endsLine, isNew { try write([10]) }
            isNew = isNew && chunk.isEmpty
            if let last = chunk.last { endsLine = last == 10 }
            try write(UnsafeRawBufferPointer(rebasing: chunk))
            if count < buffer.count { break }
        }
    }

    /// Makes the file appear in its place, in that of an older one; one with the same bytes stays as it is, so that
    /// nobody reads it again.
    func finish() throws(Failure) {
        try writer.finish()
        if try isThereAlready() { return }
        guard rename(unfinished, path) == 0 else { throw Failure(unwritable: path, code: errno) }
        isDone = true
        try DurableFile.flushFolder(of: path)
    }

    /// Makes a table without rows of the one that is there, or of the columns that the connector names; where neither
    /// is, there is no header, and no file.
    func finishEmpty() throws(Failure) {
        guard access(path, F_OK) == 0 else {
            guard !columns.isEmpty else { return }
            try write(Array((columns + "\n").utf8))
            return try finish()
        }
        let stream = try FileStream(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        let count = try stream.read(into: buffer)
        try write(Array(buffer[..<count].prefix { $0 != 10 }) + [10])
        try finish()
    }

    private func isThereAlready() throws(Failure) -> Bool {
        guard access(path, F_OK) == 0, try InputFile(path: path).identity.size == bytes else { return false }
        return try FileStream(path: path).finish() == FileStream(path: unfinished).finish()
    }

    private func write(_ lines: [UInt8]) throws(Failure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: lines.count, alignment: 1)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: lines)
        try write(UnsafeRawBufferPointer(buffer))
    }

    private func write(_ chunk: UnsafeRawBufferPointer) throws(Failure) {
        try writer.write(chunk)
        bytes += Int64(chunk.count)
    }
}
