/// A column of the channel report: what it is called and how it follows from the sums.
///
/// The raw value is the name in views and in the command line.
package enum Measure: String, Hashable, Sendable, CaseIterable {
    /// Money spent on the ads.
    case cost
    /// How often ads were shown.
    case impressions
    case clicks
    /// Visits to the site (визиты).
    case visits
    /// Leads (заявки), unique and neither spam nor test.
    case leads
    /// clicks ÷ impressions
    case ctr
    /// cost ÷ clicks
    case cpc
    /// cost ÷ leads (стоимость лида)
    case cpl
    /// cost ÷ cost of all rows
    case costShare = "cost_share"
    /// leads ÷ leads of all rows
    case leadShare = "lead_share"
    /// Deals that are won (сделки), on the day of their lead.
    case dealsWon = "deals_won"
    /// The amounts of won deals (выручка), on the day of their lead.
    case revenue
    /// Payments less refunds (оплаты).
    case payments
    /// (revenue − cost) ÷ cost
    case romi
    /// cost ÷ revenue (доля рекламных расходов)
    case drr

    /// What a value counts, and so how it is written.
    package enum Unit: Hashable, Sendable {
        /// Whole things, fractions only where a model divides them.
        case count
        /// The reporting currency.
        case money
        /// A part of one, shown in percent.
        case share
    }

    /// The languages of reports.
    package enum Language: String, Hashable, Sendable, CaseIterable {
        case en, ru
    }

    package var unit: Unit {
        switch self {
        case .impressions, .clicks, .visits, .leads, .dealsWon: .count
        case .cost, .cpc, .cpl, .revenue, .payments: .money
        case .ctr, .costShare, .leadShare, .romi, .drr: .share
        }
    }

    package func title(_ language: Language) -> String {
        let titles: (en: String, ru: String) =
            switch self {
            case .cost: ("Cost", "Расход")
            case .impressions: ("Impressions", "Показы")
            case .clicks: ("Clicks", "Клики")
            case .visits: ("Visits", "Визиты")
            case .leads: ("Leads", "Лиды")
            case .ctr: ("CTR", "CTR")
            case .cpc: ("CPC", "Цена клика")
            case .cpl: ("CPL", "Стоимость лида")
            case .costShare: ("Cost share", "Доля расхода")
            case .leadShare: ("Lead share", "Доля лидов")
            case .dealsWon: ("Won deals", "Сделки")
            case .revenue: ("Revenue", "Выручка")
            case .payments: ("Payments", "Оплаты")
            case .romi: ("ROMI", "ROMI")
            case .drr: ("Cost ÷ revenue", "ДРР")
            }
        return language == .en ? titles.en : titles.ru
    }

    /// The formula as a report's legend shows it; nil for plain sums.
    package func formula(_ language: Language) -> String? {
        let formulas: (en: String, ru: String)? =
            switch self {
            case .cost, .impressions, .clicks, .visits, .leads, .dealsWon, .revenue, .payments: nil
            case .ctr: ("clicks ÷ impressions", "клики ÷ показы")
            case .cpc: ("cost ÷ clicks", "расход ÷ клики")
            case .cpl:
                (
                    "cost ÷ leads, unique and neither spam nor test",
                    "расход ÷ лиды, уникальные, без спама и тестов"
                )
            case .costShare: ("cost ÷ total cost", "расход ÷ весь расход")
            case .leadShare: ("leads ÷ all leads", "лиды ÷ все лиды")
            case .romi: ("(revenue − cost) ÷ cost", "(выручка − расход) ÷ расход")
            case .drr: ("cost ÷ revenue", "расход ÷ выручка")
            }
        return language == .en ? formulas?.en : formulas?.ru
    }

    /// The measure of one row, in millionths of its unit; nil where its denominator is zero.
    ///
    /// - Parameter total: the sums of all rows, of which shares are taken.
    package func micros(of row: ChannelSums, total: ChannelSums) throws(Ratio.Overflow) -> Int64? {
        try ratio(of: row, total: total).micros()
    }

    private func ratio(of row: ChannelSums, total: ChannelSums) -> Ratio {
        let cost = Int128(row.costMicros)
        let leads = Int128(row.leadBillionths)
        let revenue = Int128(row.revenueMicros)
        return switch self {
        case .cost: Ratio(cost, Self.million)
        case .impressions: Ratio(Int128(row.impressions), 1)
        case .clicks: Ratio(Int128(row.clicks), 1)
        case .visits: Ratio(Int128(row.visits), 1)
        case .leads: Ratio(leads, Self.billion)
        case .ctr: Ratio(Int128(row.clicks), Int128(row.impressions))
        case .cpc: Ratio(cost, Int128(row.clicks) * Self.million)
        case .cpl: Ratio(cost * Self.billion, leads * Self.million)
        case .costShare: Ratio(cost, Int128(total.costMicros))
        case .leadShare: Ratio(leads, Int128(total.leadBillionths))
        case .dealsWon: Ratio(Int128(row.wonDealBillionths), Self.billion)
        case .revenue: Ratio(revenue, Self.million)
        case .payments: Ratio(Int128(row.paymentsMicros), Self.million)
        case .romi: Ratio(revenue - cost, cost)
        case .drr: Ratio(cost, revenue)
        }
    }

    private static let million: Int128 = 1_000_000
    private static let billion: Int128 = 1_000_000_000
}
