import Definitions
import Glibc
import Testing

@testable import Tabular

@Suite struct ByteWindowTests {
    /// A stream that breaks after some bytes.
    struct BreakingStream: ByteStream {
        var stream: MemoryStream
        var readsLeft: Int

        mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
            guard readsLeft > 0 else { throw Failure(.unreachable, "the file changed while it was read") }
            readsLeft -= 1
            return try stream.read(into: buffer)
        }
    }

    @Test(arguments: [1, 2, 3, 8])
    func aBrokenStreamEndsTheReading(reads: Int) throws {
        let rows = (0..<100).map { "\($0),2025-01-01\n" }.joined()
        var stream = BreakingStream(stream: MemoryStream(Array("id,at\n\(rows)".utf8)), readsLeft: reads)
        var loaded = 0
        let parallelism = Parallelism(blockSize: 4, workers: 2)
        do {
            _ = try TableReader(parallelism: parallelism).read(
                &stream,
                named: "file.csv",
                by: ReadCase().plan(),
                onBatch: { loaded += $0.count },
                onReject: { row in Issue.record("\(row)") }
            )
            Issue.record("the stream broke and nothing was said")
        } catch let failure as Failure {
            #expect(failure.kind == .unreachable)
        }
        // Rows are whole or not there: those of the bytes that did arrive.
        #expect(loaded <= reads * parallelism.windowSize / 13)
        // What had been read before it broke was handed on.
        #expect(loaded >= (reads * parallelism.windowSize - 6) / 13 - 1)
    }

    @Test func whatTheReaderIsToldEndsTheReading() throws {
        var stream = MemoryStream(Array("id,at\n1,2025-01-01\n2,2025-01-01\n".utf8))
        #expect(throws: Failure.self) {
            _ = try TableReader(parallelism: Parallelism(blockSize: 8, workers: 2)).read(
                &stream,
                named: "file.csv",
                by: ReadCase().plan(),
                onBatch: { _ throws(Failure) in throw Failure(.warehouse, "the disk is full") },
                onReject: { _ in }
            )
        }
    }

    /// Rows are taken while others are read; what is wrong with them is told before what is wrong with what follows.
    @Test func whatIsWrongFirstIsToldFirst() throws {
        let rows = (0..<100).map { "\($0),2025-01-01\n" }.joined()
        var stream = BreakingStream(stream: MemoryStream(Array("id,at\n\(rows)".utf8)), readsLeft: 2)
        do {
            _ = try TableReader(parallelism: Parallelism(blockSize: 16, workers: 2)).read(
                &stream,
                named: "file.csv",
                by: ReadCase().plan(),
                onBatch: { _ throws(Failure) in throw Failure(.warehouse, "the disk is full") },
                onReject: { _ in }
            )
            Issue.record("nothing was said")
        } catch let failure as Failure {
            #expect(failure.kind == .warehouse)
        }
    }

    @Test func rowsAreTakenOnTheCallingThread() throws {
        let rows = (0..<5000).map { "\($0),2025-01-01\n" }.joined()
        var stream = MemoryStream(Array("id,at\n\(rows)".utf8))
        let caller = pthread_self()
        var loaded = 0
        _ = try TableReader(parallelism: Parallelism(blockSize: 512, workers: 3)).read(
            &stream,
            named: "file.csv",
            by: ReadCase().plan(),
            onBatch: { batch in
                loaded += batch.count
                #expect(pthread_self() == caller)
            },
            onReject: { row in Issue.record("\(row)") }
        )
        #expect(loaded == 5000)
    }

    @Test func windowsGrowForARecordThatDoesNotFit() throws {
        var stream = MemoryStream(Array(0..<200))
        var window = ByteWindow(capacity: 8)
        try window.refill(from: 0, &stream)
        while !window.isLast { try window.refill(from: 0, &stream) }
        let view = window.view
        #expect(Array(UnsafeBufferPointer(start: view.base, count: view.count)) == Array(0..<200))
        try window.refill(from: 150, &stream)
        #expect(window.view.offset == 150)
        #expect(window.view.base[0] == 150)
        #expect(window.bytesRead == 200)
    }
}
