import Definitions
import Metrics
import Warehouse

/// How far spend, visits and leads met in campaigns, and what didn't.
struct MatchSummary: Sendable {
    /// Below this share of money, paid visits or leads a platform's campaigns are marked, in millionths.
    static let limit: Int64 = 950_000
    /// So many unmatched tags are shown.
    static let shown = 10

    private let totals: [MatchTotals]
    private let mediums: [PlatformMedium]
    private let unmatched: [UnmatchedTags]
    private let language: Measure.Language

    init(_ warehouse: Warehouse, in period: ClosedRange<Day>, _ language: Measure.Language) throws(Failure) {
        totals = try warehouse.matchTotals(in: period)
        mediums = try warehouse.platformMediums()
        unmatched = try warehouse.largestUnmatched(Self.shown)
        self.language = language
    }

    // MARK: Rates

    /// The match rates of all platforms as one line; empty where nothing is to be matched.
    func rates() -> String {
        func sum(_ part: (MatchTotals) -> Int64) -> Int128 { totals.reduce(0) { $0 + Int128(part($1)) } }
        let rates: [(name: String, part: Int128, whole: Int128)] = [
            (words("cost", "расхода"), sum(\.matchedCostMicros), sum(\.matchableCostMicros)),
            (words("paid visits", "платных визитов"), sum(\.matchedVisits), sum(\.matchableVisits)),
            (words("leads", "заявок"), sum(\.matchedLeadsBillionths), sum(\.matchableLeadsBillionths)),
        ]
        let texts = rates.filter { $0.whole > 0 }.map { "\($0.name) \(share($0.part, $0.whole))" }
        guard !texts.isEmpty else { return "" }
        return words("Matched to campaigns: ", "Сопоставлено с кампаниями: ") + texts.joined(separator: ", ") + "\n"
    }

    /// The lowest of a platform's rates, in millionths.
    private static func lowest(_ total: MatchTotals) -> Int64? {
        let parts = [
            (total.matchedCostMicros, total.matchableCostMicros), (total.matchedVisits, total.matchableVisits),
            (total.matchedLeadsBillionths, total.matchableLeadsBillionths),
        ]
        return parts.filter { $0.1 > 0 }.compactMap { try? Ratio(Int128($0.0), Int128($0.1)).micros() }.min()
    }

    /// The platforms whose campaigns have numbers that can't be trusted, with the lowest of their rates.
    private var doubtful: [(platform: String, rate: Int64)] {
        totals.compactMap { total in Self.lowest(total).map { (total.platform, $0) } }.filter { $0.1 < Self.limit }
    }

    /// Whether a campaign's CPL is to be marked.
    func isDoubtful(source: String, medium: String) -> Bool {
        doubtful.contains { mediums.contains(PlatformMedium(platform: $0.platform, source: source, medium: medium)) }
    }

    /// What the mark of a CPL means.
    func legend() -> String {
        let rates = doubtful.map { "\($0.platform) \(NumberText(language).text($0.rate, .share))" }
        guard !rates.isEmpty else { return "" }
        let list = rates.joined(separator: ", ")
        return words(
            "* fewer than 95% of the platform's cost, paid visits or leads met a campaign, so its campaigns' CPL is off: ",
            "* с кампаниями сопоставлено меньше 95% расхода, платных визитов или заявок площадки, "
                + "поэтому стоимость лида её кампаний неточна: ") + list + "\n"
    }

    // MARK: What didn't meet

    /// A row for the spend of each platform that no visit met, and one for its paid visits that met no spend.
    func gaps() -> String {
        var table = TextTable(columns: [
            (words("Platform", "Площадка"), .left), (words("Not joined", "Не сопоставлено"), .left),
            (Measure.cost.title(language), .right), (Measure.visits.title(language), .right),
            (Measure.leads.title(language), .right), (words("Share", "Доля"), .right),
        ])
        let numbers = NumberText(language)
        for total in totals {
            if total.spendWithoutVisits.micros != 0 {
                table.rows.append([
                    total.platform, words("Spend without visits", "Расход без визитов"),
                    numbers.text(total.spendWithoutVisits.micros, .money), "", "",
                    share(Int128(total.spendWithoutVisits.micros), Int128(total.cost.micros)),
                ])
            }
            if total.visitsWithoutSpend > 0 || total.leadsWithoutSpendBillionths > 0 {
                let share =
                    total.visits > 0
                    ? share(Int128(total.visitsWithoutSpend), Int128(total.visits))
                    : share(Int128(total.leadsWithoutSpendBillionths), Int128(total.leadsBillionths))
                table.rows.append([
                    total.platform, words("Visits without spend", "Визиты без расхода"), "",
                    numbers.text(total.visitsWithoutSpend * 1_000_000, .count),
                    numbers.text(total.leadsWithoutSpendBillionths / 1000, .count), share,
                ])
            }
        }
        return table.rows.isEmpty ? "" : "\n" + table.rendered()
    }

    /// The largest unmatched tags, each with a line for the alias file.
    func suggestions() -> String {
        guard !unmatched.isEmpty else { return "" }
        var table = TextTable(columns: [
            (Measure.visits.title(language), .right), (Measure.leads.title(language), .right),
            (words("Source / medium", "Источник / канал"), .left), (words("Campaign tag", "Метка кампании"), .left),
            (words("Why", "Почему"), .left), (words("Line of the alias file", "Строка файла псевдонимов"), .left),
        ])
        let numbers = NumberText(language)
        for tags in unmatched {
            table.rows.append([
                numbers.text(tags.visits * 1_000_000, .count), numbers.text(tags.leads * 1_000_000, .count),
                "\(tags.source) / \(tags.medium)", tags.campaign, reason(tags), tags.alias,
            ])
        }
        return words(
            "\nThe largest unmatched tags, over all days:\n", "\nСамые частые метки без кампании, за все дни:\n")
            + table.rendered()
    }

    private func reason(_ tags: UnmatchedTags) -> String {
        switch tags.status {
        case "macro_not_expanded": words("macro not expanded", "макрос не подставлен")
        case "ambiguous": words("several campaigns", "несколько кампаний")
        default:
            tags.campaign.isEmpty
                ? words("no campaign in the tags", "в метках нет кампании")
                : words("no such campaign", "нет такой кампании")
        }
    }

    private func share(_ part: Int128, _ whole: Int128) -> String {
        NumberText(language).text(try? Ratio(part, whole).micros(), .share)
    }

    private func words(_ english: String, _ russian: String) -> String {
        language == .ru ? russian : english
    }
}
