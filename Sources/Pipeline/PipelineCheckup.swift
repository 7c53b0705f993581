package import Definitions
import Extract
import Foundation
import Warehouse

/// Looks over a pipeline, its files and its warehouse, and writes nothing.
package struct PipelineCheckup {
    let pipeline: LoadedPipeline
    private let today: Day
    private let verifies: Bool
    private let interruption: Interruption

    /// - Parameters:
    ///   - today: the day that freshness is told by.
    ///   - verifies: whether landed bytes are hashed.
    package init(_ pipeline: LoadedPipeline, today: Day, verifies: Bool, interruption: Interruption) {
        self.pipeline = pipeline
        self.today = today
        self.verifies = verifies
        self.interruption = interruption
    }

    /// Looks at everything.
    package func execute() throws(Failure) -> Checkup {
        let definition = pipeline.definition
        var sections = [
            Checkup.Section("Pipeline", [.init(.good, "\(definition.file) and its schemas are valid")])
        ]
        guard FileManager.default.fileExists(atPath: definition.warehouse) else {
            for source in definition.sources {
                sections.append(.init("Source \(source.name)", [listing(source, live: []).finding]))
            }
            let missing = Checkup.Finding(
                .note, "there is none at \(definition.warehouse) yet",
                hint: "fill it: throughline run \(definition.file)")
            sections.append(.init("Warehouse", [missing]))
            return Checkup(sections)
        }
        let warehouse = try Warehouse(readingAt: definition.warehouse)
        let inspection = WarehouseInspection(warehouse)
        let damage = try inspection.damage()
        let files = try inspection.files()
        let landed = try LandingInventory(folder: definition.landing)
        let facts = SourceFacts(
            freshness: try warehouse.freshness(), holes: try warehouse.holes(), troubles: try warehouse.troubles())
        for source in definition.sources {
            try interruption.check()
            var findings = try self.findings(source, facts, files, landed)
            findings += try rejects(source, inspection)
            let conflicts = try inspection.conflicts(source: source.name)
            if conflicts > 0 {
                findings.append(
                    .init(
                        .note,
                        "records that differ from the one that counts although their version is the same: \(conflicts)",
                        hint: "see them: SELECT * FROM v1_conflict WHERE source_name = '\(source.name)'"))
            }
            sections.append(.init("Source \(source.name)", findings))
        }
        sections.append(.init("Channels", try channels(inspection)))
        let stages = try inspection.unmappedStages()
        if definition.funnel != nil, !stages.isEmpty {
            sections.append(
                .init(
                    "Stages",
                    stages.map {
                        .init(
                            .note,
                            "source \($0.source): stage '\($0.stage)' of pipeline '\($0.pipeline)' is not in the funnel; "
                                + "deals there: \($0.deals)", hint: "list it under funnel: { stages: … }")
                    }))
        }
        sections.append(.init("Warehouse", storage(damage, files, landed)))
        return Checkup(sections)
    }

    // MARK: Sources

    private struct SourceFacts {
        let freshness: [SourceFreshness]
        let holes: [String: DayRanges]
        let troubles: [SourceTrouble]
    }

    private func listing(
        _ source: SourceDefinition, live: [FileVersion]
    ) -> (finding: Checkup.Finding, vanished: [String]) {
        do {
            let files = try FilePattern(source.files).list(mayBeEmpty: source.connection != nil)
            let paths = Set(files.map { pipeline.ledgerPath($0.path) })
            let vanished = live.filter { !paths.contains($0.path) }.map(\.path)
            let size = ByteSize(files.reduce(0) { $0 + $1.identity.size })
            return (.init(.good, "files in the folder: \(files.count), \(size)"), Set(vanished).sorted())
        } catch {
            let diagnostic = error.diagnostics.first
            return (.init(.broken, diagnostic?.message ?? "its files can't be reached", hint: diagnostic?.hint), [])
        }
    }

    private func findings(
        _ source: SourceDefinition, _ facts: SourceFacts, _ files: [FileVersion], _ landed: LandingInventory
    ) throws(Failure) -> [Checkup.Finding] {
        let own = files.filter { $0.source == source.name }
        let live = own.filter { $0.state == .live }
        let (listed, vanished) = listing(source, live: live)
        var findings = [listed]
        if !vanished.isEmpty {
            let shown = vanished.prefix(3).joined(separator: ", ") + (vanished.count > 3 ? ", …" : "")
            findings.append(
                .init(
                    source.inPlace ? .broken : .note,
                    "published files that are no longer in the folder: \(vanished.count), \(shown)",
                    hint: "if they are gone for good: throughline forget-file \(pipeline.definition.file) FILE"))
        }
        findings += freshness(source, facts)
        for trouble in facts.troubles where trouble.source == source.name {
            let what = trouble.state == .refused ? "refused" : "out of reach"
            findings.append(
                .init(
                    .broken, "\(what) in run \(trouble.run): \(trouble.message)",
                    hint: "mend it and run again: throughline run \(pipeline.definition.file)"))
        }
        // Older versions of a merged file repeat what its newest one says.
        let newest = Dictionary(grouping: live, by: \.path).values.compactMap { $0.max { $0.version < $1.version } }
        let duplicates = newest.reduce(0) { $0 + $1.counts.duplicate }
        let repeated = newest.reduce(0) { $0 + $1.repeatedRows }
        if repeated > 0 {
            findings.append(
                .init(
                    .note, "rows that equal an earlier row of their file, all loaded: \(repeated)",
                    hint: "exports may split a campaign's day into equal rows; if not, the file repeats itself"))
        }
        if duplicates > 0 {
            findings.append(.init(.note, "duplicate rows within a file, not loaded: \(duplicates)"))
        }
        return findings + (try bytes(live, landed))
    }

    private func freshness(_ source: SourceDefinition, _ facts: SourceFacts) -> [Checkup.Finding] {
        // Numbers are given for years: their newest row, and the days between rows, tell nothing.
        if source.entity == "tracking_number" { return [] }
        let fresh = facts.freshness.first { $0.source == source.name }
        guard let first = fresh?.firstDay, let last = fresh?.lastDay, let day = Day(last) else {
            return [.init(.note, "no day is published yet")]
        }
        var findings: [Checkup.Finding] = []
        let behind = Int(today.number - day.number)
        let range = "published from \(first) to \(last)"
        // Yesterday is the newest day that is over.
        if behind > 1 {
            let hint = "bring newer exports, then run"
            findings.append(.init(.note, "\(range): \(behind) days behind \(today)", hint: hint))
        } else {
            findings.append(.init(.good, range))
        }
        if let holes = facts.holes[source.name], holes.count > 0 {
            findings.append(
                .init(
                    .note, "days without rows in between: \(holes.count), \(holes.text(limit: 6))",
                    hint: "if there should be some, export these days again"))
        }
        return findings
    }

    private func rejects(
        _ source: SourceDefinition, _ inspection: WarehouseInspection
    ) throws(Failure) -> [Checkup.Finding] {
        let rules = try inspection.rejectsByRule(source: source.name)
        guard !rules.isEmpty else { return [] }
        let list = rules.map { "\($0.rows) \($0.rule)" }.joined(separator: ", ")
        return [
            .init(
                .note, "rejected rows: \(list)",
                hint: "see them: throughline rejects list \(pipeline.definition.file) --source \(source.name)")
        ]
    }

    /// Whether the bytes of what is published are still there, and with `verifies` whether they are the same.
    private func bytes(_ live: [FileVersion], _ landed: LandingInventory) throws(Failure) -> [Checkup.Finding] {
        var findings: [Checkup.Finding] = []
        for version in live {
            try interruption.check()
            let path = pipeline.openPath(version.path)
            if version.isInPlace { continue }
            let place = pipeline.landedPath(of: version.content)
            let hint =
                "restore the landing folder from a backup, or export \(path) again; "
                + "until then it can't be read again"
            guard let size = landed.sizes[version.content] else {
                findings.append(.init(.broken, "the landed bytes of \(path) are gone: no \(place)", hint: hint))
                continue
            }
            var isWhole = size == version.identity.size
            if isWhole, verifies {
                var read: Int64 = 0
                let found = try? ContentID.of(place, landing: nil, interruption: interruption, bytesRead: &read)
                isWhole = found?.content == version.content
            }
            if !isWhole {
                findings.append(.init(.broken, "the landed bytes of \(path) are damaged: \(place)", hint: hint))
            }
        }
        return findings
    }
}
