// Writes the demo: four months of a window company that does not exist, in the files its ad cabinets, its site's
// counter, its CRMs and its accounts would export, and the numbers those files must give.
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

/// A moment of Moscow time, in seconds since 2026-01-01 00:00; days before that are negative.
struct Moment: Comparable {
    var seconds: Int

    private static let months = [
        (2025, 11, 30), (2025, 12, 31), (2026, 1, 31), (2026, 2, 28), (2026, 3, 31), (2026, 4, 30), (2026, 5, 31),
    ]
    private var sinceNovember: Int { seconds + 61 * 86_400 }

    init(day: Int, second: Int = 0) { seconds = day * 86_400 + second }

    static func < (left: Moment, right: Moment) -> Bool { left.seconds < right.seconds }
    static func + (moment: Moment, seconds: Int) -> Moment { Moment(day: 0, second: moment.seconds + seconds) }

    var day: Int { sinceNovember / 86_400 - 61 }
    var date: (year: Int, month: Int, day: Int) {
        var rest = sinceNovember / 86_400
        for (year, month, length) in Moment.months {
            if rest < length { return (year, month, rest + 1) }
            rest -= length
        }
        preconditionFailure("the demo ends before June")
    }
    /// Monday is 0; 2026-01-01 is a Thursday.
    var weekday: Int { (day + 3 + 70) % 7 }
    var iso: String { "\(date.year)-\(padded(date.month))-\(padded(date.day))" }
    var month: String { "\(date.year)-\(padded(date.month))" }
    var russian: String { "\(padded(date.day)).\(padded(date.month)).\(date.year)" }
    var clock: String {
        let second = sinceNovember % 86_400
        return "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    }
    var russianTime: String { "\(russian) \(clock)" }
    var isoTime: String { "\(iso)T\(clock)+03:00" }
}

/// The days of advertising, from 2025-12-01 on; sales go on until the end of April.
let season = -31..<90
let monthDays = [("2025-12", -31..<0), ("2026-01", 0..<31), ("2026-02", 31..<59), ("2026-03", 59..<90)]
let start = Moment(day: season.lowerBound)

/// How lively a day is, in percent: New Year's holidays and weekends are quiet.
func demand(_ day: Int) -> Int {
    if (0..<8).contains(day) { return 40 }
    return Moment(day: day).weekday >= 5 ? 65 : 100
}

// MARK: - Money

/// A quotient rounded half to even.
func halfEven(_ dividend: Int, _ divisor: Int) -> Int {
    let (whole, rest) = abs(dividend).quotientAndRemainder(dividingBy: divisor)
    let isUp = 2 * rest > divisor || (2 * rest == divisor && whole % 2 == 1)
    return (dividend < 0 ? -1 : 1) * (whole + (isUp ? 1 : 0))
}

/// How amounts stand to VAT; its rate is 20 % until the end of 2025 and 22 % since.
enum VAT {
    case included, added, none

    /// An amount without VAT, and its VAT by the rate of a day.
    func split(_ micros: Int, on day: Int) -> (net: Int, vat: Int) {
        let rate = day < 0 ? 20 : 22
        switch self {
        case .included:
            let net = halfEven(micros * 100, 100 + rate)
            return (net, micros - net)
        case .added: return (micros, halfEven(micros * rate, 100))
        case .none: return (micros, 0)
        }
    }
}

// MARK: - What should come of it

/// What should become of a piece of a file; layout (titles, headers, blank lines) is no row.
enum Fate {
    case layout, loaded, duplicate, superseded, filtered
    case rejected(column: String, rule: String)
}

/// What a source's files of a month hold: amounts in its own currency, net and VAT in roubles.
struct Totals {
    var rows = 0, amount = 0, net = 0, vat = 0, impressions = 0, clicks = 0
}

/// One row of the daily mart: cost and visits on their own day, all else on the lead's; amounts without VAT.
struct Sums {
    var cost = 0, impressions = 0, clicks = 0, visits = 0, leads = 0, leadsAll = 0
    var deals = 0, won = 0, revenue = 0, payments = 0

    static let header =
        "cost_micros,impressions,clicks,visits,leads,leads_all,deals_created,deals_won,revenue_micros,payments_micros"
    var text: String {
        [cost, impressions, clicks, visits, leads, leadsAll, deals, won, revenue, payments].map(String.init)
            .joined(separator: ",")
    }
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
    var days: [String: Sums] = [:]
    var channels: [String: Sums] = [:]
    var leads: [String: [String: Int]] = [:]
    var files: [String: Counts] = [:]
    var rejects: [String] = []
    var deals: [String] = []
    var payments: [String] = []
    var campaigns: [String: Sums] = [:]
    var matches: [String: (visits: Int, leads: Int)] = [:]
    var journeys: [String] = []
    /// By model and channel: leads in billionths, revenue in micros.
    var credits: [String: (leads: Int, revenue: Int)] = [:]

    mutating func note(_ file: TextFile) {
        files["\(file.source),\(file.name)"] = file.counts
        rejects += file.rejects
    }

    /// Adds to what the mart has of a day and a channel; it has nothing before the first day.
    mutating func add(on moment: Moment, _ channel: String, _ change: (inout Sums) -> Void) {
        guard moment >= start else { return }
        change(&days[moment.iso, default: Sums()])
        change(&channels["\(moment.month),\(channel)", default: Sums()])
    }

    /// - Parameter dollar: roubles a dollar in ten-thousandths, of spend in dollars.
    mutating func count(_ row: SpendRow, source: String, channel: String, vat: VAT, dollar: Int? = nil) {
        let amount = dollar.map { halfEven(row.micros * $0, 10_000) } ?? row.micros
        let (net, tax) = vat.split(amount, on: row.moment.day)
        let month = "\(source),\(row.moment.month)"
        spend[month, default: Totals()].rows += 1
        spend[month, default: Totals()].amount += row.micros
        spend[month, default: Totals()].net += net
        spend[month, default: Totals()].vat += tax
        spend[month, default: Totals()].impressions += row.impressions
        spend[month, default: Totals()].clicks += row.clicks ?? 0
        if let place = row.place {
            campaigns[place.key, default: Sums()].cost += net
            campaigns[place.key, default: Sums()].impressions += row.impressions
            campaigns[place.key, default: Sums()].clicks += row.clicks ?? 0
        }
        // What doesn't divide over the days of a cost goes to the first of them.
        let (each, rest) = net.quotientAndRemainder(dividingBy: row.days)
        for place in 0..<row.days {
            add(on: row.moment + place * 86_400, channel) { sums in
                sums.cost += each + (place < abs(rest) ? rest.signum() : 0)
                sums.impressions += row.impressions
                sums.clicks += row.clicks ?? 0
            }
        }
    }

    mutating func count(_ visit: Visit) {
        add(on: visit.at, visit.place.channel) { $0.visits += 1 }
        if visit.at >= start, !visit.place.platform.isEmpty {
            campaigns[visit.place.key, default: Sums()].visits += 1
        }
        if !visit.place.platform.isEmpty {
            matches["\(visit.place.platform),\(visit.place.status)", default: (0, 0)].visits += 1
        }
    }

    /// - Parameter ownPlace: where its own tags lie, if these are its touch.
    mutating func count(_ lead: Lead, ownPlace: Place?) {
        if let ownPlace, !ownPlace.platform.isEmpty {
            matches["\(ownPlace.platform),\(ownPlace.status)", default: (0, 0)].leads += 1
        }
        let path = lead.journey.touches.map(\.place.channel).joined(separator: " > ")
        journeys.append("\(lead.id),\(lead.journey.touches.count),\(path),\(lead.journey.reason)")
        guard lead.created >= start else { return }
        let isCounted = !["spam", "test", "duplicate"].contains(lead.stage.outcome)
        leads["\(lead.created.month),\(lead.journey.channel)", default: [:]][lead.stage.outcome, default: 0] += 1
        add(on: lead.created, lead.journey.channel) { sums in
            sums.leadsAll += 1
            sums.leads += isCounted ? 1 : 0
        }
        if let place = lead.journey.main?.place, !place.platform.isEmpty {
            campaigns[place.key, default: Sums()].leads += isCounted ? 1 : 0
        }
        credit(lead.journey, revenue: nil)
    }

    /// Adds what each model gives to each channel.
    ///
    /// - Parameter revenue: of a won deal; nil: the lead itself is credited.
    mutating func credit(_ journey: Journey, revenue: Int?) {
        for (model, shares) in journey.shares {
            // Money in whole kopecks is divided in kopecks, else in micros.
            let values = divide(revenue ?? 0, by: shares, unit: (revenue ?? 0) % 10_000 == 0 ? 10_000 : 1)
            for (place, share) in shares.enumerated() {
                let channel = journey.touches.isEmpty ? unattributed : journey.touches[place].place.channel
                let key = "\(model),\(channel)"
                credits[key, default: (0, 0)].leads += revenue == nil ? share : 0
                credits[key, default: (0, 0)].revenue += values[place]
            }
        }
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
    var counts = Counts()
    var rejects: [String] = []

    mutating func add(_ row: String, _ fate: Fate = .layout) {
        switch fate {
        case .layout: break
        case .loaded: counts.loaded += 1
        case .duplicate: counts.duplicate += 1
        case .superseded: counts.superseded += 1
        case .filtered: counts.filtered += 1
        case .rejected(let column, let rule):
            counts.rejected += 1
            rejects.append("\(source),\(name),\(line),\(column),\(rule)")
        }
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
    var days = season
    /// Impressions of an ordinary day.
    var reach = 0
    /// Clicks per 10,000 impressions.
    var rate = 0
    /// Kopecks per click; Google's cents.
    var price = 0
}

struct SpendRow {
    /// Where it lies by campaign, of platforms that touches have.
    var place: Place?
    var moment: Moment
    var campaign: Campaign
    var impressions: Int
    var clicks: Int?
    var micros: Int
    /// How many days the cost is for.
    var days = 1
}

let yandex = [
    Campaign(id: "71204501", name: "Поиск | Окна Москва", reach: 1500, rate: 520, price: 6200),
    Campaign(id: "71204502", name: "Поиск | Балконы; лоджии", reach: 700, rate: 480, price: 5400),
    Campaign(id: "71204503", name: "РСЯ | Окна \"под ключ\"", reach: 24_000, rate: 35, price: 1900),
    Campaign(id: "71204504", name: "Бренд «Северный двор»", reach: 240, rate: 1900, price: 900),
    Campaign(id: "71204505", name: "Поиск | Окна Тверь", days: 20..<90, reach: 420, rate: 510, price: 3100),
    Campaign(id: "71204506", name: "Ретаргетинг — 30 дней", days: 45..<90, reach: 5200, rate: 60, price: 1500),
]
let google = [
    Campaign(id: "20481120011", name: "Search - Windows Moscow", reach: 1600, rate: 450, price: 65),
    Campaign(id: "20481120012", name: "PMax - Balconies", days: 12..<90, reach: 9500, rate: 70, price: 33),
    Campaign(id: "20481120013", name: "Brand", days: -31..<59, reach: 150, rate: 1500, price: 14),
]
let vk = [
    Campaign(id: "8810001", name: "Лид-форма: окна", reach: 11_000, rate: 48, price: 2100),
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
    /// Roubles a dollar in ten-thousandths, by day.
    var dollars: [Int: Int] = [:]
    /// The leads that sales come of.
    var prospects: [Prospect] = []
    var people: [Person] = []
    /// Whose phone is known, by its last digits.
    var callers: [(person: Int, tail: String)] = []
    let folder: String

    func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
    }

    /// - Parameter encoded: the bytes of the file's text, where they are not plain UTF-8.
    mutating func write(_ file: TextFile, as encoded: [UInt8]? = nil) throws {
        ledger.note(file)
        try write(encoded ?? Array(file.text.utf8), "data/\(file.name)")
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
            file.add("Отчет;Мастер отчетов;;;;;")
            file.add("Период;\(Moment(day: days.lowerBound).russian) - \(last.russian);;;;;")
            file.add("Расход;с учетом НДС;;;;;")
            file.add("")
            file.add("Дата;№ Кампании;Кампания;Показы;Клики;Расход (руб.);Отказы (%)")
            var totals = Totals()
            for day in days {
                for campaign in yandex where campaign.days.contains(day) {
                    var row = row(campaign, day)
                    if row.clicks == 0 { row.clicks = nil }
                    // A real export splits one campaign-day into rows, some of them equal to the last digit.
                    let isSplit = campaign.id == "71204501" && day % 13 == 9
                    for _ in 0..<(isSplit ? 2 : 1) {
                        file.add(yandexLine(row), .loaded)
                        row.place = Place(of: campaign, in: .yandex)
                        ledger.count(row, source: "yandex_direct", channel: "Paid Search", vat: .included)
                        totals.amount += row.micros
                        totals.impressions += row.impressions
                        totals.clicks += row.clicks ?? 0
                    }
                }
                for (line, fate, micros) in yandexOddities(day) {
                    file.add(line, fate)
                    totals.amount += micros
                }
            }
            file.add(
                "Итого;;;\(grouped(totals.impressions, "\u{A0}"));\(grouped(totals.clicks, "\u{A0}"));"
                    + "\(roubles(totals.amount, ",", thousands: "\u{A0}"));—",
                .filtered)
            try write(file, as: windows1251(file.text))
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
            let odd = Campaign(id: "71204507", name: "5\" окно")
            let row = SpendRow(
                place: Place(of: odd, in: .yandex),
                moment: Moment(day: day),
                campaign: odd,
                impressions: 310,
                clicks: 9,
                micros: 412_500_000
            )
            ledger.count(row, source: "yandex_direct", channel: "Paid Search", vat: .included)
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

    /// The Bank of Russia's rates of the dollar: none for Sundays, Mondays and the first week of January.
    mutating func writeRates() throws {
        var file = TextFile(source: "cbr", name: "cbr-usd.csv")
        file.add("Дата;Букв. код;Единиц;Курс")
        var rate = 782_267
        for day in -35..<90 where (1...5).contains(Moment(day: day).weekday) && !(1...7).contains(day) {
            rate += random.within(-6000, 6000)
            dollars[day] = rate
            let text = "\(rate / 10_000),\(padded(rate % 10_000, 4))"
            file.add("\(Moment(day: day).russian);USD;1;\(text)", .loaded)
        }
        try write(file)
    }

    /// The rate of a day or the latest of the seven before it, in ten-thousandths.
    func dollar(on day: Int) -> Int {
        for earlier in stride(from: day, through: day - 7, by: -1) {
            if let rate = dollars[earlier] { return rate }
        }
        preconditionFailure("no rate of day \(day)")
    }

    /// Google Ads, "Excel .csv": UTF-16 with tabs, two title lines, `--` for nothing, totals below; February gzipped.
    ///
    /// The cabinet bills in dollars, without VAT.
    mutating func writeGoogle() throws {
        for (month, days) in monthDays {
            let isPacked = month == "2026-02"
            var file = TextFile(source: "google_ads", name: "google-ads-\(month).csv\(isPacked ? ".gz" : "")")
            file.add("Campaign report")
            file.add("\(Moment(day: days.lowerBound).iso) - \(Moment(day: days.upperBound - 1).iso)")
            file.add("Day\tCampaign ID\tCampaign\tCurrency code\tCost\tImpr.\tClicks\tCTR")
            var total = 0
            for day in days {
                for campaign in google where campaign.days.contains(day) {
                    var row = row(campaign, day)
                    if row.clicks == 0 { row.clicks = nil }
                    let clicks = row.clicks.map { grouped($0, ",") } ?? " --"
                    let rate = (row.clicks ?? 0) * 10_000 / max(row.impressions, 1)
                    let line = [
                        row.moment.iso, campaign.id, field(campaign.name, "\t"), "USD",
                        roubles(row.micros, thousands: ","), grouped(row.impressions, ","), clicks,
                        "\(rate / 100).\(padded(rate % 100))%",
                    ]
                    file.add(line.joined(separator: "\t"), .loaded)
                    row.place = Place(of: campaign, in: .google)
                    ledger.count(
                        row, source: "google_ads", channel: "Paid Search", vat: .none, dollar: dollar(on: day))
                    total += row.micros
                }
                if day == 80 {
                    let line = "2026-03-22\t20481120012\tPMax - Balconies\tUSD\t1,2O5.00\t4,410\t31\t0.70%"
                    file.add(line, .rejected(column: "Cost", rule: "money"))
                }
            }
            let amount = roubles(total, thousands: ",")
            file.add("Total: Campaigns\t --\t --\tUSD\t\(amount)\t --\t --\t --", .filtered)
            file.add("Total: Account\t --\t --\tUSD\t\(amount)\t --\t --\t --", .filtered)
            let bytes = utf16LittleEndian(file.text)
            try write(file, as: isPacked ? gzip(bytes) : bytes)
        }
    }

    /// VK Ads: a dump of an API answer a month, money as text and without VAT; December begins before the
    /// pipeline does.
    mutating func writeVK() throws {
        func line(_ row: SpendRow, _ isFirst: Bool) -> String {
            "\(isFirst ? " " : ",") {\"date\": \"\(row.moment.iso)\", \"ad_plan_id\": \(row.campaign.id), "
                + "\"ad_plan_name\": \"\(row.campaign.name)\", \"base\": {\"shows\": \(row.impressions), "
                + "\"clicks\": \(row.clicks ?? 0), \"spent\": \"\(roubles(row.micros))\"}}"
        }
        for (month, days) in monthDays {
            var file = TextFile(source: "vk_ads", name: "vk-ads-\(month).json")
            file.add("{\"items\": [")
            var isFirst = true
            let first = days.lowerBound - (days.lowerBound == season.lowerBound ? 2 : 0)
            for day in first..<days.upperBound {
                for campaign in vk where campaign.days.contains(max(day, season.lowerBound)) {
                    var row = row(campaign, day)
                    row.place = Place(of: campaign, in: .vk)
                    file.add(line(row, isFirst), season.contains(day) ? .loaded : .filtered)
                    if season.contains(day) {
                        ledger.count(row, source: "vk_ads", channel: "Paid Social", vat: .added)
                    }
                    isFirst = false
                }
                if day == 50 {
                    let line = ", {\"date\": \"2026-02-20\", \"ad_plan_id\": 8810002, \"base\": {\"shows\": 812}}"
                    file.add(line, .rejected(column: "base.spent", rule: "required"))
                }
                if day == 65 {
                    let line =
                        ", {\"date\": \"2026-03-07\", \"ad_plan_id\": 8810003, "
                        + "\"base\": {\"shows\": \"нет данных\", \"clicks\": 3, \"spent\": \"71.20\"}}"
                    file.add(line, .rejected(column: "base.shows", rule: "integer"))
                }
            }
            file.add("], \"total\": {\"note\": \"\\u0441\\u0443\\u043c\\u043c\\u044b\"}}")
            try write(file)
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
                file.add(line, .loaded)
                row.place = Place(of: campaign, in: .telegram)
                ledger.count(row, source: "telegram_ads", channel: "Paid Social", vat: .added)
                if campaign.id == "tg-17", day == 50 {
                    let broken = "{\"day\":\"2026-02-21\",\"post_id\":\"tg-17\",\"post\":\"Окна в ра"
                    file.add(broken, .rejected(column: "", rule: "json_syntax"))
                }
            }
            try write(file)
        }
    }

    /// What someone keeps by hand: costs of a day or a month, a billboard for two months, a correction below zero.
    mutating func writeOtherSpend() throws {
        var file = TextFile(source: "other_spend", name: "other-spend.csv")
        file.add("date,date_to,source,medium,campaign,cost_type,cost,note")
        typealias Entry = (day: Int, days: Int, channel: String, keys: String, type: String, kopecks: Int, note: String)
        let seo = "yandex,organic,SEO-подрядчик"
        let fair = "mosbuild,offline,Выставка MosBuild"
        let entries: [Entry] = [
            (-40, 1, "Offline", fair, "fee", 4_000_000, "аванс"),
            (-31, 31, "Organic Search", seo, "fee", 6_000_000, "декабрь"),
            (-12, 1, "Email", "unisender,email,Рассылка «Декабрь»", "", 505_000, ""),
            (0, 31, "Organic Search", seo, "fee", 6_100_000, "январь"),
            (19, 1, "Email", "unisender,email,Рассылка «Январь»", "", 485_000, ""),
            (26, 59, "Offline", "billboard,offline,\"Щит, Тверь, пр-т Победы\"", "rent", 7_000_000, "два месяца"),
            (31, 28, "Organic Search", seo, "fee", 6_100_000, "февраль"),
            (48, 1, "Email", "unisender,email,Рассылка «Февраль»", "", 512_050, ""),
            (57, 1, "Offline", fair, "fee", 18_500_000, "стенд"),
            (59, 31, "Organic Search", seo, "fee", 6_100_000, "март"),
            (61, 1, "Offline", fair, "fee", -1_500_000, "вернули залог за стенд"),
            (76, 1, "Email", "unisender,email,Рассылка «Март»", "", 498_020, ""),
        ]
        for entry in entries {
            let moment = Moment(day: entry.day)
            let last = entry.days > 1 ? Moment(day: entry.day + entry.days - 1).iso : ""
            let cost = (entry.kopecks < 0 ? "-" : "") + roubles(abs(entry.kopecks) * 10_000)
            let line = [moment.iso, last, entry.keys, entry.type, cost, entry.note].joined(separator: ",")
            file.add(line, moment < start ? .filtered : .loaded)
            guard moment >= start else { continue }
            let campaign = Campaign(id: "", name: entry.keys)
            var row = SpendRow(
                moment: moment, campaign: campaign, impressions: 0, clicks: nil, micros: entry.kopecks * 10_000)
            row.days = entry.days
            if entry.channel == "Email" {
                row.place = Place(
                    of: Campaign(id: "", name: String(entry.keys.split(separator: ",")[2])), in: .unisender)
            }
            ledger.count(row, source: "other_spend", channel: entry.channel, vat: .included)
        }
        file.add(
            "2026-03-25,,billboard,offline,Щит,rent,1999.9999999,из таблицы с формулой",
            .rejected(column: "cost", rule: "money_decimals"))
        file.add("")
        try write(file)
    }
}

// MARK: - Leads

/// A platform that money is spent on: where its spend lies, and how its tags carry a campaign.
enum Platform: String {
    case yandex, google, vk, telegram, unisender

    var channel: String {
        switch self {
        case .yandex, .google: "Paid Search"
        case .vk, .telegram: "Paid Social"
        case .unisender: "Email"
        }
    }

    var medium: String {
        switch self {
        case .yandex, .google, .vk: "cpc"
        case .telegram: "cpm"
        case .unisender: "email"
        }
    }

    /// What stands in tags where the platform didn't put the campaign in.
    var macro: String {
        switch self {
        case .yandex: "{campaign_id}"
        case .google: "{campaignid}"
        case .vk: "{{ad_plan_id}}"
        case .telegram: "{{post}}"
        case .unisender: ""
        }
    }

    /// A tag of a campaign that no cabinet knows any more, or never did.
    var foreignTag: String {
        switch self {
        case .yandex: "poisk_okna_moskva_2025"
        case .google: "windows_2024"
        case .vk: "kontent_oktyabr"
        case .telegram: "posev_nn"
        case .unisender: "skidka_10"
        }
    }
}

/// Where a touch lies once it has met its campaign, and whether it has.
struct Place: Hashable {
    var channel: String
    /// Empty where nothing is spent that names campaigns.
    var platform = ""
    var medium = ""
    var campaign = ""
    var status = ""
    var isDirect = false

    init(channel: String) {
        self.channel = channel
        isDirect = channel == "Direct"
    }

    /// - Parameter campaign: nil where the tag tells none.
    init(of campaign: Campaign?, in platform: Platform, status: String = "matched") {
        channel = platform.channel
        self.platform = platform.rawValue
        medium = platform.medium
        self.campaign = campaign?.name ?? "(not matched)"
        self.status = status
    }

    var key: String { [platform, medium, field(campaign, ",", sloppy: true)].joined(separator: ",") }
}

/// A way for people to arrive, with the channel it should be given.
struct Origin {
    var channel = ""
    /// Of leads, and of people who only look.
    var weight: Int
    var looks = 0
    var platform: Platform?
    var sources = [""]
    var media = [""]
    /// The tag where no platform's campaigns are.
    var tag = ""
    var campaigns: [Campaign] = []
    var referrers = [""]
    var forms = ["Заявка с сайта", "Калькулятор", "Обратный звонок"]
    /// Good leads of a hundred.
    var quality = 40

    /// Its campaigns of a day; those that lead to the site, or all.
    func running(on day: Int, isVisit: Bool) -> [Campaign] {
        campaigns.filter {
            $0.days.contains(max(day, season.lowerBound)) && !(isVisit && $0.id == leadForm.id)
        }
    }
}

/// The channel of what nothing brought.
let unattributed = "(unattributed)"

/// Requests in a social network's own form: nobody visits the site.
let leadForm = vk[0]
/// Its ads were tagged by hand, all of them wrong.
let mistagged = yandex[5]

let mailings = [
    Campaign(id: "", name: "Рассылка «Декабрь»", days: -12..<19),
    Campaign(id: "", name: "Рассылка «Январь»", days: 19..<48),
    Campaign(id: "", name: "Рассылка «Февраль»", days: 48..<76),
    Campaign(id: "", name: "Рассылка «Март»", days: 76..<90),
]
let latinMailings = ["rassylka_dekabr", "rassylka-yanvar", "rassylka_fevral", "rassilka_mart"]

let origins = [
    Origin(
        weight: 30,
        looks: 26,
        platform: .yandex,
        sources: ["yandex", "yandex", "yandex", "Yandex", "ya", "Yandex_Direct"],
        media: ["cpc", "cpc", "cpc", "CPC"],
        campaigns: yandex,
        referrers: ["", "https://yandex.ru/", "https://okna-plus.example/?from=rsya"],
        quality: 46
    ),
    Origin(
        weight: 12,
        looks: 12,
        platform: .google,
        sources: ["google", "google", "Google"],
        media: ["cpc"],
        campaigns: google,
        referrers: ["", "https://www.google.com/"],
        quality: 44
    ),
    Origin(
        weight: 13,
        looks: 10,
        platform: .vk,
        sources: ["vk", "vk", "VK", "vk.com"],
        media: ["cpc", "cpc", "Cpc"],
        campaigns: vk,
        referrers: ["", "https://vk.com/away.php"],
        quality: 24
    ),
    // Its ads lead to a chat: requests, no visits.
    Origin(
        weight: 3, platform: .telegram, sources: ["telegram"], media: ["cpm"], campaigns: telegram, quality: 20),
    Origin(
        channel: "Organic Search",
        weight: 13,
        looks: 20,
        referrers: ["https://yandex.ru/", "https://yandex.ru/", "https://ya.ru/", "https://www.google.com/"],
        quality: 52
    ),
    Origin(
        channel: "Organic Social", weight: 3, looks: 4, referrers: ["https://vk.com/", "https://ok.ru/"], quality: 30),
    Origin(
        channel: "Referral",
        weight: 3,
        looks: 4,
        referrers: ["https://forum-remont.example/threads/5120", "https://dom-i-balkon.example/obzor?p=2"],
        quality: 48
    ),
    Origin(
        weight: 3, looks: 3, platform: .unisender, sources: ["unisender"], media: ["email", "Email"],
        campaigns: mailings, quality: 50),
    // Visits without spend: nobody exports what Avito costs.
    Origin(
        channel: "Classifieds", weight: 3, looks: 4, sources: ["avito"], media: ["cpc"], tag: "okna_msk", quality: 35),
    Origin(channel: "Maps and Directories", weight: 1, looks: 2, referrers: ["https://2gis.ru/"], quality: 50),
    Origin(channel: "AI Assistants", weight: 0, looks: 1, referrers: ["https://chatgpt.com/"]),
    Origin(channel: "Direct", weight: 7, looks: 14, sources: ["(direct)"], media: ["(none)"], quality: 55),
    Origin(channel: unattributed, weight: 13, forms: ["Звонок", "Салон", "Выставка"], quality: 60),
]
let byLeads = origins.indices.flatMap { Array(repeating: origins[$0], count: origins[$0].weight) }
let byLooks = origins.indices.flatMap { Array(repeating: origins[$0], count: origins[$0].looks) }

// MARK: - Journeys

/// What one arrival is tagged with, and where it must be found.
struct Arrival {
    var source: String
    var medium: String
    var campaign: String
    var referrer: String
    var clickID = ""
    var place: Place
}

/// A visit to the site.
struct Visit {
    var at: Moment
    var client: String
    var arrival: Arrival
    var place: Place { arrival.place }
}

/// What brought a lead, by every model.
struct Journey {
    var touches: [(at: Moment, place: Place)] = []
    var reason = ""

    /// The touch that counts in reports: the last that isn't direct, else the last.
    var main: (at: Moment, place: Place)? { touches.last { !$0.place.isDirect } ?? touches.last }
    var channel: String { main?.place.channel ?? unattributed }

    /// Billionths of each touch by model; of nobody's journeys one share.
    var shares: [(model: String, shares: [Int])] {
        let count = touches.count
        guard let last = touches.last else { return models.map { ($0, [billion]) } }
        let main = touches.lastIndex { !$0.place.isDirect } ?? count - 1
        func sole(_ place: Int) -> [Int] { touches.indices.map { $0 == place ? billion : 0 } }
        let ends = 40 * (count - 2)
        let byPosition = touches.indices.map { $0 == 0 || $0 == count - 1 ? (count > 2 ? ends : 1) : 20 }
        let weights = touches.map { halved(Double(last.at.seconds - $0.at.seconds) / (7 * 86_400)) }
        let sum = weights.reduce(0, +)
        return [
            ("first_touch", sole(0)), ("last_touch", sole(count - 1)), ("last_non_direct", sole(main)),
            ("linear", divide(billion, by: touches.map { _ in 1 })),
            ("time_decay", weights.map { Int(($0 / sum * 1e9).rounded()) }),
            ("position_based", divide(billion, by: byPosition)),
        ]
    }
}

let billion = 1_000_000_000
let models = ["first_touch", "last_touch", "last_non_direct", "linear", "time_decay", "position_based"]

/// One half to the power of an age: by square roots, which are the same on every machine.
func halved(_ age: Double) -> Double {
    var result = 1.0
    for _ in 0..<Int(age) { result /= 2 }
    var (rest, factor) = (age - age.rounded(.down), 0.5)
    for _ in 0..<50 {
        (rest, factor) = (rest * 2, factor.squareRoot())
        if rest >= 1 { (rest, result) = (rest - 1, result * factor) }
    }
    return result
}

/// Divides a number by weights; what doesn't divide goes to the largest remainders, the first of equals.
///
/// - Parameter unit: what isn't divided any further.
func divide(_ number: Int, by weights: [Int], unit: Int = 1) -> [Int] {
    let whole = abs(number) / unit
    let sum = weights.reduce(0, +)
    var parts: [Int] = []
    var remainders: [(rest: Int, place: Int)] = []
    for (place, weight) in weights.enumerated() {
        let product = whole.multipliedFullWidth(by: weight)
        let (part, rest) = sum.dividingFullWidth(product)
        parts.append(part)
        remainders.append((-rest, place))
    }
    for (_, place) in remainders.sorted(by: <).prefix(whole - parts.reduce(0, +)) { parts[place] += 1 }
    return parts.map { $0 * unit * number.signum() }
}

extension Demo {
    /// The campaign as it stands in a tag, and whether it can be found: Yandex's tags carry ids, Google's names, those of
    /// others whatever someone put there.
    mutating func tag(_ campaign: Campaign, _ platform: Platform) -> (text: String, status: String) {
        let unexpanded = platform.macro.isEmpty ? "not_matched" : "macro_not_expanded"
        if campaign.id == mistagged.id { return ("retargeting_30d", "not_matched") }
        switch random.below(100) {
        case ..<6: return (platform.macro, unexpanded)
        case ..<8: return (percentEncoded(platform.macro), unexpanded)
        case ..<14: return (platform.foreignTag, "not_matched")
        case ..<18: return ("", "not_matched")
        default: break
        }
        func named() -> String {
            switch random.below(20) {
            case ..<12: campaign.name
            case ..<18: percentEncoded(campaign.name)
            default: percentEncoded(percentEncoded(campaign.name))
            }
        }
        switch platform {
        case .yandex: return (campaign.id, "matched")
        case .google:
            let inLatin = campaign.name.lowercased().split { !$0.isLetter }.joined(separator: "_")
            return (random.percent(25) ? inLatin : named(), "matched")
        case .vk, .telegram: return (random.percent(65) ? campaign.id : named(), "matched")
        case .unisender:
            let place = mailings.firstIndex { $0.name == campaign.name } ?? 0
            return (random.percent(80) ? latinMailings[place] : named(), "matched")
        }
    }

    /// An origin by which somebody may arrive on a day.
    mutating func origin(of weighted: [Origin], on day: Int, isVisit: Bool) -> Origin {
        while true {
            let origin = random.pick(weighted)
            if origin.platform == nil || !origin.running(on: day, isVisit: isVisit).isEmpty { return origin }
        }
    }

    /// How somebody arrives by an origin on a day.
    ///
    /// - Parameter isVisit: to the site, and not in a form elsewhere.
    mutating func arrival(by origin: Origin, on day: Int, isVisit: Bool) -> Arrival {
        let source = random.pick(origin.sources)
        let medium = random.pick(origin.media)
        let referrer = random.pick(origin.referrers)
        guard let platform = origin.platform else {
            return Arrival(
                source: source, medium: medium, campaign: origin.tag, referrer: referrer,
                place: Place(channel: origin.channel))
        }
        let clickID = platform == .yandex && random.percent(70) ? "1\(random.digits(18))" : ""
        let campaign = random.pick(origin.running(on: day, isVisit: isVisit))
        let (text, status) = tag(campaign, platform)
        return Arrival(
            source: source, medium: medium, campaign: text, referrer: referrer, clickID: clickID,
            place: Place(of: status == "matched" ? campaign : nil, in: platform, status: status))
    }

    /// How somebody arrives who only looks.
    mutating func visit(on day: Int) -> Arrival {
        arrival(by: origin(of: byLooks, on: day, isVisit: true), on: day, isVisit: true)
    }

    /// Notes a visit; two of one person never begin in the same second.
    mutating func addVisit(_ person: Int, at moment: Moment, _ arrival: Arrival) {
        var moment = moment
        while people[person].visits.contains(where: { $0.at == moment }) { moment = moment + -1 }
        people[person].visits.append(Visit(at: moment, client: people[person].client, arrival: arrival))
    }

    /// Visits of people who never ask for anything.
    mutating func addLookers() {
        for day in firstVisitDay..<season.upperBound {
            for _ in 0..<(demand(day) * random.within(5, 11) / 100) {
                people.append(Person(client: "17\(random.digits(15))"))
                let person = people.count - 1
                for later in 0..<(random.percent(25) ? 2 : 1) {
                    let at = Moment(
                        day: min(day + later * random.within(0, 6), 89), second: random.within(28_800, 82_000))
                    addVisit(person, at: at, visit(on: at.day))
                }
            }
        }
    }

    /// Lets a person come to the site before a lead, the last time minutes before it.
    mutating func addVisits(_ person: Int, before lead: Moment, _ last: Arrival) {
        for _ in 0..<random.pick([0, 0, 0, 1, 1, 2, 3]) {
            let at = Moment(
                day: lead.day - (random.percent(15) ? random.within(60, 100) : random.within(1, 35)),
                second: random.within(28_800, 82_000))
            guard at >= Moment(day: firstVisitDay) else { continue }
            addVisit(person, at: at, visit(on: at.day))
        }
        if lead.day >= firstVisitDay { addVisit(person, at: lead + -random.within(20, 2400), last) }
    }

    /// The visits of a person in the 90 days up to a lead; without any, the lead's own tags.
    func journey(of person: Int?, _ lead: Moment, own: Place?, kind: String) -> Journey {
        let visits = (person.map { people[$0].visits } ?? []).filter { $0.at <= lead }
        let near = visits.filter { $0.at.seconds >= lead.seconds - 90 * 86_400 }.sorted { $0.at < $1.at }
        if !near.isEmpty { return Journey(touches: near.map { ($0.at, $0.place) }) }
        if let own { return Journey(touches: [(lead, own)]) }
        if kind == "Звонок" { return Journey(reason: "call_without_source") }
        if person == nil { return Journey(reason: "no_identity") }
        return Journey(reason: visits.isEmpty ? "no_touch" : "outside_lookback")
    }

    /// Visits as Metrica's Logs API has them, a file a month, November's for the leads of December.
    mutating func writeVisits() throws {
        let months = [("2025-11", firstVisitDay..<season.lowerBound)] + monthDays
        let visits = people.flatMap(\.visits).sorted { ($0.at, $0.client) < ($1.at, $1.client) }
        var id = 0
        for (month, days) in months {
            var file = TextFile(source: "visits", name: "visits-\(month).tsv")
            let names = [
                "visitID", "dateTime", "clientID", "UTMSource", "UTMMedium", "UTMCampaign", "referer", "startURL",
                "pageViews", "visitDuration", "bounce",
            ]
            file.add(names.map { "ym:s:\($0)" }.joined(separator: "\t"))
            for visit in visits where days.contains(visit.at.day) {
                id += 1
                let pages = random.within(1, 9)
                let seconds = pages == 1 ? random.below(60) : pages * random.within(15, 60)
                let arrival = visit.arrival
                let page = arrival.clickID.isEmpty ? "" : "?yclid=\(arrival.clickID)"
                let line = [
                    "\(70_000_000 + id)", "\(visit.at.iso) \(visit.at.clock)", visit.client, arrival.source,
                    arrival.medium, arrival.campaign, arrival.referrer, "https://okna-sd.example/\(page)", "\(pages)",
                    "\(seconds)", seconds < 15 ? "1" : "0",
                ].joined(separator: "\t")
                file.add(line, .loaded)
                ledger.count(visit)
                switch id {
                // A visit that the export has twice, one that nobody made, and a clock at its zero.
                case 400, 1500: file.add(line, .duplicate)
                case 700:
                    file.add(
                        line.replacingOccurrences(of: visit.client, with: "")
                            .replacingOccurrences(of: "\(70_000_000 + id)", with: "1"),
                        .rejected(column: "ym:s:clientID", rule: "required"))
                case 900:
                    file.add(
                        line.replacingOccurrences(of: visit.at.iso, with: "0000-00-00"),
                        .rejected(column: "ym:s:dateTime", rule: "instant"))
                default: break
                }
            }
            try write(file)
        }
    }
}

/// The first day of the counter.
let firstVisitDay = -61

/// Somebody with a browser, a phone, or both.
struct Person {
    var client = ""
    var visits: [Visit] = []
    var lastLead: Moment?
}

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
    var journey = Journey()
    var person: Int?
    /// The digits of a phone that can be read.
    var phone = ""
    /// Where its own tags lie.
    var ownPlace: Place?
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
    /// A phone as people write it; nothing that can be read of some.
    mutating func phone(_ tail: String) -> (text: String, digits: String) {
        let (first, last) = (tail.prefix(2), tail.suffix(2))
        return switch random.below(20) {
        case ..<8: ("+7 (999) 000-\(first)-\(last)", tail)
        case ..<13: ("8 999 000 \(first) \(last)", tail)
        case ..<18: ("7999000\(tail)", tail)
        case 18: ("нет", "")
        default: ("", "")
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

    mutating func lead(_ id: Int, at created: Moment, isOfHub: Bool) -> Lead {
        let origin = origin(of: byLeads, on: created.day, isVisit: false)
        let isOnline = origin.channel != unattributed
        let isInForm =
            origin.platform == .telegram
            || origin.platform == .vk
                && (random.percent(30) || origin.running(on: created.day, isVisit: true).isEmpty)
        let hasCookie = isOnline && !isInForm && random.percent(85)
        let form = random.pick(origin.forms)
        // Somebody with a cookie saw the site, unless a blocker kept the counter away.
        let isSeen = hasCookie && random.percent(92)
        let arrival = arrival(by: origin, on: created.day, isVisit: !isInForm)
        var tail = padded(id % 10_000, 4)
        var person: Int?
        // Who rings up may have filled in a form before.
        if !isOnline, !callers.isEmpty, random.percent(45) {
            let caller = callers[max(0, callers.count - 1 - random.below(150))]
            (tail, person) = (caller.tail, caller.person)
        }
        let phone = phone(tail)
        if phone.digits.isEmpty { person = nil }
        let email =
            isOfHub
            ? "info@okna-sd.example"
            : random.percent(45) ? "client\(id % 10_000)@mail.example" : (random.percent(4) ? "без почты" : "")
        if hasCookie || (person == nil && (!phone.digits.isEmpty || email.hasPrefix("client"))) {
            people.append(Person(client: hasCookie ? "17\(random.digits(15))" : ""))
            person = people.count - 1
        }
        if let person, isSeen { addVisits(person, before: created, arrival) }
        if let person, let earlier = people[person].lastLead, !people[person].client.isEmpty, random.percent(50),
            created.day > earlier.day + 1
        {
            let at = Moment(day: random.within(earlier.day + 1, created.day - 1), second: random.within(28_800, 82_000))
            addVisit(person, at: at, visit(on: at.day))
        }
        if let person { people[person].lastLead = created }
        let middle = [
            random.percent(82) ? "Москва" : "Тверь", random.pick(["Окна", "Окна", "Балконы", "Лоджии", "Двери"]),
            phone.text, email, form, isOnline ? arrival.source : "", isOnline ? arrival.medium : "", arrival.campaign,
            arrival.campaign.isEmpty ? "" : "ad-\(random.within(100, 140))",
            origin.platform == .yandex && random.percent(60)
                ? random.pick(["пластиковые окна", "окна цена", "остекление балкона"]) : "",
            hasCookie ? people[person ?? 0].client : "", arrival.clickID, arrival.referrer,
        ]
        let isGood = random.percent(origin.quality)
        let budget = isGood ? "\(random.within(35, 260))000" : ""
        let stage = isGood ? random.pick(goodStages) : random.pick(poorStages)
        return Lead(
            id: id,
            created: created,
            updated: created + random.within(600, 1_900_000),
            stage: stage,
            journey: journey(of: person, created, own: isOnline ? arrival.place : nil, kind: form),
            person: person,
            phone: phone.digits,
            ownPlace: isOnline ? arrival.place : nil,
            middle: middle,
            budget: budget,
            manager: random.pick(["Анна К.", "Игорь С.", "Олег Т."]),
            note: note()
        )
    }

    /// When leads come: in the daytime, some just past midnight, and three before the pipeline's first day.
    mutating func leadMoments() -> [Moment] {
        var moments = [79_000, 83_400, 86_340].map { Moment(day: -32, second: $0) }
        for day in season {
            for _ in 0..<(demand(day) * random.within(6, 11) / 100) {
                moments.append(Moment(day: day, second: random.within(8 * 3600, 23 * 3600 + 3000)))
            }
            if day % 15 == 0 { moments.append(Moment(day: day, second: random.within(10, 3 * 3600 - 10))) }
        }
        return moments.sorted()
    }

    mutating func writeLeads() throws {
        var file = TextFile(source: "leads", name: "leads.csv", ending: "\r\n")
        var later = TextFile(source: "leads", name: "leads-corrections.csv", ending: "\r\n")
        let header = leadHeader.map { field($0, ",") }.joined(separator: ",")
        file.add(header)
        later.add(header)
        let moments = leadMoments()
        for (index, created) in moments.enumerated() {
            var lead = lead(41_004_510 + index * 7, at: created, isOfHub: index % 50 == 13)
            if index >= moments.count - 3 { lead.note = "" }
            if index == moments.count - 3 {
                // Something came of it all the same.
                if lead.budget.isEmpty { lead.budget = "90000" }
                let open = lead.line + "\"Перезвонить после обеда"
                file.add(open, .rejected(column: "", rule: "unclosed_quote"))
                addProspect(lead, hasArrived: false)
                continue
            }
            if index % 40 == 20 {
                lead.funnel = "Сервис"
                file.add(lead.line, .filtered)
                continue
            }
            addVersions(of: &lead, index, to: &file, and: &later)
            addOddity(after: index, like: lead, to: &file)
            let isOwn = lead.journey.touches.count == 1 && lead.journey.touches[0].at == lead.created
            ledger.count(lead, ownPlace: isOwn ? lead.ownPlace : nil)
            if let person = lead.person, !lead.phone.isEmpty { callers.append((person, lead.phone)) }
            addProspect(lead, hasArrived: true)
        }
        try write(file, as: [0xEF, 0xBB, 0xBF] + file.text.utf8)
        try write(later, as: [0xEF, 0xBB, 0xBF] + later.text.utf8)
    }

    /// Writes a lead, some of them in several versions; leaves in `lead` the one that counts.
    mutating func addVersions(of lead: inout Lead, _ index: Int, to file: inout TextFile, and later: inout TextFile) {
        var older = lead
        older.stage = ("Первичный контакт", "in_work")
        older.updated = lead.created + 300
        if index % 29 == 7 {
            file.add(older.line, .superseded)
            file.add(lead.line, .loaded)
        } else if index % 47 == 11 {
            // The older version stands below the newer one: the time of change decides, not the place.
            file.add(lead.line, .loaded)
            file.add(older.line, .superseded)
        } else if index % 120 == 50 {
            file.add(lead.line, .loaded)
            file.add(lead.line, .duplicate)
        } else if index % 300 == 99 {
            // Two contents with one time of change: the later line wins.
            older.updated = lead.updated
            if older.stage.name == lead.stage.name { older.stage = ("Неразобранное", "in_work") }
            file.add(older.line, .superseded)
            file.add(lead.line, .loaded)
        } else if index % 110 == 3 {
            file.add(lead.line, .superseded)
            lead.stage = ("Успешно реализовано", "won")
            lead.updated.seconds += 86_400
            later.add(lead.line, .loaded)
        } else if index == 200 {
            file.add(lead.line, .loaded)
            later.add(older.line, .superseded)
        } else {
            file.add(lead.line, .loaded)
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
            file.add(line, .rejected(column: "Дата создания сделки", rule: "instant"))
        case 130:
            odd.stage = ("Отложен до весны", "")
            file.add(odd.line, .rejected(column: "Этап сделки", rule: "unknown_value"))
        case 210:
            let line = odd.line.split(separator: ",").prefix(9).joined(separator: ",")
            file.add(line, .rejected(column: "", rule: "field_count"))
        case 280:
            let line = odd.line + "без кавычек, через запятую"
            file.add(line, .rejected(column: "", rule: "field_count"))
        case 350:
            let line = String(odd.line.drop { $0 != "," })
            file.add(line, .rejected(column: "ID", rule: "required"))
        case 421:
            let (date, reversed) = (lead.created.russian, lead.created.iso)
            let line = odd.line.replacingOccurrences(of: date, with: reversed)
            file.add(line, .rejected(column: "Дата создания сделки", rule: "instant"))
        default: break
        }
    }
}

// MARK: - Sales

/// A lead that a sale comes of.
struct Prospect {
    var lead: Int
    var created: Moment
    var journey: Journey
    var stage: String
    var roubles: Int
    /// Whether the lead's row was fit to be read.
    var hasArrived: Bool
}

/// An entry of a deal into a stage of its CRM.
struct Entry {
    var stage: String
    var moment: Moment

    var status: String { ["WON": "won", "LOSE": "lost", "APOLOGY": "lost"][stage] ?? "open" }
    var semantics: String { ["won": "S", "lost": "F"][status] ?? "P" }
}

struct Deal {
    var id: Int
    var category = "0"
    /// Empty for a customer who just came in.
    var lead = ""
    /// Whether the lead is known.
    var isOfLead = false
    var journey = Journey()
    var channel: String { journey.channel }
    /// The lead's day, or the deal's own.
    var reported: Moment
    var micros: Int
    var entries: [Entry]
    /// The CRM's field for the date of a sale, filled in by hand before the stage history was kept.
    var soldAt: Moment?

    var created: Moment { entries[0].moment }
    var last: Entry { entries[entries.count - 1] }

    func moment(of stage: String) -> Moment? { entries.last { $0.stage == stage }?.moment }

    /// The deal as the CRM's export shows it at a moment; nil where it isn't there yet.
    func asOf(_ moment: Moment) -> Deal? {
        var earlier = self
        earlier.entries = entries.filter { $0.moment < moment }
        return earlier.entries.isEmpty ? nil : earlier
    }

    func json(semantics: String? = nil) -> String {
        let name = category == "0" ? last.stage : "C\(category):\(last.stage)"
        let values = [
            ("ID", "\(id)"), ("CATEGORY_ID", category), ("STAGE_ID", name),
            ("STAGE_SEMANTIC_ID", semantics ?? last.semantics), ("OPPORTUNITY", roubles(micros)),
            ("CURRENCY_ID", "RUB"),
            ("LEAD_ID", lead), ("DATE_CREATE", created.isoTime), ("DATE_MODIFY", last.moment.isoTime),
            ("UF_CRM_SOLD", soldAt?.isoTime ?? ""),
        ]
        return "{" + values.map { "\"\($0)\": \"\($1)\"" }.joined(separator: ", ") + "}"
    }
}

extension Demo {
    mutating func addProspect(_ lead: Lead, hasArrived: Bool) {
        guard let budget = Int(lead.budget) else { return }
        prospects.append(
            Prospect(
                lead: lead.id, created: lead.created, journey: lead.journey, stage: lead.stage.name, roubles: budget,
                hasArrived: hasArrived))
    }

    /// Deals in a Bitrix24, their stage history, and payments.
    mutating func writeSales() throws {
        let deals = deals()
        try writeDeals(deals)
        try writeHistory(deals)
        try writePayments(deals)
        for deal in deals {
            // The rate of VAT is that of the day a deal was won.
            let taxed = deal.last.status == "won" ? deal.last.moment : deal.created
            let net = VAT.included.split(deal.micros, on: taxed.day).net
            ledger.deals.append(
                "\(deal.id),\(deal.last.status),\(deal.channel),\(deal.reported.iso),\(taxed.iso),\(net)")
            ledger.add(on: deal.reported, deal.channel) { sums in
                sums.deals += 1
                sums.won += deal.last.status == "won" ? 1 : 0
                sums.revenue += deal.last.status == "won" ? net : 0
            }
            if deal.isOfLead, deal.reported >= start, deal.last.status == "won" {
                ledger.credit(deal.journey, revenue: net)
            }
        }
    }

    /// A deal for every lead with a budget, and for some customers who just came in.
    mutating func deals() -> [Deal] {
        var deals: [Deal] = []
        var hasLongSale = false
        for (index, prospect) in prospects.enumerated() {
            // In office hours, from the next day on; of a lead whose row is broken at once.
            let created =
                prospect.hasArrived
                ? Moment(day: prospect.created.day + random.within(1, 3), second: random.within(36_000, 60_000))
                : prospect.created + 60
            var deal = Deal(
                id: 9001 + deals.count, lead: "\(prospect.lead)", journey: prospect.journey,
                reported: prospect.created, micros: (prospect.roubles * 100 + random.below(100)) * 10_000,
                entries: [Entry(stage: "NEW", moment: created)])
            deal.isOfLead = prospect.hasArrived
            if !prospect.hasArrived { (deal.journey, deal.reported) = (Journey(), created) }
            // The first sale of December that ads and another visit brought takes 120 days.
            let isLong =
                !hasLongSale && prospect.stage == "Успешно реализовано" && created >= start
                && prospect.journey.channel == "Paid Search" && prospect.journey.touches.count > 1
            if isLong { hasLongSale = true }
            let finish = isLong ? prospect.created + 120 * 86_400 : ending(of: created)
            addEntries(to: &deal, index, stage: prospect.stage, finish: finish)
            deals.append(deal)
        }
        for _ in 0..<9 {
            let created = Moment(day: random.within(-25, 80), second: random.within(36_000, 68_000))
            var deal = Deal(
                id: 9001 + deals.count, reported: created, micros: random.within(30, 90) * 1_000_000_000,
                entries: [Entry(stage: "NEW", moment: created)])
            addEntries(to: &deal, deals.count, stage: "Успешно реализовано", finish: ending(of: created))
            deals.append(deal)
        }
        return deals
    }

    /// When a sale ends that takes as long as most do: days, weeks, and never beyond 29 April.
    mutating func ending(of created: Moment) -> Moment {
        let days = random.percent(12) ? random.within(40, 70) : random.within(4, 24)
        return min(created + days * 86_400, Moment(day: 118, second: 43_200 + random.below(20_000)))
    }

    /// The way of a deal to where its lead says it is.
    mutating func addEntries(to deal: inout Deal, _ index: Int, stage: String, finish: Moment) {
        let days = (finish.seconds - deal.created.seconds) / 86_400
        func enter(_ stage: String, _ percent: Int) {
            let moment = deal.created + days * percent / 100 * 86_400 + deal.entries.count * 1800
            deal.entries.append(Entry(stage: stage, moment: moment))
        }
        if stage != "Замер назначен" { enter("MEASURE", 30) }
        switch stage {
        case "Замер проведён" where index % 5 == 0: enter("UC_SPRING", 80)
        case "Договор подписан": enter("CONTRACT", 70)
        case "Закрыто и не реализовано": enter(index % 3 == 0 ? "APOLOGY" : "LOSE", 100)
        case "Успешно реализовано":
            enter("CONTRACT", 60)
            deal.entries.append(Entry(stage: "WON", moment: finish))
            // Reopened deals: some are won again, some are not.
            if index % 20 == 12 { deal.entries.append(Entry(stage: "CONTRACT", moment: finish + 90_000)) }
            if index % 40 == 12 { deal.entries.append(Entry(stage: "WON", moment: finish + 5 * 86_400)) }
            // The date entered by hand: all there is of December, and later the day someone hoped for.
            let sold = deal.moment(of: "WON") ?? finish
            if sold.day < 0 { deal.soldAt = sold } else if index % 7 == 0 { deal.soldAt = sold + -3 * 86_400 }
        default: break
        }
    }

    /// The whole of `crm.deal.list` at the end of March, and what changed in April.
    mutating func writeDeals(_ deals: [Deal]) throws {
        let (march, april) = (Moment(day: 90), Moment(day: 120))
        var whole = TextFile(source: "deals", name: "deals-2026-03-31.json")
        var changes = TextFile(source: "deals", name: "deals-2026-04-30.json")
        func add(_ deal: Deal, _ fate: Fate, semantics: String? = nil, to file: inout TextFile) {
            let comma = file.line > 2 ? "," : " "
            file.add("\(comma) \(deal.json(semantics: semantics))", fate)
        }
        whole.add("{\"result\": [")
        changes.add("{\"result\": [")
        for (index, deal) in deals.enumerated() {
            let hasChanged = deal.last.moment >= march
            if let earlier = deal.asOf(march) { add(earlier, hasChanged ? .superseded : .loaded, to: &whole) }
            if hasChanged, let later = deal.asOf(april) { add(later, .loaded, to: &changes) }
            // A sold deal has a twin in the pipeline of production, with the same amount: it must not count again.
            if index % 3 == 0, let sold = deal.moment(of: "WON"), sold < march {
                var twin = deal
                twin.id += 5000
                twin.category = "8"
                twin.entries = [Entry(stage: "PREPARE", moment: sold + 7200)]
                add(twin, .filtered, to: &whole)
            }
        }
        var odd = Deal(
            id: 8001, reported: start, micros: 64_000_000_000, entries: [Entry(stage: "WON", moment: start + 40_000)])
        add(odd, .rejected(column: "", rule: "won_without_date"), to: &whole)
        odd.id = 8002
        add(odd, .rejected(column: "STAGE_SEMANTIC_ID", rule: "unknown_value"), semantics: "D", to: &whole)
        for file in [whole, changes] {
            var file = file
            file.add("]}")
            try write(file)
        }
    }

    /// The history of stages, kept since January, a file a month.
    mutating func writeHistory(_ deals: [Deal]) throws {
        let entries = deals.flatMap { deal in deal.entries.map { (deal.id, $0) } }
            .sorted { ($0.1.moment, $0.0) < ($1.1.moment, $1.0) }
        for month in ["2026-01", "2026-02", "2026-03", "2026-04"] {
            var file = TextFile(source: "stage_history", name: "stage-history-\(month).csv")
            file.add("OWNER_ID,CATEGORY_ID,STAGE_ID,CREATED_TIME")
            for (id, entry) in entries where entry.moment.month == month {
                file.add("\(id),0,\(entry.stage),\(entry.moment.isoTime)", .loaded)
            }
            try write(file)
        }
    }

    /// The accounts' list of money in and back: prepayments, balances, refunds.
    mutating func writePayments(_ deals: [Deal]) throws {
        var file = TextFile(source: "payments", name: "payments.csv", ending: "\r\n")
        file.add("Номер;Дата;Вид;Сумма;Сделка;Основание")
        var count = 0
        /// - Parameter origin: the deal it belongs to; nil where nothing says so.
        func add(
            _ moment: Moment, _ kopecks: Int, _ origin: Deal?, refundOf target: (id: String, moment: Moment)? = nil
        )
            -> (id: String, moment: Moment)
        {
            count += 1
            let id = "П-\(padded(count, 5))"
            let isRefund = target != nil
            // Some write a refund with a minus, some without.
            let sign = isRefund && count % 2 == 0 ? "-" : ""
            let amount = sign + roubles(kopecks * 10_000, ",", thousands: " ")
            let line = [
                id, moment.russianTime, isRefund ? "Возврат" : "Оплата", amount,
                isRefund ? "" : origin.map { "\($0.id)" } ?? "", target?.id ?? "",
            ]
            file.add(line.joined(separator: ";"), .loaded)
            // A refund gives back the VAT that was charged.
            let taxed = target?.moment ?? moment
            let net = VAT.included.split((isRefund ? -kopecks : kopecks) * 10_000, on: taxed.day).net
            let (channel, reported) = (origin?.channel ?? "(unattributed)", origin?.reported ?? moment)
            ledger.payments.append(
                "\(id),\(isRefund ? "refund" : "payment"),\(channel),\(reported.iso),\(taxed.iso),\(net)")
            ledger.add(on: reported, channel) { $0.payments += net }
            return (id, moment)
        }
        let end = Moment(day: 120)
        var hasLateRefund = false
        for (index, deal) in deals.enumerated() {
            guard let signed = deal.moment(of: "CONTRACT"), signed + 3600 < end else { continue }
            let kopecks = deal.micros / 10_000
            let advance = kopecks * 6 / 1000 * 100
            let first = add(signed + 3600, advance, deal)
            guard deal.last.status == "won" else { continue }
            let paid = deal.last.moment + random.within(1, 12) * 86_400
            guard paid < end else { continue }
            let balance = add(paid, kopecks - advance, deal)
            if signed.day < 0, !hasLateRefund {
                // Paid in December with 20 % VAT, paid back in January, when it is 22 %.
                hasLateRefund = true
                _ = add(Moment(day: 13, second: 43_200), 900_000, deal, refundOf: first)
            }
            // Money back for a late window sill: a part of the balance, or two parts, or a part of the advance.
            if index % 9 == 4, paid + 700_000 < end { _ = add(paid + 600_000, kopecks / 20, deal, refundOf: balance) }
            if index % 18 == 4, paid + 900_000 < end { _ = add(paid + 800_000, kopecks / 50, deal, refundOf: balance) }
            if index % 25 == 6, paid + 500_000 < end { _ = add(paid + 400_000, advance / 10, deal, refundOf: first) }
        }
        _ = add(Moment(day: 33, second: 50_000), 1_850_000, nil)
        let unknown = Moment(day: 20, second: 43_000)
        _ = add(unknown, 1_250_000, nil, refundOf: ("П-2025/77", unknown))
        file.add(
            "П-99999;16.02.2026 12:00:00;Оплата;12 5OO,00;;", .rejected(column: "Сумма", rule: "money"))
        try write(file)
    }
}

// MARK: - Expected numbers

extension Demo {
    func writeExpected() throws {
        func table(_ name: String, _ header: String, _ rows: [String]) throws {
            try write(Array(([header] + rows).map { $0 + "\n" }.joined().utf8), "expected/\(name)")
        }
        try table(
            "spend.csv",
            "source,month,rows,amount_micros,cost_micros,vat_micros,impressions,clicks",
            ledger.spend.sorted { $0.key < $1.key }.map { key, sums in
                let numbers = [sums.rows, sums.amount, sums.net, sums.vat, sums.impressions, sums.clicks]
                return ([key] + numbers.map(String.init)).joined(separator: ",")
            }
        )
        func sums(_ table: [String: Sums]) -> [String] {
            table.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value.text)" }
        }
        try table("daily.csv", "day,\(Sums.header)", sums(ledger.days))
        try table("channels.csv", "month,channel,\(Sums.header)", sums(ledger.channels))
        try table("deals.csv", "deal_id,status,channel,report_day,vat_day,net_micros", ledger.deals)
        try table("payments.csv", "payment_id,kind,channel,report_day,vat_day,net_micros", ledger.payments)
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
        try table(
            "campaigns.csv", "source,medium,campaign,cost_micros,impressions,clicks,visits,leads",
            ledger.campaigns.sorted { $0.key < $1.key }.map { key, sums in
                ([key] + [sums.cost, sums.impressions, sums.clicks, sums.visits, sums.leads].map(String.init))
                    .joined(separator: ",")
            })
        try table(
            "match.csv", "platform,status,visits,leads",
            ledger.matches.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value.visits),\($0.value.leads)" })
        try table("journeys.csv", "lead_id,touches,path,reason", ledger.journeys)
        try table(
            "attribution.csv", "model,channel,leads_billionths,revenue_micros",
            ledger.credits.sorted { $0.key < $1.key }.filter { $0.value != (0, 0) }
                .map { "\($0.key),\($0.value.leads),\($0.value.revenue)" })
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
try demo.writeRates()
try demo.writeYandex()
try demo.writeGoogle()
try demo.writeVK()
try demo.writeTelegram()
try demo.writeOtherSpend()
try demo.writeLeads()
demo.addLookers()
try demo.writeVisits()
try demo.writeSales()
try demo.writeExpected()
