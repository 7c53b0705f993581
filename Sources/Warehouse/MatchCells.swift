import Definitions
import GRDB

/// The cells of the mart of what met and what didn't, by day and platform.
struct MatchCells {
    /// What of a number met: the columns it counts in, beside that of all.
    struct Outcome {
        var couldMeet: Bool
        var didMeet: Bool
        /// A number may do neither: what met by its source and medium alone.
        var didNot: Bool
    }

    /// What is summed; of each all, what could have met, what did, what didn't.
    enum Measure: Int {
        case cost = 0
        case visits = 4
        case leads = 8
    }

    private static let columns = [
        "cost_micros", "matchable_cost_micros", "matched_cost_micros", "spend_without_visits_micros", "visits",
        "matchable_visits", "matched_visits", "visits_without_spend", "leads_billionths", "matchable_leads_billionths",
        "matched_leads_billionths", "leads_without_spend_billionths",
    ]

    private let names: [String]
    private let places: [String: Int64]
    private var cells = DayCells(width: columns.count)

    /// - Parameter platforms: all that numbers will be of.
    init(platforms: Set<String>) {
        names = platforms.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        places = Dictionary(names.enumerated().map { ($1, Int64($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The position of a platform.
    func place(of platform: String) -> Int64 { places[platform] ?? 0 }

    mutating func add(
        _ number: Int64, to measure: Measure, _ day: Day, platform: Int64, _ outcome: Outcome
    ) throws(Failure) {
        let row = cells.row(day, platform)
        try cells.add(number, measure.rawValue, at: row)
        if outcome.couldMeet { try cells.add(number, measure.rawValue + 1, at: row) }
        if outcome.didMeet { try cells.add(number, measure.rawValue + 2, at: row) }
        if outcome.didNot { try cells.add(number, measure.rawValue + 3, at: row) }
    }

    func write(to database: Database) throws {
        let columns = ["day", "platform"] + Self.columns
        var statement = try BulkStatement(
            database,
            """
            INSERT INTO mart_match_daily (\(columns.joined(separator: ", ")))
            VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
            """)
        for row in cells.sortedRows().map(Int.init) {
            statement.bind(cells.day(row))
            statement.bind(names[Int(cells.number(row))])
            for column in 0..<cells.width { statement.bind(cells[row, column]) }
            try statement.step()
        }
    }
}
