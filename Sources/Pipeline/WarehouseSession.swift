import Definitions
import Extract
import Warehouse

/// The lock and the open warehouse, for one run or for several that nobody comes between.
struct WarehouseSession: ~Copyable {
    let warehouse: Warehouse
    private let pipeline: LoadedPipeline
    private let lock: RunLock
    private let landing: Landing
    private let progress: any RunProgress
    private let interruption: Interruption
    private let clock: () -> Instant

    /// Takes the lock and opens the warehouse, which is made where there is none.
    ///
    /// - Throws: `Failure.Kind.locked` where another run holds the lock.
    init(
        _ pipeline: LoadedPipeline, progress: any RunProgress, interruption: Interruption,
        clock: @escaping () -> Instant
    ) throws(Failure) {
        try Landing.makeFolder(Self.parent(of: pipeline.definition.warehouse))
        let lock = try RunLock(warehouse: pipeline.definition.warehouse)
        let landing = try Landing(folder: pipeline.definition.landing)
        let warehouse = try Warehouse(path: pipeline.definition.warehouse, schemas: pipeline.schemas)
        var pipeline = pipeline
        try pipeline.makeContactKey()
        self.lock = lock
        self.landing = landing
        self.warehouse = warehouse
        self.pipeline = pipeline
        self.progress = progress
        self.interruption = interruption
        self.clock = clock
    }

    /// Does one run and logs how it ended.
    ///
    /// - Throws: what the body throws; what was published before stays as it was.
    borrowing func run(
        _ command: RunOptions.Work, logicalDay: Day, _ body: (inout RunWork) throws(Failure) -> RunOutcome
    ) throws(Failure) -> RunOutcome {
        let run = try warehouse.beginRun(
            command: command.rawValue, logicalDay: logicalDay, engine: engineVersion, definitions: pipeline.archive,
            clock: clock())
        var work = RunWork(
            pipeline: pipeline, warehouse: warehouse, landing: landing, run: run, logicalDay: logicalDay,
            progress: progress, interruption: interruption, clock: clock)
        do {
            let outcome = try body(&work)
            // What is published stands; indexes left behind are found by the next run.
            let store = VisitStore(landing: pipeline.definition.landing)
            let sources = pipeline.definition.sources.filter { $0.entity == "visit" }.map(\.name)
            let sweep = (try? warehouse.liveFiles(of: sources)).map { live in
                Computation { () throws(Failure) in store.sweep(keeping: live) }
            }
            warehouse.checkpoint()
            try? sweep?.value()
            return outcome
        } catch {
            try end(work, run, error)
            throw error
        }
    }

    /// Lists what a run refused; where even that can't be written, the first failure is the one to tell.
    private borrowing func end(_ work: RunWork, _ run: Int64, _ failure: Failure) throws(Failure) {
        let state: RunState =
            switch failure.kind {
            case .refused: .refused
            case .unreachable, .credentials: .unreachable
            case .interrupted: .interrupted
            default: .failed
            }
        do {
            try warehouse.endRun(
                run, state: state, exitCode: failure.exitCode, message: failure.diagnostics.first?.message ?? "",
                steps: work.steps, touched: [], refused: work.refused, clock: clock())
        } catch {
            throw failure
        }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
