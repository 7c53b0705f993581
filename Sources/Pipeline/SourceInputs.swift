import Definitions
import Extract
import Warehouse

/// What a run has to read of one source, and what it found without reading.
struct SourceInputs {
    /// One file version to read.
    struct Input {
        var version: FileVersion
        /// Where its bytes lie: in landing, or where the user keeps them.
        var bytesPath: String
        /// The live version of the same path whose rows it replaces.
        var predecessor: FileVersion?
        /// Bytes still to be read.
        var size: Int64 { version.identity.size }
    }

    var source: SourceDefinition
    var listed = 0
    var inputs: [Input] = []
    /// Known files whose size or times changed and whose bytes did not.
    var touched: [FileVersion] = []
    /// Live versions that no longer belong to what is published.
    var dropped: [FileVersion] = []
    /// Bytes read to know the files.
    var bytesRead: Int64 = 0
}

/// Finds out what a source has to offer beyond what is published.
struct InputPlanner {
    let pipeline: LoadedPipeline
    let landing: Landing
    let live: [FileVersion]
    let logicalDay: Day
    let verifies: Bool
    /// Nanoseconds since 1970 UTC: tells whether a file was modified just now.
    let clock: Int64
    let interruption: Interruption

    /// - Throws: `Failure.Kind.unreachable` where a file is missing, unreadable or changing.
    func plan(_ source: SourceDefinition) throws(Failure) -> SourceInputs {
        var result = SourceInputs(source: source)
        let definition = readingDefinition(of: source)
        let files = try FilePattern(source.files).list()
        result.listed = files.count
        var newest: [String: FileVersion] = [:]
        for version in live where version.source == source.name {
            if newest[version.path].map({ $0.version < version.version }) ?? true { newest[version.path] = version }
        }
        var replaced: Set<Int64> = []
        for file in files {
            try interruption.check()
            let path = pipeline.ledgerPath(file.path)
            let known = newest[path]
            let identity = FileVersion.Identity(file.identity)
            if let known, known.identity == identity, known.isSettled, !verifies, known.isInPlace == source.inPlace {
                continue
            }
            let (stream, content) = try identified(file, inPlace: source.inPlace, bytesRead: &result.bytesRead)
            var version = FileVersion(
                source: source.name, path: path, version: 0, slot: file.slot,
                content: content, isInPlace: source.inPlace, identity: FileVersion.Identity(stream.identity),
                isSettled: !stream.identity.isFresh(at: clock), definition: definition, logicalDay: logicalDay)
            if var known, known.content == content {
                known.identity = version.identity
                known.isSettled = version.isSettled
                known.isInPlace = source.inPlace
                newest[path] = known
                result.touched.append(known)
                continue
            }
            version.state = .live
            if let known, !source.keepsVersions, let id = known.id { replaced.insert(id) }
            result.inputs.append(
                SourceInputs.Input(
                    version: version, bytesPath: bytesPath(version, file.path), predecessor: known))
        }
        try checkInPlace(source, files.map { pipeline.ledgerPath($0.path) })
        for version in live where version.source == source.name && !replaced.contains(version.id ?? 0) {
            let current = newest[version.path].flatMap { $0.id == version.id ? $0 : nil } ?? version
            guard mustBeReadAgain(current, definition) else { continue }
            var again = current
            again.definition = definition
            again.logicalDay = logicalDay
            result.touched.removeAll { $0.id == again.id }
            let path = pipeline.openPath(again.path)
            again.slot = FilePattern(source.files).slot(of: path)
            result.inputs.append(
                SourceInputs.Input(version: again, bytesPath: bytesPath(again, path), predecessor: nil))
        }
        return result
    }

    /// Hashes a file, and lands it unless it is read in place; one that changes meanwhile is tried once more.
    private func identified(
        _ file: ListedFile, inPlace: Bool, bytesRead: inout Int64
    ) throws(Failure) -> (stream: FileStream, content: String) {
        var isRepeated = false
        while true {
            let stream = try FileStream(path: file.path)
            defer { bytesRead += stream.bytesRead }
            do {
                let content =
                    try inPlace
                    ? stream.finish() : landing.land(stream) { () throws(Failure) in try interruption.check() }
                return (stream, content)
            } catch  where error.kind == .unreachable && !isRepeated {
                isRepeated = true
            }
        }
    }

    private func bytesPath(_ version: FileVersion, _ path: String) -> String {
        version.isInPlace ? path : landing.path(of: version.content)
    }

    /// A changed definition changes what rows mean; another logical day may hold back other rows.
    private func mustBeReadAgain(_ version: FileVersion, _ definition: String) -> Bool {
        if version.definition != definition { return true }
        guard let lastDay = version.lastDay, version.logicalDay != logicalDay else { return false }
        return lastDay >= min(version.logicalDay, logicalDay)
    }

    private func checkInPlace(_ source: SourceDefinition, _ listed: [String]) throws(Failure) {
        let present = Set(listed)
        for version in live where version.source == source.name && version.isInPlace && source.inPlace {
            guard !present.contains(version.path) else { continue }
            throw Failure(
                .unreachable, at: source.filesLocation,
                "\(version.path) is gone; it was read in place, so its rows have no other copy",
                hint: "put the file back where it was")
        }
    }

    /// A hash of all that decides how a source's files are read and what their rows become.
    private func readingDefinition(of source: SourceDefinition) -> String {
        let definition = pipeline.definition
        let contract = pipeline.schemas.files["entities/\(source.entity).yml"] ?? ""
        let parts = [
            engineVersion, definition.name, definition.timeZone, ZoneTable.dataVersion, definition.currency,
            definition.start.description, definition.attribution.reportModel, source.fingerprint, contract,
            pipeline.schemas.files["channels.yml"] ?? "", derivedDefinition(pipeline.schemas),
            ["deal", "stage_event"].contains(source.entity) ? definition.funnel?.fingerprint ?? "" : "",
        ]
        return sha256Text(parts.joined(separator: "\u{0}"))
    }
}

extension FileVersion.Identity {
    init(_ identity: FileIdentity) {
        self.init(
            size: identity.size, modified: identity.modified, changed: identity.changed, inode: identity.inode)
    }
}
