import Definitions
import Tabular
import Warehouse

/// The days of files whose paths don't tell them, found by reading.
///
/// Each file is read for its days once, however often it is planned.
struct FileDays {
    private struct Key: Hashable {
        var source: String
        var path: String
        var identity: FileIdentity
    }

    let pipeline: LoadedPipeline
    let interruption: Interruption
    private var found: [Key: ClosedRange<Day>?] = [:]

    init(pipeline: LoadedPipeline, interruption: Interruption) {
        self.pipeline = pipeline
        self.interruption = interruption
    }

    /// The days of each input; nil where it has no rows or its rows can't be read.
    ///
    /// - Throws: `Failure.Kind.unreachable` where a file is gone or unreadable.
    mutating func days(of plan: inout SourceInputs) throws(Failure) -> [ClosedRange<Day>?] {
        var reading: SourceReading?
        var days: [ClosedRange<Day>?] = []
        for input in plan.inputs {
            let version = input.version
            guard version.slot == nil, version.id == nil else {
                days.append(version.slot ?? input.formerSlot)
                continue
            }
            let key = Key(source: version.source, path: version.path, identity: version.identity)
            if let known = found[key] {
                days.append(known)
                continue
            }
            if reading == nil {
                reading = try SourceReading(
                    pipeline, plan.source, interruption: interruption, progress: SilentProgress())
            }
            let covered = try Failure.narrowing { () -> FileReading? in
                guard let reading else { return nil }
                return try reading.read(
                    version, from: reading.table(of: version, bytesPath: input.bytesPath), hadRows: 0,
                    onBatch: { _ in }, onRejects: { _ in })
            }?.summary.days
            plan.bytesRead += version.identity.size
            found.updateValue(covered, forKey: key)
            days.append(covered)
        }
        return days
    }
}
