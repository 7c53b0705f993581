package import Definitions

/// What a run would read and why, as text or as JSON.
package struct PlanReport: Sendable {
    private let plan: RunPlan

    package init(_ plan: RunPlan) {
        self.plan = plan
    }

    /// The plan as a table for a terminal.
    package func text() -> String {
        let day = "logical day \(plan.logicalDay)"
        var table = TextTable(columns: [("Source", .left), ("File", .left), ("Why", .left), ("Bytes", .right)])
        for source in plan.sources {
            for windows in source.windows {
                table.rows.append([source.name, Self.name(windows), Self.why(windows), ""])
            }
            for file in source.files {
                table.rows.append([source.name, file.path, Self.why(file), String(file.size)])
            }
            for diagnostic in source.unreachable {
                table.rows.append([source.name, "—", "can't be reached: \(diagnostic.message)", ""])
            }
        }
        let recomputed = "attribution, identity or matching changed: all journeys are computed anew"
        guard !table.rows.isEmpty else {
            if plan.recomputesJourneys { return "\(recomputed), \(day)\n" }
            return "nothing to do: every file is as it was, \(day)\n"
        }
        let files = plan.sources.flatMap(\.files)
        let leaving = files.count { $0.reason == .removed }
        let unreachable = plan.sources.count { !$0.unreachable.isEmpty }
        let windows = plan.sources.flatMap(\.windows).reduce(0) { $0 + $1.count }
        let parts = [
            windows > 0 ? "\(windows) to ask for" : nil,
            "\(files.count - leaving) to read", leaving > 0 ? "\(leaving) to take out" : nil,
            unreachable > 0 ? "sources out of reach: \(unreachable)" : nil,
            plan.recomputesJourneys ? recomputed : nil,
        ]
        return table.rendered() + "\n\(plan.pipeline), \(day): \(parts.compactMap(\.self).joined(separator: ", "))\n"
    }

    private static func name(_ windows: RunPlan.Windows) -> String {
        windows.count == 1
            ? "asks for \(windows.first)" : "asks for \(windows.count), \(windows.first) to \(windows.last)"
    }

    private static func why(_ windows: RunPlan.Windows) -> String {
        switch windows.reason {
        case .new: "not landed yet"
        case .redefined: "asked for in another way before"
        case .restated: "the platform may have changed it"
        case .commanded: "asked for"
        }
    }

    private static func why(_ file: RunPlan.File) -> String {
        switch file.reason {
        case .new: "new"
        case .changed: "changed"
        case .redefined: "changed definition: \(file.changes.joined(separator: ", "))"
        case .waiting: "rows wait for their day"
        case .renamed: "it lies under another name now"
        case .unindexed: "the index of its visits is gone"
        case .commanded: "asked for"
        case .removed: "its source is no longer in the pipeline file"
        }
    }

    /// The plan as JSON.
    package func json() throws(Failure) -> String {
        try jsonText(
            PlanJSON(
                pipeline: plan.pipeline, logicalDay: plan.logicalDay.description, hasWork: plan.hasWork,
                recomputesJourneys: plan.recomputesJourneys,
                sources: plan.sources.map { source in
                    PlanJSON.Source(
                        source: source.name, listed: source.listed, unreachable: source.unreachable.map(\.message),
                        windows: source.windows.map {
                            PlanJSON.Windows(
                                reason: $0.reason.rawValue, count: $0.count, first: $0.first, last: $0.last)
                        },
                        files: source.files.map {
                            PlanJSON.File(
                                path: $0.path, reason: $0.reason.rawValue, changes: $0.changes, bytes: $0.size)
                        })
                }))
    }
}

/// The plan's JSON, whose keys machines rely on.
private struct PlanJSON: Encodable {
    struct File: Encodable {
        var path: String
        var reason: String
        var changes: [String]
        var bytes: Int64
    }

    struct Windows: Encodable {
        var reason: String
        var count: Int
        var first: String
        var last: String
    }

    struct Source: Encodable {
        var source: String
        var listed: Int
        var unreachable: [String]
        var windows: [Windows]
        var files: [File]
    }

    var pipeline: String
    var logicalDay: String
    var hasWork: Bool
    var recomputesJourneys: Bool
    var sources: [Source]
}
