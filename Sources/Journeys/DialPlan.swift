import Definitions

/// How numbers are dialled within a country.
struct DialPlan: Sendable {
    /// The country's calling code as a number.
    let code: Int
    /// What is dialled before a number of another town, the longest first; empty where nothing is.
    let trunks: [[UInt8]]
    /// What is dialled before a country code, besides 00.
    let exits: [[UInt8]]
    /// Whether numbers of the neighbours are read without a `+` too: CRM exports of these countries leave it out.
    let hasNeighbours: Bool

    /// The countries of the former Soviet Union, whose complete numbers have one length each.
    static let neighbours = [7, 373, 374, 375, 380, 992, 993, 994, 995, 996, 998]

    init(_ region: PhoneRegion) {
        self = Self.all[region] ?? Self(code: 0, trunks: [], exits: [], hasNeighbours: false)
    }

    private init(code: Int, trunks: [[UInt8]], exits: [[UInt8]], hasNeighbours: Bool) {
        self.code = code
        self.trunks = trunks
        self.exits = exits
        self.hasNeighbours = hasNeighbours
    }

    private static let all: [PhoneRegion: DialPlan] = {
        var all: [PhoneRegion: DialPlan] = [:]
        for (region, code, trunks, exits) in rows {
            let digits = { (texts: [String]) in texts.map { $0.utf8.map { $0 - UInt8(ascii: "0") } } }
            all[region] = DialPlan(
                code: code, trunks: digits(trunks), exits: digits(exits), hasNeighbours: neighbours.contains(code))
        }
        return all
    }()

    /// What a calling code's numbers may have between it and themselves, as in `+44 (0)20` or `+7 8 495`.
    static func trunks(ofCode code: Int) -> [[UInt8]] {
        trunksByCode[code] ?? [[0]]
    }

    private static let trunksByCode: [Int: [[UInt8]]] = {
        var trunks: [Int: [[UInt8]]] = [:]
        for plan in all.values where !plan.trunks.isEmpty { trunks[plan.code] = plan.trunks }
        return trunks
    }()

    /// Belarus and Ukraine dialled 8 and waited for a tone, then 0; both ways are still written.
    private static let rows: [(PhoneRegion, Int, [String], [String])] = [
        (.ru, 7, ["8"], ["810"]), (.kz, 7, ["8"], ["810"]), (.by, 375, ["80", "8", "0"], ["810"]),
        (.ua, 380, ["80", "0"], ["810"]), (.am, 374, ["0"], []), (.az, 994, ["0"], []), (.ge, 995, ["0"], []),
        (.kg, 996, ["0"], []), (.md, 373, ["0"], []), (.tj, 992, [], ["810"]), (.tm, 993, ["8"], ["810"]),
        (.uz, 998, [], []),
        (.at, 43, ["0"], []), (.be, 32, ["0"], []), (.bg, 359, ["0"], []), (.ch, 41, ["0"], []), (.cy, 357, [], []),
        (.cz, 420, [], []), (.de, 49, ["0"], []), (.dk, 45, [], []), (.ee, 372, [], []), (.es, 34, [], []),
        (.fi, 358, ["0"], []), (.fr, 33, ["0"], []), (.gb, 44, ["0"], []), (.gr, 30, [], []), (.hr, 385, ["0"], []),
        (.hu, 36, ["06"], []), (.ie, 353, ["0"], []), (.il, 972, ["0"], []), (.it, 39, [], []),
        (.lt, 370, ["0", "8"], []), (.lu, 352, [], []), (.lv, 371, [], []), (.mt, 356, [], []), (.nl, 31, ["0"], []),
        (.no, 47, [], []), (.pl, 48, [], []), (.pt, 351, [], []), (.ro, 40, ["0"], []), (.rs, 381, ["0"], []),
        (.se, 46, ["0"], []), (.si, 386, ["0"], []), (.sk, 421, ["0"], []), (.tr, 90, ["0"], []),
        (.us, 1, ["1"], ["011"]),
    ]
}
