import Definitions
import Glibc

/// What one window of a connector brought, growing page by page and there only when it is whole.
///
/// Records of JSON stand a line each, with their own bytes; tables are joined under one header.
final class DeliveryFile {
    let path: String
    private let unfinished: String
    private let writer: FileWriter
    private var header: [UInt8]?
    private var isDone = false
    private(set) var bytes: Int64 = 0

    init(path: String) throws(Failure) {
        self.path = path
        unfinished = path + ".new"
        writer = try FileWriter(path: unfinished)
    }

    deinit {
        if !isDone { unlink(unfinished) }
    }

    func append(_ records: [JSONPart]) throws(Failure) {
        var lines: [UInt8] = []
        for record in records {
            record.appendLine(to: &lines)
            if lines.count > 1 << 20 {
                try write(lines)
                lines.removeAll(keepingCapacity: true)
            }
        }
        try write(lines)
    }

    /// Takes over a part of a table from a file, which is gone then; every part begins with the same header.
    func append(tableAt part: String) throws(Failure) {
        defer { unlink(part) }
        let stream = try FileStream(path: part)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var isFirst = true
        while true {
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
            try write(UnsafeRawBufferPointer(rebasing: chunk))
            if count < buffer.count { break }
        }
    }

    /// Makes the file appear in its place, in that of an older one.
    func finish() throws(Failure) {
        try writer.finish()
        guard rename(unfinished, path) == 0 else { throw Failure(unwritable: path, code: errno) }
        isDone = true
        try DurableFile.flushFolder(of: path)
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
