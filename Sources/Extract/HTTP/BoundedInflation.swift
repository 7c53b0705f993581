import Definitions
import Glibc

/// Unpacks answers within bounds: a few kilobytes of gzip can hold gigabytes.
enum BoundedInflation {
    /// Unpacks an answer in memory.
    static func inflate(_ packed: [UInt8], limit: Int) throws(TransferError) -> [UInt8] {
        let stream = InflateStream(BytesInMemory(packed), path: "the answer")
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var result: [UInt8] = []
        while true {
            let count = try read(stream, into: buffer)
            result.append(contentsOf: buffer[..<count])
            guard result.count <= limit else {
                throw TransferError(.tooLarge, "the answer unpacks to more than \(limit >> 20) MiB")
            }
            if count < buffer.count { return result }
        }
    }

    /// Unpacks one file into another, which must be new, and returns the bytes it has then.
    static func inflate(
        file: String, to target: String, settings: HTTPSettings, interruption: () throws(Failure) -> Void
    ) throws(TransferError) -> Int64 {
        do {
            let source = try FileStream(path: file)
            let packed = source.identity.size
            let limit = min(settings.fileLimit, max(64 << 20, packed.saturatingProduct(settings.packingLimit)))
            let stream = InflateStream(source, path: "the answer")
            let writer = try FileWriter(path: target)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
            defer { buffer.deallocate() }
            var written: Int64 = 0
            while true {
                try interruption()
                let count = try read(stream, into: buffer)
                written += Int64(count)
                guard written <= limit else {
                    throw TransferError(
                        .tooLarge, "the answer unpacks to more than \(limit >> 20) MiB, from \(packed) bytes")
                }
                try writer.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                if count < buffer.count { break }
            }
            try writer.finish()
            return written
        } catch let error as TransferError {
            unlink(target)
            throw error
        } catch let error as Failure {
            unlink(target)
            throw TransferError(storage: error)
        } catch {
            // Nothing else is thrown above; the compiler can't tell.
            throw TransferError(.packing, "the answer can't be unpacked")
        }
    }

    private static func read(
        _ stream: InflateStream<some ByteStream>, into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransferError) -> Int {
        do throws(Failure) {
            return try stream.read(into: buffer)
        } catch {
            // What ended early may be whole the next time.
            let message = error.diagnostics.first?.message ?? "the answer can't be unpacked"
            throw TransferError(message.contains("middle") ? .cut : .packing, message)
        }
    }
}

/// Bytes that are there already.
struct BytesInMemory: ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}

extension Int64 {
    fileprivate func saturatingProduct(_ factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}

extension TransferError {
    init(storage failure: Failure) {
        let first = failure.diagnostics.first
        if case .interrupted = failure.kind {
            self.init(.interrupted, "interrupted", failure: failure)
        } else {
            self.init(
                .storage, first?.message ?? "the landing folder can't be written", hint: first?.hint, failure: failure)
        }
    }
}
