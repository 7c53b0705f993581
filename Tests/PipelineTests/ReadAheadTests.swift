import Definitions
import Synchronization
import Tabular
import Testing

@testable import Pipeline

@Suite struct ReadAheadTests {
    /// A file that gives what it is told to, and notes what was asked of it.
    private struct Table: TableReading {
        enum Step: Sendable {
            case advance(Int64)
            case batch(Int)
            case reject(Int64)
            case fail(Failure.Kind)
        }

        let path: String
        let steps: [Step]
        let log: Log

        func read(
            onAdvance: (Int64) -> Void, onBatch: (RecordBatch) throws(Failure) -> Void,
            onReject: (RejectedRow) throws(Failure) -> Void
        ) throws(Failure) -> TableEnd {
            log.add("reads \(path)")
            for step in steps {
                switch step {
                case .advance(let bytes): onAdvance(bytes)
                case .batch(let rows):
                    try onBatch(RecordBatch(columns: [], lines: [Int64](repeating: 1, count: rows)))
                case .reject(let line):
                    try onReject(RejectedRow(line: line, offset: 0, length: 0, column: nil, rule: .encoding))
                case .fail(let kind): throw Failure(kind, "\(path) failed")
                }
            }
            log.add("ended \(path)")
            return TableEnd(
                summary: ReadSummary(columns: [path], newColumns: []),
                content: .failure(Failure(.unreachable, "\(path) has no content")))
        }
    }

    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func add(_ line: String) {
            lines.withLock { $0.append(line) }
        }
    }

    private static let files: [[Table.Step]] = [
        [.advance(10), .batch(2), .reject(4), .batch(1), .advance(0)],
        [],
        [.advance(7), .batch(1), .reject(2), .fail(.refused), .batch(9)],
        [.fail(.unreachable)],
        // More than may wait.
        [.advance(5)] + [Table.Step](repeating: .batch(20_000), count: 5) + [.reject(7)],
        [.advance(3), .batch(3)],
    ]

    private static func tables(_ log: Log) -> [Table] {
        files.enumerated().map { Table(path: "file \($0.offset)", steps: $0.element, log: log) }
    }

    /// What taking a file comes to, as lines.
    private static func taken(_ table: any TableReading) -> [String] {
        var lines: [String] = []
        do throws(Failure) {
            let end = try table.read(
                onAdvance: { lines.append("advance \($0)") }, onBatch: { lines.append("batch \($0.count)") },
                onReject: { lines.append("reject \($0.line)") })
            lines.append("end \(end.summary.columns)")
        } catch {
            lines.append("\(error)")
        }
        return lines
    }

    /// Whatever files are read ahead, each gives what reading it gives, in its order.
    @Test(arguments: [[0, 1, 2, 3, 4, 5], [1, 4], [0, 5], []])
    func aFileGivesWhatReadingItGives(ahead numbers: [Int]) {
        let tables = Self.tables(Log())
        let ahead = ReadAhead(numbers, interruption: Interruption(), path: { tables[$0].path }) { tables[$0] }
        defer { ahead.stop() }
        for (number, table) in tables.enumerated() {
            let file = ahead.file(number)
            #expect((file != nil) == numbers.contains(number))
            #expect(Self.taken(file ?? table) == Self.taken(table))
        }
    }

    /// What whoever takes a file throws ends that file, and the next is whole.
    @Test func aFileThatIsNotWantedIsPassedOver() {
        let tables = Self.tables(Log())
        let ahead = ReadAhead(Array(tables.indices), interruption: Interruption(), path: { tables[$0].path }) {
            tables[$0]
        }
        defer { ahead.stop() }
        for number in [0, 2, 4] {
            let failure = #expect(throws: Failure.self) {
                try ahead.file(number)?.read(
                    onAdvance: { _ in }, onBatch: { _ throws(Failure) in throw Failure(.warehouse, "full") },
                    onReject: { _ in })
            }
            #expect(failure?.kind == .warehouse)
        }
        #expect(Self.taken(ahead.file(5) ?? tables[0]) == Self.taken(tables[5]))
    }

    /// So much is read and no more, and nothing goes on once it was stopped.
    @Test func whatIsReadAheadIsBounded() {
        let log = Log()
        let tables = (0..<100).map { Table(path: "file \($0)", steps: [.advance(1), .batch(10)], log: log) }
        let ahead = ReadAhead(Array(tables.indices), interruption: Interruption(), path: { tables[$0].path }) {
            tables[$0]
        }
        #expect(Self.taken(ahead.file(0) ?? tables[0]) == Self.taken(tables[0]))
        ahead.stop()
        #expect(log.all.count { $0.hasPrefix("reads") } <= 40)
    }

    /// Somebody who asks to stop isn't kept waiting by what was read before.
    @Test func anInterruptionIsSeenWhereFilesAreTaken() {
        let tables = Self.tables(Log())
        let interruption = Interruption()
        let ahead = ReadAhead([0, 5], interruption: interruption, path: { tables[$0].path }) { tables[$0] }
        defer { ahead.stop() }
        #expect(Self.taken(ahead.file(0) ?? tables[1]) == Self.taken(tables[0]))
        interruption.request(signal: 2)
        let failure = #expect(throws: Failure.self) {
            try ahead.file(5)?.read(onAdvance: { _ in }, onBatch: { _ in }, onReject: { _ in })
        }
        #expect(failure?.kind == .interrupted(signal: 2))
    }

    /// Batches that are loaded where they are read don't come again; what else a file gives does, and what ends it.
    @Test func loadedBatchesAreNotHandedOver() {
        let tables = Self.tables(Log())
        let loaded = Log()
        let ahead = ReadAhead(
            Array(tables.indices), interruption: Interruption(),
            loading: ReadAhead.Loading(
                take: { loaded.add("\($1) \($0.count)") },
                end: { number throws(Failure) in
                    loaded.add("\(number) ends")
                    if number == 5 { throw Failure(.warehouse, "full") }
                    return 1
                }), path: { tables[$0].path }
        ) { tables[$0] }
        defer { ahead.stop() }
        for (number, table) in tables.enumerated() {
            var lines = Self.taken(table).filter { !$0.hasPrefix("batch") }
            // A loading that fails takes the place of the file's end.
            if number == 5 { lines = lines.dropLast() + ["\(Failure(.warehouse, "full"))"] }
            #expect(Self.taken(ahead.file(number) ?? table) == lines)
        }
        #expect(
            loaded.all == [
                "0 2", "0 1", "0 ends", "1 ends", "2 1", "4 20000", "4 20000", "4 20000", "4 20000", "4 20000",
                "4 ends",
                "5 3", "5 ends",
            ])
    }

    /// A file of which much is held waits to be taken before more is read.
    @Test func whatIsHeldOfLoadedFilesIsBounded() {
        let log = Log()
        let tables = (0..<100).map { Table(path: "file \($0)", steps: [.batch(10)], log: log) }
        let ahead = ReadAhead(
            Array(tables.indices), interruption: Interruption(),
            loading: ReadAhead.Loading(take: { _, _ in }, end: { _ in 1 << 14 }), path: { tables[$0].path }
        ) { tables[$0] }
        #expect(Self.taken(ahead.file(0) ?? tables[0]) == ["end [\"file 0\"]"])
        ahead.stop()
        #expect(log.all.count { $0.hasPrefix("reads") } <= 6)
    }
}
