// Writes the demo: three months of a window company that does not exist, in the files its ad cabinets and its CRM
// would export, and the numbers those files must give.
//
//     swift pipelines/demo/generate.swift pipelines/demo
//
// One seed, no clock, no locale, no hash order: every run writes the same bytes.

import Foundation

// MARK: - Chance and time

/// The generator of Steele, Lea and Flood (SplitMix64): tiny, and the same on every machine.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func within(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }
    mutating func percent(_ chance: Int) -> Bool { below(100) < chance }
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
    mutating func digits(_ count: Int) -> String { (0..<count).map { _ in String(below(10)) }.joined() }
}

func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A moment of Moscow time, in seconds since 2026-01-01 00:00.
struct Moment {
    var seconds: Int

    static let months = [(2025, 12, 31), (2026, 1, 31), (2026, 2, 28), (2026, 3, 31), (2026, 4, 30), (2026, 5, 31)]

    init(day: Int, second: Int = 0) { seconds = day * 86_400 + second }

    var date: (year: Int, month: Int, day: Int) {
        var rest = (seconds + 31 * 86_400) / 86_400
        for (year, month, length) in Moment.months {
            if rest < length { return (year, month, rest + 1) }
            rest -= length
        }
        preconditionFailure("the demo ends before June")
    }
    /// Monday is 0; 2026-01-01 is a Thursday.
    var weekday: Int { (seconds / 86_400 + 3) % 7 }
    var iso: String { "\(date.year)-\(padded(date.month))-\(padded(date.day))" }
    var month: String { "\(date.year)-\(padded(date.month))" }
    var russian: String { "\(padded(date.day)).\(padded(date.month)).\(date.year)" }
    var russianTime: String {
        let second = (seconds + 31 * 86_400) % 86_400
        return "\(russian) \(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    }
}

let quarter = 0..<90
let monthDays = [("2026-01", 0..<31), ("2026-02", 31..<59), ("2026-03", 59..<90)]

/// How lively a day is, in percent: New Year's holidays and weekends are quiet.
func demand(_ day: Int) -> Int {
    if day < 8 { return 40 }
    return Moment(day: day).weekday >= 5 ? 65 : 100
}

// MARK: - What should come of it

/// What should become of a piece of a file; layout (titles, headers, blank lines) is no row.
enum Fate {
    case layout, loaded, duplicate, superseded, filtered
    case rejected(column: String, rule: String)
}

struct Totals {
    var rows = 0, micros = 0, impressions = 0, clicks = 0
}

struct Counts {
    var loaded = 0, rejected = 0, duplicate = 0, superseded = 0, filtered = 0
    var text: String {
        let parts = [loaded, rejected, duplicate, superseded, filtered]
        return ([parts.reduce(0, +)] + parts).map(String.init).joined(separator: ",")
    }
}

/// The expected numbers, added up from the generator's own integers and never from what it wrote.
struct Ledger {
    var spend: [String: Totals] = [:]
    var days: [String: (totals: Totals, leads: Int, leadsAll: Int)] = [:]
    var channels: [String: (totals: Totals, leads: Int, leadsAll: Int)] = [:]
    var leads: [String: [String: Int]] = [:]
    var files: [String: Counts] = [:]
    var rejects: [String] = []

    mutating func note(_ fate: Fate, in file: TextFile, line: Int) {
        let key = "\(file.source),\(file.name)"
        switch fate {
        case .layout: break
        case .loaded: files[key, default: Counts()].loaded += 1
        case .duplicate: files[key, default: Counts()].duplicate += 1
        case .superseded: files[key, default: Counts()].superseded += 1
        case .filtered: files[key, default: Counts()].filtered += 1
        case .rejected(let column, let rule):
            files[key, default: Counts()].rejected += 1
            rejects.append("\(key),\(line),\(column),\(rule)")
        }
    }

    mutating func count(_ row: SpendRow, source: String, channel: String) {
        func add(_ totals: inout Totals) {
            totals.rows += 1
            totals.micros += row.micros
            totals.impressions += row.impressions
            totals.clicks += row.clicks ?? 0
        }
        add(&spend["\(source),\(row.moment.month)", default: Totals()])
        add(&days[row.moment.iso, default: (Totals(), 0, 0)].totals)
        add(&channels["\(row.moment.month),\(channel)", default: (Totals(), 0, 0)].totals)
    }

    mutating func count(leadAt moment: Moment, channel: String, outcome: String) {
        let counted = !["spam", "test", "duplicate"].contains(outcome)
        leads["\(moment.month),\(channel)", default: [:]][outcome, default: 0] += 1
        days[moment.iso, default: (Totals(), 0, 0)].leadsAll += 1
        days[moment.iso, default: (Totals(), 0, 0)].leads += counted ? 1 : 0
        channels["\(moment.month),\(channel)", default: (Totals(), 0, 0)].leadsAll += 1
        channels["\(moment.month),\(channel)", default: (Totals(), 0, 0)].leads += counted ? 1 : 0
    }
}

// MARK: - Files and bytes

/// A file that grows row by row and knows the physical line each one starts on.
struct TextFile {
    let source: String
    let name: String
    var ending = "\n"
    var text = ""
    var line = 1

    mutating func add(_ row: String, _ fate: Fate = .layout, to ledger: inout Ledger) {
        ledger.note(fate, in: self, line: line)
        text += row + ending
        line += (row + ending).utf8.count { $0 == UInt8(ascii: "\n") }
    }
}

/// A CSV field, quoted where it must be; a sloppy export leaves quotes inside a field as they are.
func field(_ text: String, _ delimiter: Character, sloppy: Bool = false) -> String {
    let special = text.contains { $0 == delimiter || $0.isNewline || ($0 == "\"" && !sloppy) }
    return special ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
}

/// `1234567` as `1 234 567`, with whatever mark.
func grouped(_ number: Int, _ mark: String) -> String {
    let head = number / 1000
    return head == 0 ? String(number) : grouped(head, mark) + mark + padded(number % 1000, 3)
}

/// Kopecks as roubles.
func roubles(_ micros: Int, _ mark: String = ".", thousands: String = "") -> String {
    "\(grouped(micros / 1_000_000, thousands))\(mark)\(padded(micros / 10_000 % 100))"
}

func windows1251(_ text: String) -> [UInt8] {
    let special: [UInt32: UInt8] = [
        0x401: 0xA8, 0x451: 0xB8, 0x2116: 0xB9, 0xAB: 0xAB, 0xBB: 0xBB, 0x2014: 0x97, 0xA0: 0xA0,
    ]
    return text.unicodeScalars.map { scalar in
        if scalar.isASCII { return UInt8(scalar.value) }
        if (0x410...0x44F).contains(scalar.value) { return UInt8(scalar.value - 0x410 + 0xC0) }
        guard let byte = special[scalar.value] else { preconditionFailure("not in windows-1251: \(scalar)") }
        return byte
    }
}

func utf16LittleEndian(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
}

/// Gzip of stored blocks: no time stamp, no file name, no compressor that could differ.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ number: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(number >> ($0 * 8) & 0xFF) } }
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
    }
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
        let block = bytes[start..<min(start + 65_535, bytes.count)]
        let isLast = start + block.count == bytes.count
        result += [isLast ? 1 : 0] + little(block.count, 2) + little(~block.count, 2) + block
    }
    return result + little(Int(sum ^ 0xFFFF_FFFF), 4) + little(bytes.count, 4)
}

func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        guard !isPlain else { return String(UnicodeScalar(byte)) }
        return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
}

// MARK: - Spend

struct Campaign {
    var id: String
    var name: String
    var days: Range<Int>
    /// Impressions of an ordinary day.
    var reach: Int
    /// Clicks per 10,000 impressions.
    var rate: Int
    /// Kopecks per click.
    var price: Int
}

struct SpendRow {
    var moment: Moment
    var campaign: Campaign
    var impressions: Int
    var clicks: Int?
    var micros: Int
}

let yandex = [
    Campaign(id: "71204501", name: "Поиск | Окна Москва", days: 0..<90, reach: 1500, rate: 520, price: 6200),
    Campaign(id: "71204502", name: "Поиск | Балконы; лоджии", days: 0..<90, reach: 700, rate: 480, price: 5400),
    Campaign(id: "71204503", name: "РСЯ | Окна \"под ключ\"", days: 0..<90, reach: 24_000, rate: 35, price: 1900),
    Campaign(id: "71204504", name: "Бренд «Северный двор»", days: 0..<90, reach: 240, rate: 1900, price: 900),
    Campaign(id: "71204505", name: "Поиск | Окна Тверь", days: 20..<90, reach: 420, rate: 510, price: 3100),
    Campaign(id: "71204506", name: "Ретаргетинг — 30 дней", days: 45..<90, reach: 5200, rate: 60, price: 1500),
]
let google = [
    Campaign(id: "20481120011", name: "Search - Windows Moscow", days: 0..<90, reach: 1600, rate: 450, price: 5100),
    Campaign(id: "20481120012", name: "PMax - Balconies", days: 12..<90, reach: 9500, rate: 70, price: 2600),
    Campaign(id: "20481120013", name: "Brand", days: 0..<59, reach: 150, rate: 1500, price: 1100),
]
let vk = [
    Campaign(id: "8810001", name: "Лид-форма: окна", days: 0..<90, reach: 11_000, rate: 48, price: 2100),
    Campaign(id: "8810002", name: "Промопост «Тёплый балкон»", days: 10..<75, reach: 7000, rate: 55, price: 1800),
    Campaign(id: "8810003", name: "Ретаргетинг: смета", days: 59..<90, reach: 3100, rate: 90, price: 2400),
]
let telegram = [
    Campaign(id: "tg-17", name: "Окна в рассрочку", days: 31..<73, reach: 6000, rate: 40, price: 2900),
    Campaign(id: "tg-21", name: "Замер бесплатно", days: 52..<90, reach: 4500, rate: 50, price: 2700),
]

struct Demo {
    var random = SplitMix64(state: 20_260_101)
    var ledger = Ledger()
    let folder: String

    func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
    }

    mutating func row(_ campaign: Campaign, _ day: Int) -> SpendRow {
        let impressions = campaign.reach * demand(day) * random.within(75, 125) / 10_000
        let clicks = impressions * campaign.rate * random.within(80, 120) / 1_000_000
        let micros = clicks * campaign.price * random.within(85, 115) / 100 * 10_000
        return SpendRow(
            moment: Moment(day: day),
            campaign: campaign,
            impressions: impressions,
            clicks: clicks,
            micros: micros
        )
    }

    /// Yandex Direct, Report Wizard: windows-1251, `;`, four lines of preamble, decimal commas, two kinds of spaces.
    mutating func writeYandex() throws {
        for (month, days) in monthDays {
            var file = TextFile(source: "yandex_direct", name: "yandex-direct-\(month).csv", ending: "\r\n")
            let last = Moment(day: days.upperBound - 1)
            file.add("Отчет;Мастер отчетов;;;;;", to: &ledger)
            file.add("Период;\(Moment(day: days.lowerBound).russian) - \(last.russian);;;;;", to: &ledger)
            file.add("Расход;с учетом НДС;;;;;", to: &ledger)
            file.add("", to: &ledger)
            file.add("Дата;№ Кампании;Кампания;Показы;Клики;Расход (руб.);Отказы (%)", to: &ledger)
            var totals = Totals()
            for day in days {
                for campaign in yandex where campaign.days.contains(day) {
                    var row = row(campaign, day)
                    if row.clicks == 0 { row.clicks = nil }
                    // A real export splits one campaign-day into rows, some of them equal to the last digit.
                    let isSplit = campaign.id == "71204501" && day % 13 == 9
                    for _ in 0..<(isSplit ? 2 : 1) {
                        file.add(yandexLine(row), .loaded, to: &ledger)
                        ledger.count(row, source: "yandex_direct", channel: "Paid Search")
                        totals.micros += row.micros
                        totals.impressions += row.impressions
                        totals.clicks += row.clicks ?? 0
                    }
                }
                for (line, fate, micros) in yandexOddities(day) {
                    file.add(line, fate, to: &ledger)
                    totals.micros += micros
                }
            }
            file.add(
                "Итого;;;\(grouped(totals.impressions, "\u{A0}"));\(grouped(totals.clicks, "\u{A0}"));"
                    + "\(roubles(totals.micros, ",", thousands: "\u{A0}"));—",
                .filtered,
                to: &ledger
            )
            try write(windows1251(file.text), "data/\(file.name)")
        }
    }

    mutating func yandexLine(_ row: SpendRow) -> String {
        let space = random.percent(50) ? "\u{A0}" : " "
        let clicks = row.clicks.map { grouped($0, space) } ?? random.pick(["—", "-"])
        let bounces = row.clicks == nil ? "—" : "\(random.within(8, 34)),\(padded(random.below(100)))"
        return [
            row.moment.russian, row.campaign.id, field(row.campaign.name, ";"), grouped(row.impressions, space), clicks,
            roubles(row.micros, ",", thousands: space), bounces,
        ].joined(separator: ";")
    }

    /// Rows that no export should have and some do; the amounts stand in the export's own total.
    mutating func yandexOddities(_ day: Int) -> [(line: String, fate: Fate, micros: Int)] {
        switch day {
        case 17:
            let line = "18.01.2026;71204505;Поиск | Окна Тверь;120;-3;250,00;11,00"
            return [(line, .rejected(column: "Клики", rule: "out_of_range"), 250_000_000)]
        case 24:
            // A stray quote inside a field is a character like any other.
            let odd = Campaign(id: "71204507", name: "5\" окно", days: quarter, reach: 0, rate: 0, price: 0)
            let row = SpendRow(
                moment: Moment(day: day),
                campaign: odd,
                impressions: 310,
                clicks: 9,
                micros: 412_500_000
            )
            ledger.count(row, source: "yandex_direct", channel: "Paid Search")
            return [("25.01.2026;71204507;5\" окно;310;9;412,50;22,10", .loaded, row.micros)]
        case 40:
            return [("10.02.2026;71204502;\"Поиск | Балконы; лоджии\"", .rejected(column: "", rule: "field_count"), 0)]
        case 58:
            let impossible = "31.02.2026;71204501;Поиск | Окна Москва;410;20;1 180,00;15,40"
            let outside = "01.03.2026;71204504;Бренд «Северный двор»;52;11;97,30;9,10"
            return [
                (impossible, .rejected(column: "Дата", rule: "date"), 1_180_000_000),
                (outside, .rejected(column: "Дата", rule: "outside_slot"), 97_300_000),
            ]
        case 72:
            let reversed = "2026-03-14;71204505;Поиск | Окна Тверь;205;10;312,40;18,00"
            let unpaid = "14.03.2026;71204506;Ретаргетинг — 30 дней;1 204;6;—;20,00"
            return [
                (reversed, .rejected(column: "Дата", rule: "date"), 312_400_000),
                (unpaid, .rejected(column: "Расход (руб.)", rule: "required"), 0),
            ]
        default: return []
        }
    }

    /// Google Ads, "Excel .csv": UTF-16 with tabs, two title lines, `--` for nothing, totals below; February gzipped.
    mutating func writeGoogle() throws {
        for (month, days) in monthDays {
            let isPacked = month == "2026-02"
            var file = TextFile(source: "google_ads", name: "google-ads-\(month).csv\(isPacked ? ".gz" : "")")
            file.add("Campaign report", to: &ledger)
            file.add("\(Moment(day: days.lowerBound).iso) - \(Moment(day: days.upperBound - 1).iso)", to: &ledger)
            file.add("Day\tCampaign ID\tCampaign\tCurrency code\tCost\tImpr.\tClicks\tCTR", to: &ledger)
            var total = 0
            for day in days {
                for campaign in google where campaign.days.contains(day) {
                    var row = row(campaign, day)
                    if row.clicks == 0 { row.clicks = nil }
                    let clicks = row.clicks.map { grouped($0, ",") } ?? " --"
                    let rate = (row.clicks ?? 0) * 10_000 / max(row.impressions, 1)
                    let line = [
                        row.moment.iso, campaign.id, field(campaign.name, "\t"), "RUB",
                        roubles(row.micros, thousands: ","), grouped(row.impressions, ","), clicks,
                        "\(rate / 100).\(padded(rate % 100))%",
                    ]
                    file.add(line.joined(separator: "\t"), .loaded, to: &ledger)
                    ledger.count(row, source: "google_ads", channel: "Paid Search")
                    total += row.micros
                }
                if day == 80 {
                    let line = "2026-03-22\t20481120012\tPMax - Balconies\tRUB\t1,2O5.00\t4,410\t31\t0.70%"
                    file.add(line, .rejected(column: "Cost", rule: "money"), to: &ledger)
                }
            }
            let amount = roubles(total, thousands: ",")
            file.add("Total: Campaigns\t --\t --\tRUB\t\(amount)\t --\t --\t --", .filtered, to: &ledger)
            file.add("Total: Account\t --\t --\tRUB\t\(amount)\t --\t --\t --", .filtered, to: &ledger)
            let bytes = utf16LittleEndian(file.text)
            try write(isPacked ? gzip(bytes) : bytes, "data/\(file.name)")
        }
    }

    /// VK Ads: a dump of an API answer a month, money as text; January begins before the pipeline does.
    mutating func writeVK() throws {
        func line(_ row: SpendRow, _ isFirst: Bool) -> String {
            "\(isFirst ? " " : ",") {\"date\": \"\(row.moment.iso)\", \"ad_plan_id\": \(row.campaign.id), "
                + "\"ad_plan_name\": \"\(row.campaign.name)\", \"base\": {\"shows\": \(row.impressions), "
                + "\"clicks\": \(row.clicks ?? 0), \"spent\": \"\(roubles(row.micros))\"}}"
        }
        for (month, days) in monthDays {
            var file = TextFile(source: "vk_ads", name: "vk-ads-\(month).json")
            file.add("{\"items\": [", to: &ledger)
            var isFirst = true
            for day in (days.lowerBound == 0 ? -2 : days.lowerBound)..<days.upperBound {
                for campaign in vk where campaign.days.contains(max(day, 0)) {
                    let row = row(campaign, day)
                    file.add(line(row, isFirst), day < 0 ? .filtered : .loaded, to: &ledger)
                    if day >= 0 { ledger.count(row, source: "vk_ads", channel: "Paid Social") }
                    isFirst = false
                }
                if day == 50 {
                    let line = ", {\"date\": \"2026-02-20\", \"ad_plan_id\": 8810002, \"base\": {\"shows\": 812}}"
                    file.add(line, .rejected(column: "base.spent", rule: "required"), to: &ledger)
                }
                if day == 65 {
                    let line =
                        ", {\"date\": \"2026-03-07\", \"ad_plan_id\": 8810003, "
                        + "\"base\": {\"shows\": \"нет данных\", \"clicks\": 3, \"spent\": \"71.20\"}}"
                    file.add(line, .rejected(column: "base.shows", rule: "integer"), to: &ledger)
                }
            }
            file.add("], \"total\": {\"note\": \"\\u0441\\u0443\\u043c\\u043c\\u044b\"}}", to: &ledger)
            try write(Array(file.text.utf8), "data/\(file.name)")
        }
    }

    /// Telegram Ads through a reseller: JSON Lines, a file a post, micros; the posts' days overlap.
    mutating func writeTelegram() throws {
        for campaign in telegram {
            var file = TextFile(source: "telegram_ads", name: "telegram-\(campaign.id).jsonl")
            for day in campaign.days where demand(day) == 100 {
                var row = row(campaign, day)
                row.micros += random.below(10_000)
                let line =
                    "{\"day\":\"\(row.moment.iso)\",\"post_id\":\"\(campaign.id)\",\"post\":\"\(campaign.name)\","
                    + "\"views\":\(row.impressions),\"clicks\":\(row.clicks ?? 0),\"amount_micros\":\(row.micros)}"
                file.add(line, .loaded, to: &ledger)
                ledger.count(row, source: "telegram_ads", channel: "Paid Social")
                if campaign.id == "tg-17", day == 50 {
                    let broken = "{\"day\":\"2026-02-21\",\"post_id\":\"tg-17\",\"post\":\"Окна в ра"
                    file.add(broken, .rejected(column: "", rule: "json_syntax"), to: &ledger)
                }
            }
            try write(Array(file.text.utf8), "data/\(file.name)")
        }
    }

    /// What someone keeps by hand: canonical column names, a correction below zero, an amount too fine to be money.
    mutating func writeOtherSpend() throws {
        var file = TextFile(source: "other_spend", name: "other-spend.csv")
        file.add("date,source,medium,campaign,cost,note", to: &ledger)
        let rows: [(day: Int, channel: String, keys: String, kopecks: Int, note: String)] = [
            (-12, "Offline", "mosbuild,offline,Выставка MosBuild", 4_000_000, "аванс 2025 года"),
            (14, "Organic Search", "yandex,organic,SEO-подрядчик", 6_000_000, "январь"),
            (19, "Email", "unisender,email,Рассылка «Январь»", 485_000, ""),
            (26, "Offline", "billboard,offline,\"Щит, Тверь, пр-т Победы\"", 3_500_000, "месяц вперёд"),
            (45, "Organic Search", "yandex,organic,SEO-подрядчик", 6_000_000, "февраль"),
            (48, "Email", "unisender,email,Рассылка «Февраль»", 512_050, ""),
            (57, "Offline", "mosbuild,offline,Выставка MosBuild", 18_500_000, "стенд"),
            (61, "Offline", "mosbuild,offline,Выставка MosBuild", -1_500_000, "вернули залог за стенд"),
            (73, "Organic Search", "yandex,organic,SEO-подрядчик", 6_000_000, "март"),
            (76, "Email", "unisender,email,Рассылка «Март»", 498_020, ""),
        ]
        for row in rows {
            let sign = row.kopecks < 0 ? "-" : ""
            let cost = sign + roubles(abs(row.kopecks) * 10_000)
            let fate: Fate = row.day < 0 ? .filtered : .loaded
            file.add("\(Moment(day: row.day).iso),\(row.keys),\(cost),\(row.note)", fate, to: &ledger)
            guard row.day >= 0 else { continue }
            let campaign = Campaign(id: "", name: row.keys, days: quarter, reach: 0, rate: 0, price: 0)
            let moment = Moment(day: row.day)
            let micros = row.kopecks * 10_000
            ledger.count(
                SpendRow(moment: moment, campaign: campaign, impressions: 0, clicks: nil, micros: micros),
                source: "other_spend",
                channel: row.channel
            )
        }
        file.add(
            "2026-03-25,billboard,offline,Щит,1999.9999999,из таблицы с формулой",
            .rejected(column: "cost", rule: "money_decimals"),
            to: &ledger
        )
        file.add("", to: &ledger)
        try write(Array(file.text.utf8), "data/\(file.name)")
    }
}

// MARK: - Leads

/// A way for a lead to arrive, with the channel it should be given.
struct Origin {
    var channel: String
    var weight: Int
    var sources = [""]
    var media = [""]
    var campaigns: [Campaign] = []
    var macro = ""
    var referrers = [""]
    var forms = ["Заявка с сайта", "Калькулятор", "Обратный звонок"]
    /// Good leads of a hundred.
    var quality = 40
}

let origins = [
    Origin(
        channel: "Paid Search",
        weight: 30,
        sources: ["yandex", "yandex", "yandex", "Yandex", "ya", "Yandex_Direct"],
        media: ["cpc", "cpc", "cpc", "CPC"],
        campaigns: yandex,
        macro: "{campaign_id}",
        referrers: ["", "https://yandex.ru/", "https://okna-plus.example/?from=rsya"],
        quality: 46
    ),
    Origin(
        channel: "Paid Search",
        weight: 12,
        sources: ["google", "google", "Google"],
        media: ["cpc"],
        campaigns: google,
        macro: "{campaignid}",
        referrers: ["", "https://www.google.com/"],
        quality: 44
    ),
    Origin(
        channel: "Paid Social",
        weight: 13,
        sources: ["vk", "vk", "VK", "vk.com"],
        media: ["cpc", "cpc", "Cpc"],
        campaigns: vk,
        macro: "{{ad_plan_id}}",
        referrers: ["", "https://vk.com/away.php"],
        quality: 24
    ),
    Origin(
        channel: "Paid Social",
        weight: 3,
        sources: ["telegram"],
        media: ["cpm"],
        campaigns: telegram,
        macro: "{{post}}",
        quality: 20
    ),
    Origin(
        channel: "Organic Search",
        weight: 13,
        referrers: ["https://yandex.ru/", "https://yandex.ru/", "https://ya.ru/", "https://www.google.com/"],
        quality: 52
    ),
    Origin(channel: "Organic Social", weight: 3, referrers: ["https://vk.com/", "https://ok.ru/"], quality: 30),
    Origin(
        channel: "Referral",
        weight: 3,
        referrers: ["https://forum-remont.example/threads/5120", "https://dom-i-balkon.example/obzor?p=2"],
        quality: 48
    ),
    Origin(
        channel: "Email",
        weight: 3,
        sources: ["unisender"],
        media: ["email", "Email"],
        campaigns: [Campaign(id: "skidka_10", name: "Скидка 10%", days: quarter, reach: 0, rate: 0, price: 0)],
        quality: 50
    ),
    Origin(channel: "Direct", weight: 7, sources: ["(direct)"], media: ["(none)"], quality: 55),
    Origin(channel: "(unattributed)", weight: 13, forms: ["Звонок", "Салон", "Выставка"], quality: 60),
]

/// The CRM's stages and the outcomes the pipeline file maps them to.
let goodStages = [
    ("Замер назначен", "qualified"), ("Замер проведён", "qualified"), ("Договор подписан", "qualified"),
    ("Успешно реализовано", "won"), ("Успешно реализовано", "won"), ("Закрыто и не реализовано", "lost"),
]
let poorStages = [
    ("Неразобранное", "in_work"), ("Первичный контакт", "in_work"), ("Первичный контакт", "in_work"),
    ("Первичный контакт", "in_work"), ("Закрыто и не реализовано", "lost"), ("Закрыто и не реализовано", "lost"),
    ("Нецелевой", "non_target"), ("Нецелевой", "non_target"), ("Нецелевой", "non_target"),
    ("Не дозвонились", "unreachable"), ("Не дозвонились", "unreachable"), ("Спам", "spam"), ("Спам", "spam"),
    ("Дубль", "duplicate"), ("Тест", "test"),
]
let leadHeader = [
    "ID", "Название сделки", "Бюджет, руб.", "Ответственный", "Дата создания сделки", "Дата редактирования",
    "Воронка", "Этап сделки", "Филиал", "Продукт", "Рабочий телефон", "Рабочий email", "Форма", "utm_source",
    "utm_medium", "utm_campaign", "utm_content", "utm_term", "_ym_uid", "yclid", "referrer", "Примечание",
]

struct Lead {
    var id: Int
    var created: Moment
    var updated: Moment
    var funnel = "Окна и балконы"
    var stage: (name: String, outcome: String)
    var channel: String
    /// The columns between the stage and the note.
    var middle: [String]
    var budget: String
    var manager: String
    var note: String

    var line: String {
        let head = [
            String(id), "Заявка \(id % 1_000_000)", budget, manager, created.russianTime, updated.russianTime, funnel,
            stage.name,
        ]
        return (head + middle + [note]).map { field($0, ",", sloppy: true) }.joined(separator: ",")
    }
}

extension Demo {
    /// The campaign as it stands in a tag: its id, its name once or twice encoded, a macro nobody expanded, nothing.
    mutating func tag(_ campaign: Campaign, macro: String) -> String {
        switch random.below(100) {
        case ..<64: campaign.id
        case ..<76: percentEncoded(campaign.name)
        case ..<80: percentEncoded(percentEncoded(campaign.name))
        case ..<84: macro
        case ..<86: percentEncoded(macro)
        case ..<95: campaign.name
        default: ""
        }
    }

    mutating func phone(_ id: Int) -> String {
        let tail = padded(id % 10_000, 4)
        let (first, last) = (tail.prefix(2), tail.suffix(2))
        return switch random.below(20) {
        case ..<8: "+7 (999) 000-\(first)-\(last)"
        case ..<13: "8 999 000 \(first) \(last)"
        case ..<18: "7999000\(tail)"
        case 18: "нет"
        default: ""
        }
    }

    mutating func note() -> String {
        switch random.below(24) {
        case 0...2: "Замер после 18:00, позвонить заранее"
        case 3: "Просит перезвонить\nутром, до 10:00"
        case 4: "Три окна:\r\nкухня, спальня\r\nи балкон"
        case 5: "Клиент сказал: \"дорого\", думает"
        case 6: "5\" окно и подоконник"
        default: ""
        }
    }

    mutating func lead(_ id: Int, at created: Moment) -> Lead {
        let weighted = origins.indices.flatMap { Array(repeating: $0, count: origins[$0].weight) }
        let origin = origins[random.pick(weighted)]
        let day = created.seconds / 86_400
        let running = origin.campaigns.filter { $0.days.contains(day) }
        let isOnline = origin.channel != "(unattributed)"
        let source = random.pick(origin.sources)
        let campaign = running.isEmpty ? "" : tag(random.pick(running), macro: origin.macro)
        let isYandex = origin.sources.contains("yandex")
        let email = random.percent(45) ? "client\(id % 10_000)@mail.example" : (random.percent(4) ? "без почты" : "")
        let middle = [
            random.percent(82) ? "Москва" : "Тверь", random.pick(["Окна", "Окна", "Балконы", "Лоджии", "Двери"]),
            phone(id), email, random.pick(origin.forms), source, random.pick(origin.media), campaign,
            source.isEmpty || running.isEmpty ? "" : "ad-\(random.within(100, 140))",
            isYandex && random.percent(60) ? random.pick(["пластиковые окна", "окна цена", "остекление балкона"]) : "",
            isOnline && random.percent(85) ? "17\(random.digits(15))" : "",
            isYandex && random.percent(70) ? "1\(random.digits(18))" : "", random.pick(origin.referrers),
        ]
        let isGood = random.percent(origin.quality)
        let budget = isGood ? "\(random.within(35, 260))000" : ""
        let stage = isGood ? random.pick(goodStages) : random.pick(poorStages)
        return Lead(
            id: id,
            created: created,
            updated: Moment(day: 0, second: created.seconds + random.within(600, 1_900_000)),
            stage: stage,
            channel: origin.channel,
            middle: middle,
            budget: budget,
            manager: random.pick(["Анна К.", "Игорь С.", "Олег Т."]),
            note: note()
        )
    }

    /// When leads come: in the daytime, some just past midnight, and three before the pipeline's first day.
    mutating func leadMoments() -> [Moment] {
        var moments = [79_000, 83_400, 86_340].map { Moment(day: -1, second: $0) }
        for day in quarter {
            for _ in 0..<(demand(day) * random.within(6, 11) / 100) {
                moments.append(Moment(day: day, second: random.within(8 * 3600, 23 * 3600 + 3000)))
            }
            if day % 15 == 0 { moments.append(Moment(day: day, second: random.within(10, 3 * 3600 - 10))) }
        }
        return moments.sorted { $0.seconds < $1.seconds }
    }

    mutating func writeLeads() throws {
        var file = TextFile(source: "leads", name: "leads.csv", ending: "\r\n")
        var later = TextFile(source: "leads", name: "leads-corrections.csv", ending: "\r\n")
        let header = leadHeader.map { field($0, ",") }.joined(separator: ",")
        file.add(header, to: &ledger)
        later.add(header, to: &ledger)
        let moments = leadMoments()
        for (index, created) in moments.enumerated() {
            var lead = lead(41_004_510 + index * 7, at: created)
            if index >= moments.count - 3 { lead.note = "" }
            if index == moments.count - 3 {
                let open = lead.line + "\"Перезвонить после обеда"
                file.add(open, .rejected(column: "", rule: "unclosed_quote"), to: &ledger)
                continue
            }
            if index % 40 == 20 {
                lead.funnel = "Сервис"
                file.add(lead.line, .filtered, to: &ledger)
                continue
            }
            addVersions(of: &lead, index, to: &file, and: &later)
            addOddity(after: index, like: lead, to: &file)
            if created.seconds >= 0 {
                ledger.count(leadAt: created, channel: lead.channel, outcome: lead.stage.outcome)
            }
        }
        try write([0xEF, 0xBB, 0xBF] + file.text.utf8, "data/\(file.name)")
        try write([0xEF, 0xBB, 0xBF] + later.text.utf8, "data/\(later.name)")
    }

    /// Writes a lead, some of them in several versions; leaves in `lead` the one that counts.
    mutating func addVersions(of lead: inout Lead, _ index: Int, to file: inout TextFile, and later: inout TextFile) {
        var older = lead
        older.stage = ("Первичный контакт", "in_work")
        older.updated = Moment(day: 0, second: lead.created.seconds + 300)
        if index % 29 == 7 {
            file.add(older.line, .superseded, to: &ledger)
            file.add(lead.line, .loaded, to: &ledger)
        } else if index % 47 == 11 {
            // The older version stands below the newer one: the time of change decides, not the place.
            file.add(lead.line, .loaded, to: &ledger)
            file.add(older.line, .superseded, to: &ledger)
        } else if index % 120 == 50 {
            file.add(lead.line, .loaded, to: &ledger)
            file.add(lead.line, .duplicate, to: &ledger)
        } else if index % 300 == 99 {
            // Two contents with one time of change: the later line wins.
            older.updated = lead.updated
            file.add(older.line, .superseded, to: &ledger)
            file.add(lead.line, .loaded, to: &ledger)
        } else if index % 110 == 3 {
            file.add(lead.line, .superseded, to: &ledger)
            lead.stage = ("Успешно реализовано", "won")
            lead.updated.seconds += 86_400
            later.add(lead.line, .loaded, to: &ledger)
        } else if index == 200 {
            file.add(lead.line, .loaded, to: &ledger)
            later.add(older.line, .superseded, to: &ledger)
        } else {
            file.add(lead.line, .loaded, to: &ledger)
        }
    }

    /// Rows the contract must refuse, each under an id of its own.
    mutating func addOddity(after index: Int, like lead: Lead, to file: inout TextFile) {
        var odd = lead
        odd.id += 3
        odd.note = ""
        switch index {
        case 61:
            let line = odd.line.replacingOccurrences(of: lead.created.russian, with: "31.02.2026")
            file.add(line, .rejected(column: "Дата создания сделки", rule: "instant"), to: &ledger)
        case 130:
            odd.stage = ("Отложен до весны", "")
            file.add(odd.line, .rejected(column: "Этап сделки", rule: "unknown_value"), to: &ledger)
        case 210:
            let line = odd.line.split(separator: ",").prefix(9).joined(separator: ",")
            file.add(line, .rejected(column: "", rule: "field_count"), to: &ledger)
        case 280:
            let line = odd.line + "без кавычек, через запятую"
            file.add(line, .rejected(column: "", rule: "field_count"), to: &ledger)
        case 350:
            let line = String(odd.line.drop { $0 != "," })
            file.add(line, .rejected(column: "ID", rule: "required"), to: &ledger)
        case 421:
            let (date, reversed) = (lead.created.russian, lead.created.iso)
            let line = odd.line.replacingOccurrences(of: date, with: reversed)
            file.add(line, .rejected(column: "Дата создания сделки", rule: "instant"), to: &ledger)
        default: break
        }
    }

    // MARK: - Expected numbers

    func writeExpected() throws {
        func table(_ name: String, _ header: String, _ rows: [String]) throws {
            try write(Array(([header] + rows).map { $0 + "\n" }.joined().utf8), "expected/\(name)")
        }
        func text(_ totals: Totals) -> String { "\(totals.micros),\(totals.impressions),\(totals.clicks)" }
        let spend = ledger.spend.sorted { $0.key < $1.key }
        try table(
            "spend.csv",
            "source,month,rows,cost_micros,impressions,clicks",
            spend.map { "\($0.key),\($0.value.rows),\(text($0.value))" }
        )
        try table(
            "daily.csv",
            "day,cost_micros,impressions,clicks,leads,leads_all",
            ledger.days.sorted { $0.key < $1.key }.map {
                "\($0.key),\(text($0.value.totals)),\($0.value.leads),\($0.value.leadsAll)"
            }
        )
        try table(
            "channels.csv",
            "month,channel,cost_micros,impressions,clicks,leads,leads_all",
            ledger.channels.sorted { $0.key < $1.key }.map {
                "\($0.key),\(text($0.value.totals)),\($0.value.leads),\($0.value.leadsAll)"
            }
        )
        let outcomes = [
            "in_work", "qualified", "won", "lost", "non_target", "unreachable", "duplicate", "spam", "test",
        ]
        try table(
            "leads.csv",
            "month,channel,leads,leads_all," + outcomes.joined(separator: ","),
            ledger.leads.sorted { $0.key < $1.key }.map { key, counts in
                let all = counts.values.reduce(0, +)
                let left = ["spam", "test", "duplicate"].reduce(all) { $0 - (counts[$1] ?? 0) }
                return "\(key),\(left),\(all)," + outcomes.map { String(counts[$0] ?? 0) }.joined(separator: ",")
            }
        )
        try table(
            "rows.csv",
            "source,file,read,loaded,rejected,duplicate,superseded,filtered",
            ledger.files.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value.text)" }
        )
        try table("rejects.csv", "source,file,line,column,rule", ledger.rejects)
    }
}

// MARK: - All of it

guard CommandLine.arguments.count == 2 else {
    FileHandle.standardError.write(Data("usage: swift generate.swift OUT_DIR\n".utf8))
    exit(2)
}
var demo = Demo(folder: CommandLine.arguments[1])
for folder in ["data", "expected"] {
    try FileManager.default.createDirectory(atPath: "\(demo.folder)/\(folder)", withIntermediateDirectories: true)
}
try demo.writeYandex()
try demo.writeGoogle()
try demo.writeVK()
try demo.writeTelegram()
try demo.writeOtherSpend()
try demo.writeLeads()
try demo.writeExpected()
