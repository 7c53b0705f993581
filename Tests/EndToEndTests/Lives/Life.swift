import TestSupport

/// The life of a small company at random: what lies in its folder night after night, and what must be published.
struct Life {
    /// What happens before a run, and the run.
    struct Night {
        /// Rows of this day and later are held back.
        var day: Int
        /// Every file that lies there, by path.
        var files: [String: String]
        /// Files that are gone for good.
        var forgotten: [String]
        /// Whether the run must be refused, and why.
        var refusal: String?
        /// What lies there and is published after the night.
        var books: LifeBooks
        /// What happened, for messages.
        var story: [String]
    }

    var generator: SeededGenerator
    var books: LifeBooks
    private(set) var nights: [Night] = []

    /// The last day that the exports hold.
    var grownTo: Int
    var nextID = 1
    /// What happened since the last run.
    var story: [String] = []
    var forgotten: [(source: String, path: String)] = []
    /// Whether a file was copied, renamed or removed since the last run: a second such change could make a third file
    /// of the same bytes look renamed.
    var hasMoved = false
    /// The new name of the file that was renamed since the last run.
    var renamed: String?
    /// Whether the CRM exports everything each time, or what changed.
    let exportsAll: Bool
    /// Whether deals leave their status to the funnel.
    let hasStatuses: Bool

    init(_ seed: SeededGenerator) throws {
        generator = seed
        let starts = [(2025, 12, 24), (2026, 3, 24), (2026, 3, 4), (2025, 10, 21), (2025, 10, 28), (2026, 2, 20)]
        let start = generator.one(of: starts)
        let day = BusinessZone.day(start.0, start.1, start.2)
        exportsAll = generator.chance(2)
        hasStatuses = generator.chance(2)
        grownTo = day - 2
        let merges = generator.one(of: [
            "merge: KEY, version: updated_at", "merge: KEY", "snapshot: KEY, max_shrink: 0.99",
        ])
        func load(_ key: String) -> String { merges.replacing("KEY", with: key) }
        var definition = LifeDefinition(
            zone: generator.one(of: BusinessZone.all), start: day + generator.below(4) - 1,
            layout: generator.one(of: LifeDefinition.Layout.allCases), replacesFiles: generator.chance(2),
            loads: ["leads": load("lead_id"), "deals": load("deal_id"), "payments": load("payment_id")],
            funnel: hasStatuses ? generator.below(3) : 1 + generator.below(2))
        if generator.chance(3) { definition.loads["deals"] = "replace: file, overlap: newest" }
        if generator.chance(2) {
            definition.vat = .init(isIncluded: generator.chance(2), isNetReported: generator.chance(2))
        }
        definition.hasFees = generator.chance(2)
        definition.retainer = generator.one(of: LifeDefinition.Retainer.allCases)
        definition.split = generator.one(of: LifeDefinition.Split.allCases)
        definition.attribution = LifeDefinition.Attribution(&generator)
        definition.visitsOverlap = generator.chance(4) ? "sum" : "newest"
        books = LifeBooks(definition: definition)
        var now = day
        for number in 0..<(3 + generator.below(4)) {
            now += 1 + generator.below(number == 0 ? 6 : 4)
            try live(until: now, isFirst: number == 0)
        }
    }

    private mutating func live(until day: Int, isFirst: Bool) throws {
        let before = books
        let grown = (grownTo, nextID)
        story = ["until \(BusinessZone.date(day))"]
        forgotten = []
        hasMoved = false
        renamed = nil
        // Sometimes nothing is new.
        if isFirst || !generator.chance(8) { grow(until: day) }
        if !isFirst { for _ in 0..<generator.below(4) { change() } }
        var refusal: String?
        var after = books
        do {
            after.day = before.day
            for file in forgotten { try after.forget(file.source, file.path) }
            try after.land(at: day)
        } catch let error as LifeBooks.Refusal {
            refusal = error.reason
        }
        // What is forgotten stays so, whatever becomes of the run: keep the two apart.
        if refusal != nil, !forgotten.isEmpty {
            books = before
            (grownTo, nextID) = grown
            return
        }
        nights.append(
            Night(
                day: day, files: try books.files(), forgotten: forgotten.map(\.path), refusal: refusal,
                books: refusal == nil ? after : before, story: story))
        if refusal == nil {
            books = after
        } else {
            // Whoever caused it takes it back.
            books = before
            (grownTo, nextID) = grown
        }
    }

    mutating func id(_ kind: String) -> String {
        nextID += 1
        return "\(kind)\(nextID)"
    }
}

extension SeededGenerator {
    /// One of some.
    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// True once in so many times.
    mutating func chance(_ count: Int) -> Bool {
        below(count) == 0
    }
}
