import Definitions
import Dispatch
import Extract
import Glibc
import Synchronization
import Warehouse

/// Finds out what a source has to offer beyond what is published, and writes nothing.
struct InputPlanner {
    let pipeline: LoadedPipeline
    let live: [FileVersion]
    /// Versions that gave way to newer snapshots: where they still lie there, they are no news.
    var superseded: [FileVersion] = []
    /// Rows of this day and later are held back.
    var logicalDay: Day
    let verifies: Bool
    /// Whether files with rejected rows are read again as well.
    var rereadsRejects = false
    /// Known versions to hash and to read again although they are as they were.
    var redoes: @Sendable (FileVersion) -> Bool = { _ in false }
    /// Nanoseconds since 1970 UTC: tells whether a file was modified just now.
    let clock: Int64
    let interruption: Interruption

    /// Plans sources on all cores; a result for each, in their order.
    func planAll(
        _ sources: [SourceDefinition], _ plan: @Sendable (SourceDefinition) throws(Failure) -> SourceInputs
    ) -> [Result<SourceInputs, Failure>] {
        let planned = Mutex<[Result<SourceInputs, Failure>?]>(Array(repeating: nil, count: sources.count))
        DispatchQueue.concurrentPerform(iterations: sources.count) { place in
            let inputs = Result { () throws(Failure) in try plan(sources[place]) }
            planned.withLock { $0[place] = inputs }
        }
        return planned.withLock { $0 }.compactMap(\.self)
    }

    /// - Throws: `Failure.Kind.unreachable` where a file is missing, unreadable or changing.
    func plan(_ source: SourceDefinition) throws(Failure) -> SourceInputs {
        var result = SourceInputs(source: source)
        let definition = ReadingDefinition(pipeline, source)
        let files = try FilePattern(source.files).list(mayBeEmpty: source.connection != nil)
        result.listed = files.count
        var newest: [String: FileVersion] = [:]
        for version in live where version.source == source.name {
            if newest[version.path].map({ $0.version < version.version }) ?? true { newest[version.path] = version }
        }
        var replaced: Set<Int64> = []
        var unlanded: [Int64: String] = [:]
        var gone = Set(newest.keys).subtracting(files.map { pipeline.ledgerPath($0.path) })
        // When a folder was renamed, all of its files are gone, and none of the new ones must look at all of them.
        let goneBySize = Dictionary(grouping: gone.sorted(), by: { newest[$0]?.identity.size })
        for file in files {
            try interruption.check()
            let path = pipeline.ledgerPath(file.path)
            let known = newest[path]
            let identity = file.identity
            if let known, known.identity == identity, known.isSettled, !verifies, !redoes(known),
                known.isInPlace == source.inPlace
            {
                continue
            }
            if var known, let found = try equal(known, file, bytesRead: &result.bytesRead) {
                let hasCopy = known.isInPlace || access(pipeline.landedPath(of: known.content), F_OK) == 0
                if !source.inPlace, known.isInPlace || !hasCopy, let id = known.id { unlanded[id] = file.path }
                known.identity = found.identity
                known.isSettled = !found.identity.isFresh(at: clock)
                known.isInPlace = source.inPlace
                newest[path] = known
                result.touched.append(known)
                continue
            }
            if known == nil, try isSuperseded(file, path, source, definition, bytesRead: &result.bytesRead) { continue }
            let candidates = goneBySize[identity.size, default: []].filter(gone.contains).compactMap { newest[$0] }
            let old = try renamed(file, among: candidates, bytesRead: &result.bytesRead)
            if let (old, found) = old {
                if known == nil {
                    gone.remove(old.path)
                    result.renames.append(SourceInputs.Rename(from: old.path, to: path))
                    var moved = old
                    moved.path = path
                    if old.isInPlace, !source.inPlace, let id = old.id { unlanded[id] = file.path }
                    moved.identity = found.identity
                    moved.isSettled = !found.identity.isFresh(at: clock)
                    moved.isInPlace = source.inPlace
                    newest[path] = moved
                    continue
                }
                if !source.keepsVersions {
                    gone.remove(old.path)
                    replaced.insert(old.id ?? 0)
                    result.dropped.append(old)
                }
            }
            // What can't be opened is unreachable now, not only when it is landed.
            _ = try InputFile(path: file.path)
            let version = FileVersion(
                source: source.name, path: path, version: 0, slot: file.slot, content: "", isInPlace: source.inPlace,
                identity: identity, isSettled: false, definition: definition.text, logicalDay: logicalDay)
            if let known, !source.keepsVersions, let id = known.id { replaced.insert(id) }
            result.inputs.append(
                SourceInputs.Input(
                    version: version, bytesPath: file.path, predecessor: known,
                    reason: known == nil ? .new : .changed, formerSlot: known?.slot, unlandedPath: file.path))
        }
        try checkInPlace(source, gone)
        let changed = Set(result.inputs.filter { $0.version.id == nil }.map(\.version.path))
        let names = Dictionary(result.renames.map { ($0.from, $0.to) }, uniquingKeysWith: { first, _ in first })
        let shrinking = Set(
            live.filter { $0.source == source.name && source.isMerged && holdsMoreBack($0) }
                .map { names[$0.path] ?? $0.path })
        for version in live where version.source == source.name && !replaced.contains(version.id ?? 0) {
            let ledgerPath = names[version.path] ?? version.path
            var current = newest[ledgerPath].flatMap { $0.id == version.id ? $0 : nil } ?? version
            current.path = ledgerPath
            if !source.keepsVersions, let last = newest[ledgerPath], last.id != version.id {
                result.dropped.append(version)
                continue
            }
            let isRenamed = ledgerPath != version.path
            let isUnindexed =
                source.entity == "visit" && !VisitStore(landing: pipeline.definition.landing).has(version)
            guard
                let reason = reasonToReadAgain(current, definition) ?? (isRenamed ? .renamed : nil)
                    ?? (isUnindexed ? .unindexed : nil)
                    // What it held as well was taken out of other versions of the file.
                    ?? (shrinking.contains(ledgerPath) ? .waiting : nil)
            else { continue }
            var again = current
            again.definition = definition.text
            again.logicalDay = logicalDay
            result.touched.removeAll { $0.id == again.id }
            let path = pipeline.openPath(again.path)
            again.slot = FilePattern(source.files).slot(of: path)
            let isEarlier = newest[ledgerPath]?.id != again.id || changed.contains(ledgerPath)
            result.inputs.append(
                SourceInputs.Input(
                    version: again, bytesPath: again.isInPlace ? path : pipeline.landedPath(of: again.content),
                    predecessor: nil, reason: reason, formerSlot: version.slot, unlandedPath: unlanded[again.id ?? 0],
                    isEarlier: isEarlier))
        }
        return result
    }

    /// What a listed file is now, where its bytes are those of a known version.
    private func equal(
        _ known: FileVersion, _ file: ListedFile, bytesRead: inout Int64
    ) throws(Failure) -> ContentID? {
        guard known.identity.size == file.identity.size else { return nil }
        let found = try ContentID.of(file.path, landing: nil, interruption: interruption, bytesRead: &bytesRead)
        return found.content == known.content ? found : nil
    }

    /// Whether a file is a snapshot that was read before and gave way to a newer one, which is still published.
    private func isSuperseded(
        _ file: ListedFile, _ path: String, _ source: SourceDefinition, _ definition: ReadingDefinition,
        bytesRead: inout Int64
    ) throws(Failure) -> Bool {
        guard case .snapshot = source.load.mode, live.contains(where: { $0.source == source.name }),
            let old = superseded.filter({ $0.source == source.name && $0.path == path })
                .max(by: { $0.version < $1.version }),
            old.definition == definition.text
        else { return false }
        if old.identity == file.identity, old.isSettled, !verifies { return true }
        return try equal(old, file, bytesRead: &bytesRead) != nil
    }

    /// The published file that a listed one is under another name: the same bytes, and nothing lies at the old path.
    ///
    /// Without this its rows would count twice, or stand in the way of the new name for good. A file without rows
    /// does neither, and all of them are alike.
    private func renamed(
        _ file: ListedFile, among gone: [FileVersion], bytesRead: inout Int64
    ) throws(Failure) -> (old: FileVersion, found: ContentID)? {
        let size = file.identity.size
        let candidates = gone.filter { old in
            guard old.identity.size == size, old.counts.read > 0 else { return false }
            guard let declared = file.slot, let held = old.slot else { return true }
            return declared.contains(held.lowerBound) && declared.contains(held.upperBound)
        }
        if candidates.isEmpty { return nil }
        let found = try ContentID.of(file.path, landing: nil, interruption: interruption, bytesRead: &bytesRead)
        return candidates.first { $0.content == found.content }.map { ($0, found) }
    }

    /// A changed definition changes what rows mean; another logical day may hold back other rows.
    private func reasonToReadAgain(_ version: FileVersion, _ definition: ReadingDefinition) -> SourceInputs.Reason? {
        if version.definition != definition.text { return .redefined(definition.changes(since: version.definition)) }
        if let lastDay = version.lastDay, version.logicalDay != logicalDay,
            lastDay >= min(version.logicalDay, logicalDay)
        {
            return .waiting
        }
        if redoes(version) { return .commanded }
        return rereadsRejects && version.counts.rejected > 0 ? .commanded : nil
    }

    /// Whether fewer rows of a version are published as of the logical day than are now.
    private func holdsMoreBack(_ version: FileVersion) -> Bool {
        guard let lastDay = version.lastDay else { return false }
        return logicalDay < version.logicalDay && lastDay >= logicalDay
    }

    private func checkInPlace(_ source: SourceDefinition, _ gone: Set<String>) throws(Failure) {
        for version in live where version.source == source.name && version.isInPlace && source.inPlace {
            guard gone.contains(version.path) else { continue }
            throw Failure(
                .unreachable, at: source.filesLocation,
                "\(version.path) is gone; it was read in place, so its rows have no other copy",
                hint: "put the file back where it was, or let its rows go: throughline forget-file "
                    + "\(pipeline.definition.file) \(version.path)")
        }
    }
}

extension LoadedPipeline {
    /// Where the landed bytes of a content id lie.
    func landedPath(of content: String) -> String {
        Landing.path(of: content, in: definition.landing)
    }
}

extension Warehouse {
    /// The versions of snapshots that gave way to newer ones.
    func superseded(in pipeline: PipelineDefinition) throws(Failure) -> [FileVersion] {
        let names = pipeline.sources.filter { source in
            if case .snapshot = source.load.mode { return true }
            return false
        }.map(\.name)
        return names.isEmpty ? [] : try files(.replaced).filter { names.contains($0.source) }
    }
}
