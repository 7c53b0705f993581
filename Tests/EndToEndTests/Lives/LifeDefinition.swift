import Foundation
import TestSupport

/// The pipeline file of a random company, setting by setting.
struct LifeDefinition: Hashable {
    /// How the files of the advertising cabinet follow each other.
    enum Layout: CaseIterable {
        /// A file a day, a file a month.
        case days, months
        /// Files of one account each.
        case accounts
        /// Files of the last days each, under new names, the newest counting; for each account, or as a whole.
        case windows, windowsPerAccount
        /// Files that add up.
        case sums
        /// The last days, always under one name.
        case single
    }

    /// The VAT of all spend, deals and payments.
    struct VAT: Hashable {
        var isIncluded: Bool
        var isNetReported: Bool
    }

    /// What a monthly retainer of the office is: none, for good, or from the third day to the tenth after the start.
    enum Retainer: CaseIterable {
        case none, open, term
    }

    /// How the cost of the office is divided over channels.
    enum Split: CaseIterable {
        case none, leads, revenue, fixed
    }

    var zone: BusinessZone
    /// The first day that exists.
    var start: Int
    var layout: Layout
    /// Whether the days layout replaces whole files.
    var replacesFiles: Bool
    /// How records of leads, deals and payments are loaded, in the pipeline file's words.
    var loads: [String: String]
    var costColumn = "cost"
    /// The only sources of ads that are kept.
    var onlySources: [String] = []
    var vat: VAT?
    var hasFees = false
    var retainer = Retainer.none
    var split = Split.none
    /// Whether the company has channel rules of its own, by which vk is a messenger.
    var hasOwnChannels = false
    /// 0: none; 2 doesn't know one of the stages of 1.
    var funnel: Int
    /// How conversions are credited, and to whom they belong.
    var attribution = Attribution()
    /// How files of visits share a day.
    var visitsOverlap = "newest"

    /// The file that a path of a day or a month stands for, and what files of a source are called.
    var adsPattern: String {
        switch layout {
        case .days: "{{ day }}*"
        case .months: "{{ month }}*"
        default: "*"
        }
    }

    var adsLoad: String {
        switch layout {
        case .days, .months: replacesFiles ? "replace: file" : "replace: day"
        case .accounts: "replace: \(replacesFiles ? "file" : "day"), per: [account]"
        case .windows: "replace: \(replacesFiles ? "file" : "day"), overlap: newest"
        case .windowsPerAccount: "replace: \(replacesFiles ? "file" : "day"), overlap: newest, per: account"
        case .sums: "replace: \(replacesFiles ? "file" : "day"), overlap: sum"
        case .single: "replace: day"
        }
    }

    /// How a source is loaded, in the pipeline file's words.
    func load(_ source: String) -> String {
        if let load = loads[source] { return load }
        return switch source {
        case "ads": adsLoad
        case "site": "replace: \(replacesFiles ? "file" : "day"), overlap: \(visitsOverlap)"
        default: "replace: file, overlap: sum"
        }
    }

    /// What the names of a source's files end with.
    static func fileType(_ source: String) -> String { source == "site" ? ".tsv" : ".csv" }

    /// What the office's retainer is a month, in micros.
    static let retained = 31_000_010_000

    /// The days on which the retainer is charged, nil where nothing is said.
    var retainedDays: (from: Int?, to: Int?) {
        retainer == .term ? (start + 2, start + 9) : (nil, nil)
    }

    /// The percentages of `split: { by: fixed }` in hundredths, channels by name.
    static let fixedShares = [("Email", 3333), ("Organic Search", 6667)]

    private var office: String {
        let days = retainedDays
        let from = days.from.map { ", from: \(BusinessZone.date($0))" } ?? ""
        let to = days.to.map { ", to: \(BusinessZone.date($0))" } ?? ""
        let fee = "      - { kind: service, fixed: 31000.01\(from)\(to) }\n"
        let fees = retainer == .none ? rateFees : (rateFees.isEmpty ? "    fees:\n" : rateFees) + fee
        let split =
            switch split {
            case .none: ""
            case .leads: "    split: { by: leads }\n"
            case .revenue: "    split: { by: revenue }\n"
            case .fixed: "    split: { by: fixed, shares: { organic_search: 66.67, Email: 33.33 } }\n"
            }
        return "    map: { cost: \(costColumn), source: { const: gallery }, medium: { const: billboard } }\n"
            + taxes + fees + split
    }

    /// The VAT of a source that has amounts.
    private var taxes: String {
        let rates = "rates: [{ from: 2019-01-01, rate: 20 }, { from: 2026-01-01, rate: 22 }]"
        return vat.map { "    vat: { included: \($0.isIncluded), \(rates) }\n" } ?? ""
    }

    private var rateFees: String {
        guard hasFees else { return "" }
        let base = vat == nil ? "" : ", base: net"
        return """
                fees:
                  - { kind: agency, rate: 10\(base), to: 2025-12-31 }
                  - { kind: agency, rate: 12.5\(base), from: 2026-01-01 }
                  - { kind: levy, rate: 3\(vat == nil ? "" : ", base: gross"), from: 2025-10-25 }

            """
    }

    private static let funnels = [
        "",
        """
        funnel:
          stages:
            - { id: new, match: [NEW], milestone: mql }
            - { id: won, match: ["0/WON", "4/SOLD"] }
            - { id: lost, match: ["*/LOSE"] }

        """,
        "funnel: { stages: [{ id: lost, match: [LOSE] }, { id: won, match: [\"*/WON\"] }] }\n",
    ]

    var pipeline: String {
        func source(_ name: String, _ entity: String, _ settings: String = "") -> String {
            let pattern = name == "ads" ? "ads-\(adsPattern)" : "\(name)-*"
            return "  \(name):\n    entity: \(entity)\n    files: data/\(pattern)\(Self.fileType(name))\n\(settings)"
                + "    load: { \(load(name)) }\n"
        }
        let cost = "    map: { cost: \(costColumn) }\n" + taxes + rateFees
        let kept = onlySources.isEmpty ? "" : "    where: { source: [\(onlySources.joined(separator: ", "))] }\n"
        return """
            version: 1
            pipeline: life
            time_zone: \(zone.name)
            currency: RUB
            start: \(BusinessZone.date(start))
            warehouse: var/shop.sqlite
            landing: var/landing
            \(attribution.text(vat: vat.map { $0.isNetReported ? "net" : "gross" }))\(Self.funnels[funnel])sources:

            """ + source("ads", "spend", cost + kept) + source("posts", "spend", cost)
                + source("office", "spend", office) + source("site", "visit")
                + source("rates", "rate") + source("leads", "lead", "    map: { outcome: outcome }\n")
                + source("deals", "deal", taxes) + source("history", "stage_event")
                + source("payments", "payment", "    map: { kind: kind }\n" + taxes)
    }

    /// What an export is called that says that there is nothing: a source without a single file is unreachable.
    func emptyFile(_ source: String) -> String {
        guard source == "ads" else { return "data/\(source)-none\(Self.fileType(source))" }
        return switch layout {
        case .days: "data/ads-2025-01-01.csv"
        case .months: "data/ads-2025-01.csv"
        default: "data/ads-none.csv"
        }
    }

    /// The files that stand beside the exports: the pipeline file, empty ones and, where there are any, aliases and
    /// channel rules.
    func files() throws -> [String: String] {
        var files = ["pipeline.yml": pipeline]
        if let aliases = attribution.aliasFile { files["aliases.csv"] = aliases }
        for (source, header) in LifeRecord.headers where !load(source).hasPrefix("snapshot") {
            files[emptyFile(source)] = header + "\n"
        }
        guard hasOwnChannels else { return files }
        let path = PackageFolder.path + "/schemas/channels.yml"
        let rules = try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(
            of: "\nrules:\n", with: "\nrules:\n  - { channel: Messengers, source: vk }\n")
        files["schemas/channels.yml"] = rules
        return files
    }

    // MARK: What it means

    /// The channel of a source and medium; empty ones are a sale's that nothing explains.
    func channel(_ source: String, _ medium: String) -> String {
        switch (source, medium) {
        case ("", _): "(unattributed)"
        case ("(direct)", _): "Direct"
        case ("gallery", _): "Offline"
        case ("vk", _) where hasOwnChannels: "Messengers"
        case ("vk", "cpc"): "Paid Social"
        case ("vk", _): "Organic Social"
        case (_, "email"): "Email"
        default: "Paid Search"
        }
    }

    /// Whether the channel of a source and medium is advertising.
    func isPaid(_ source: String, _ medium: String) -> Bool {
        ["Paid Search", "Paid Social"].contains(channel(source, medium))
    }

    /// What the funnel calls a stage of the CRM.
    func stage(_ pipeline: String, _ stage: String) -> String {
        switch (funnel, pipeline, stage) {
        case (0, _, _): ""
        case (_, _, "LOSE"): "lost"
        case (1, _, "NEW"): "new"
        case (1, "4", "SOLD"), (1, "0", "WON"), (2, _, "WON"): "won"
        default: ""
        }
    }

    /// An amount without VAT and with it, by the rate of a day.
    private func taxed(_ amount: Int, on day: Int) -> (net: Int, gross: Int) {
        let rate = day < BusinessZone.day(2026, 1, 1) ? 20 : 22
        guard let vat else { return (amount, amount) }
        return vat.isIncluded
            ? (Self.halfEven(amount * 100, 100 + rate), amount) : (amount, amount + Self.halfEven(amount * rate, 100))
    }

    /// What a sale counts as, in micros, by the rate of a day.
    func revenue(_ amount: Int, on day: Int) -> Int {
        let (net, gross) = taxed(amount, on: day)
        return vat?.isNetReported == true ? net : gross
    }

    /// The cost of an amount of the reporting currency, all in micros.
    func cost(_ amount: Int, on day: Int) -> Int {
        let year = BusinessZone.day(2026, 1, 1)
        let (net, gross) = taxed(amount, on: day)
        var cost = vat?.isNetReported == true ? net : gross
        guard hasFees else { return cost }
        cost += Self.halfEven(net * (day < year ? 100 : 125), 1000)
        if day >= BusinessZone.day(2025, 10, 25) { cost += Self.halfEven(gross * 3, 100) }
        return cost
    }

    /// A quotient rounded to the nearest, halves to the even one.
    static func halfEven(_ dividend: Int, _ divisor: Int) -> Int {
        let down = dividend.floored(by: divisor)
        let twice = 2 * (dividend - down * divisor)
        return twice > divisor || (twice == divisor && down % 2 != 0) ? down + 1 : down
    }
}
