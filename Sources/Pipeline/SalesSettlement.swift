import Definitions
import Tabular
import Warehouse

/// Settles what deals and payments owe to other records, once all that a run reads is in.
///
/// A lead may arrive after its deal, change or vanish, and so may a payment that is refunded or a stage history. All
/// links are therefore made anew from what the facts hold, by every run that publishes: no order of arrival plays a part.
struct SalesSettlement {
    /// What the settlement has to say against publishing.
    struct Verdict {
        var refusals: [Diagnostic] = []
        var refused: [(file: FileVersion, rejects: [RejectEntry])] = []
    }

    let pipeline: LoadedPipeline
    let publication: Publication
    let progress: any RunProgress

    /// Settles all deals and payments.
    ///
    /// - Parameter read: the file versions this run read, which are judged by their rejected rows once more.
    func settle(read: Set<Int64>) throws -> Verdict {
        try publication.describe(pipeline.definition.funnel)
        var verdict = Verdict()
        guard try publication.hasSales() else {
            try publication.listStages()
            return verdict
        }
        try publication.settleDeals(rejecting: RejectRule.wonWithoutDate.rawValue)
        try judgeRejects(read: read, &verdict)
        try publication.linkSales()
        verdict.refusals += try SalesVAT(pipeline: pipeline, publication: publication).settle()
        try publication.listStages()
        try judgeStages(&verdict)
        return verdict
    }

    /// Tells of rows that were rejected for want of a date, and refuses files that have too many rejected rows by now.
    private func judgeRejects(read: Set<Int64>, _ verdict: inout Verdict) throws {
        let rule = RejectRule.wonWithoutDate
        let hint = "map won_at or closed_at, or add the stage history as a source of entity stage_event"
        for file in try publication.files(withRejects: rule.rawValue) {
            let rejects = try publication.rejects(of: file)
            let late = rejects.filter { $0.rule == rule.rawValue }
            let place = SourceLocation(file: pipeline.openPath(file.path), line: late.first.map { Int($0.line) })
            let counts = file.counts
            let message = "\(SourceReading.share(counts)) (\(late.count) \(rule.rawValue)): \(rule.explanation)"
            if let id = file.id, read.contains(id),
                pipeline.definition.rejects.refuses(rejected: counts.rejected, read: counts.read)
            {
                verdict.refusals.append(Diagnostic(at: place, message, hint: hint))
                verdict.refused.append((file, Array(rejects.prefix(SourceReading.listedRejects))))
            } else {
                progress.report(
                    .warning(Diagnostic(.warning, at: place, message, hint: hint)))
            }
        }
    }

    /// Tells of deals that count as open because nothing says otherwise, or refuses them.
    private func judgeStages(_ verdict: inout Verdict) throws {
        guard let funnel = pipeline.definition.funnel else { return }
        let stages = try publication.assumedStages()
        guard !stages.isEmpty else { return }
        let deals = stages.reduce(0) { $0 + $1.deals }
        let names = stages.prefix(10).map { "'\($0.name)'" } + (stages.count > 10 ? ["…"] : [])
        let message =
            "\(deals) \(deals == 1 ? "deal stands" : "deals stand") in stages that the funnel doesn't list, without a "
            + "status: \(names.joined(separator: ", "))"
        let hint = "add them to a stage's match, or map status"
        switch funnel.unmapped {
        case .warn:
            let warning = Diagnostic(.warning, at: funnel.location, message + "; they count as open", hint: hint)
            progress.report(.warning(warning))
        case .fail:
            verdict.refusals.append(Diagnostic(at: funnel.location, message, hint: hint))
        }
    }
}
