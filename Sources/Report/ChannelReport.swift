package import Definitions
package import Metrics
package import Warehouse

/// The rows of a report: channels, or campaigns within them.
package enum ReportGrain: String, CaseIterable, Sendable {
    case channel, campaign
}

/// Cost, leads and CPL by channel over a period.
package struct ChannelReport: Sendable {
    private let profile: WarehouseProfile
    private let period: ClosedRange<Day>?
    private let rows: [ChannelTotals]
    private let grain: ReportGrain
    private let view: AttributionView
    private let matches: MatchSummary?
    private let language: Measure.Language

    /// Sums what is published.
    ///
    /// - Parameters:
    ///   - from: the first day; nil: the first with any row.
    ///   - to: the last day; nil: the last with any row.
    ///   - model: another model than the pipeline's, of those it computes.
    ///   - basis: another date axis than the pipeline's.
    package init(
        _ warehouse: Warehouse, from: Day?, to: Day?, grain: ReportGrain, language: Measure.Language,
        model: String? = nil, basis: AttributionDefinition.Basis? = nil
    ) throws(Failure) {
        profile = try warehouse.profile()
        view = AttributionView(model: model ?? profile.model, basis: basis ?? profile.basis)
        let models = try warehouse.models()
        guard models.contains(view.model) || model == nil else {
            throw Failure(
                .definition, "this warehouse has no credits by the model '\(view.model)'",
                hint: "use one of: \(models.joined(separator: ", ")); or add it to attribution: { models: … } and run")
        }
        self.grain = grain
        self.language = language
        guard let days = profile.days else {
            period = nil
            rows = []
            matches = nil
            return
        }
        let first = from ?? days.lowerBound
        let last = to ?? max(first, days.upperBound)
        guard first <= last else {
            throw Failure(
                .definition, "the report's first day, \(first), lies after its last, \(last)",
                hint: "the warehouse holds \(days.lowerBound) to \(days.upperBound)")
        }
        period = first...last
        matches = try MatchSummary(warehouse, in: first...last, language)
        rows = try warehouse.totals(
            in: first...last, byCampaign: grain == .campaign, by: model == nil && basis == nil ? nil : view)
    }

    private static let spend: [Measure] = [.cost, .costShare, .impressions, .clicks, .cpc]
    private static let leads: [Measure] = [.leads, .leadShare, .cpl]
    private static let sales: [Measure] = [.dealsWon, .revenue, .romi, .drr]

    private var measures: [Measure] {
        let sales = profile.hasDeals ? Self.sales + (view.basis == .payment ? [.payments] : []) : []
        return Self.spend + (profile.hasVisits ? [.visits] : []) + Self.leads + sales
    }

    /// The report as text for a terminal.
    package func text() throws(Failure) -> String {
        guard let period else {
            return words("Nothing is published yet.", "Данных ещё нет.") + "\n"
        }
        var columns: [(title: String, alignment: TextTable.Alignment)] = [(words("Channel", "Канал"), .left)]
        if grain == .campaign {
            columns.append((words("Source / medium", "Источник / канал"), .left))
            columns.append((words("Campaign", "Кампания"), .left))
        }
        columns += measures.map { ($0.title(language), .right) }
        var table = TextTable(columns: columns)
        var total = ChannelSums()
        for row in rows {
            guard let sum = total.adding(row.sums) else { throw Self.overflow }
            total = sum
        }
        let isDoubtful = rows.map { row in
            grain == .campaign && matches?.isDoubtful(source: row.source, medium: row.medium) == true
        }
        for (row, isDoubtful) in zip(rows, isDoubtful) {
            var cells = [language == .ru ? row.titleRU : row.titleEN]
            if grain == .campaign {
                cells.append(row.source.isEmpty ? "" : "\(row.source) / \(row.medium)")
                cells.append(row.campaign)
            }
            table.rows.append(cells + (try values(row.sums, total, isDoubtful: isDoubtful)))
        }
        var footer = [words("Total", "Итого")]
        if grain == .campaign { footer += ["", ""] }
        table.footer = [footer + (try values(total, total))]
        if isDoubtful.contains(true), let place = measures.firstIndex(of: .cpl) {
            // Room for the mark, so that digits stand below digits.
            let column = columns.count - measures.count + place
            for row in table.rows.indices where !isDoubtful[row] { table.rows[row][column] += " " }
            table.footer[0][column] += " "
            table.columns[column].title += " "
        }
        guard !rows.isEmpty else { return heading(period) + "\n" + emptiness() + "\n" }
        return heading(period) + "\n" + table.rendered() + notes()
    }

    private static let overflow = Failure(
        .refused, "the report's sums don't fit into 64 bits", hint: "choose a shorter period with --from and --to")

    private func values(
        _ row: ChannelSums, _ total: ChannelSums, isDoubtful: Bool = false
    ) throws(Failure) -> [String] {
        var cells: [String] = []
        for measure in measures {
            do {
                let text = NumberText(language).text(try measure.micros(of: row, total: total), measure.unit)
                cells.append(isDoubtful && measure == .cpl ? text + (row.leadBillionths == 0 ? " " : "*") : text)
            } catch {
                throw Self.overflow
            }
        }
        return cells
    }

    private func heading(_ period: ClosedRange<Day>) -> String {
        let facts = [
            words("Model: \(view.model)", "Модель: \(view.model)"),
            basisName,
            words("currency: \(profile.currency)", "валюта: \(profile.currency)"),
            vatBase,
        ]
        return "\(profile.pipeline)  \(period.lowerBound) – \(period.upperBound)\n\(facts.joined(separator: " · "))\n"
    }

    private var basisName: String {
        switch view.basis {
        case .lead: words("basis: lead date", "база: дата заявки")
        case .touch: words("basis: touch date", "база: дата касания")
        case .dealCreated: words("basis: deal date", "база: дата сделки")
        case .dealWon: words("basis: date won", "база: дата продажи")
        case .payment: words("basis: payment date", "база: дата оплаты")
        }
    }

    private var vatBase: String {
        switch profile.vat {
        case .gross:
            profile.hasDeals
                ? words("costs and revenue incl. VAT", "расходы и выручка с НДС")
                : words("costs incl. VAT", "расходы с НДС")
        case .net:
            profile.hasDeals
                ? words("costs and revenue excl. VAT", "расходы и выручка без НДС")
                : words("costs excl. VAT", "расходы без НДС")
        case nil: words("amounts as exported", "суммы как в выгрузке")
        }
    }

    /// What to say of a period without any row.
    private func emptiness() -> String {
        let days = profile.days.map { "\($0.lowerBound) – \($0.upperBound)" } ?? "—"
        return words(
            "No rows in this period; the warehouse holds \(days).",
            "За этот период строк нет; в хранилище есть \(days).")
    }

    private func notes() -> String {
        var notes = ""
        let all = rows.reduce(0) { $0 + $1.allLeadsBillionths }
        let counted = rows.reduce(0) { $0 + $1.leadsBillionths }
        if all != counted {
            let left = NumberText(language).text((all - counted) / 1000, .count)
            notes += words(
                "Leads left out as spam, test or duplicate: \(left)\n",
                "Не считаются спам, тесты и дубли: \(left)\n")
        }
        return notes + trust()
    }

    /// What no channel explains, and how far spend and touches met.
    private func trust() -> String {
        var parts: [String] = []
        func share(_ part: Int64, _ whole: Int64) -> String {
            NumberText(language).text(try? Ratio(Int128(part), Int128(whole)).micros(), .share)
        }
        let lost = rows.filter { $0.channel == Self.unattributed }
        let leads = rows.reduce(0) { $0 + $1.leadsBillionths }
        if leads > 0 {
            let part = share(lost.reduce(0) { $0 + $1.leadsBillionths }, leads)
            parts.append(words("of leads \(part)", "заявок \(part)"))
        }
        let revenue = rows.reduce(Int64(0)) { $0 &+ $1.revenue.micros }
        if revenue > 0 {
            let part = share(lost.reduce(Int64(0)) { $0 &+ $1.revenue.micros }, revenue)
            parts.append(words("of revenue \(part)", "выручки \(part)"))
        }
        let share =
            parts.isEmpty ? "" : words("Unattributed: ", "Не определено: ") + parts.joined(separator: ", ") + "\n"
        guard let matches else { return share }
        let details = grain == .campaign ? matches.legend() : ""
        return share + matches.rates() + details + matches.gaps()
            + (grain == .campaign ? matches.suggestions() : "")
    }

    private static let unattributed = "(unattributed)"

    private func words(_ english: String, _ russian: String) -> String {
        language == .ru ? russian : english
    }
}

extension ChannelTotals {
    var sums: ChannelSums {
        ChannelSums(
            costMicros: cost.micros, impressions: impressions, clicks: clicks, visits: visits,
            leadBillionths: leadsBillionths,
            wonDealBillionths: wonDealsBillionths, revenueMicros: revenue.micros, paymentsMicros: payments.micros)
    }
}
