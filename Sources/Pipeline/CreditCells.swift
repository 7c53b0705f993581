import Definitions
import Warehouse

/// What the credits of journeys come to by day and traffic source: the marts of attribution, and what the channel mart
/// takes from them.
///
/// Sums of whole numbers, so that taking a journey back and adding it anew gives what adding it alone would: a run that
/// changes ten journeys changes their cells and no others.
struct CreditCells {
    private let start: Day
    private let reportBasis: AttributionDefinition.Basis
    private let reportModel: Int
    private let showsLeads: Bool
    private let showsDeals: Bool
    private let showsPayments: Bool
    /// Conversions and revenue of each model, by day, basis, conversion and traffic source.
    private var attribution: CellSums
    /// Conversions of each model of leads, which have no revenue, by the same.
    private var leads: CellSums
    /// What the report's model gives, by day and traffic source.
    private var report: CellSums

    /// - Parameter models: in the order in which parts will come.
    init(_ definition: PipelineDefinition, models: [String]) {
        start = definition.start
        reportBasis = definition.attribution.reportBasis
        reportModel = models.firstIndex(of: definition.attribution.reportModel) ?? 0
        let shown = Set(definition.attribution.conversions)
        showsLeads = shown.contains(AttributedConversion.lead.rawValue)
        showsDeals = shown.contains(AttributedConversion.dealWon.rawValue)
        showsPayments = shown.contains(AttributedConversion.payment.rawValue)
        attribution = CellSums(width: 1 + 2 * models.count)
        leads = CellSums(width: 1 + models.count)
        report = CellSums(width: 1 + Publication.CellMart.reportMeasures)
    }

    /// Adds what a touch of a journey is given, or takes it back.
    ///
    /// - Parameters:
    ///   - day: the touch's.
    ///   - parts: share in billionths and value in micros, of each model in turn.
    ///   - times: 1 to add, -1 to take back.
    mutating func add(
        _ journey: Publication.JourneyRow, day: Day, traffic: Int64, parts: UnsafeBufferPointer<Int64>, times: Int64
    ) throws(Failure) {
        guard journey.reportDay >= start else { return }
        try addToReport(
            journey, day: day, traffic: traffic, share: parts[2 * reportModel], value: parts[2 * reportModel + 1],
            times: times)
        guard let conversion = Self.conversion(of: journey), shows(conversion) else { return }
        for place in AttributionKey.bases.indices {
            guard let day = Self.day(of: journey, touch: day, AttributionKey.bases[place]) else { continue }
            let key = AttributionKey.packed(day, basis: place, conversion, traffic)
            if conversion == .lead {
                let row = leads.row(of: key)
                try leads.add(times, 0, at: row)
                try leads.add(parts, every: 2, times: times, from: 1, at: row)
            } else {
                let row = attribution.row(of: key)
                try attribution.add(times, 0, at: row)
                try attribution.add(parts, times: times, from: 1, at: row)
            }
        }
    }

    private mutating func addToReport(
        _ journey: Publication.JourneyRow, day: Day, traffic: Int64, share: Int64, value: Int64, times: Int64
    ) throws(Failure) {
        guard share > 0 else { return }
        let day = Self.reportDay(of: journey, touch: day, reportBasis)
        let row = report.row(of: AttributionKey.packed(day, place: 0, traffic))
        try report.add(times, 0, at: row)
        switch journey.conversion {
        case .lead:
            if journey.isCounted { try report.add(times * share, 1, at: row) }
            try report.add(times * share, 2, at: row)
        case .deal:
            try report.add(times * share, 3, at: row)
            if journey.isWon {
                try report.add(times * share, 4, at: row)
                try report.add(times * value, 5, at: row)
            }
        case .payment: try report.add(times * value, 6, at: row)
        }
    }

    private func shows(_ conversion: AttributedConversion) -> Bool {
        switch conversion {
        case .dealWon: showsDeals
        case .lead: showsLeads
        case .payment: showsPayments
        }
    }

    /// What a journey is a conversion of; nil for a deal that isn't won.
    private static func conversion(of journey: Publication.JourneyRow) -> AttributedConversion? {
        switch journey.conversion {
        case .lead: .lead
        case .deal: journey.isWon ? .dealWon : nil
        case .payment: .payment
        }
    }

    /// The day of a conversion by a basis; nil where it has none.
    private static func day(
        of journey: Publication.JourneyRow, touch: Day, _ basis: AttributionDefinition.Basis
    ) -> Day? {
        switch basis {
        case .touch: touch
        case .lead: journey.leadDay
        case .dealCreated: journey.dealCreatedDay
        case .dealWon: journey.dealWonDay
        case .payment: journey.paymentDay
        }
    }

    /// The same for the report, where one without that day lies on its latest before it.
    private static func reportDay(
        of journey: Publication.JourneyRow, touch: Day, _ basis: AttributionDefinition.Basis
    ) -> Day {
        switch basis {
        case .touch: touch
        case .lead: journey.reportDay
        case .dealCreated: journey.dealCreatedDay ?? journey.reportDay
        case .dealWon: journey.dealWonDay ?? journey.dealCreatedDay ?? journey.reportDay
        case .payment:
            journey.paymentDay ?? journey.dealWonDay ?? journey.dealCreatedDay ?? journey.reportDay
        }
    }

    // MARK: Writing

    /// Adds the sums to those that are published.
    ///
    /// - Complexity: O(n log n) in the cells that changed.
    func write(to publication: Publication, models: [String]) throws {
        let mart = try Publication.CellWriter(publication, .attribution(models: models))
        var order = try AttributionOrder(leads: leads, others: attribution)
        let size = Publication.CellWriter.batch
        try BlockRelay(mart.makeBatch).run((order.count + size - 1) / size) { _, rows throws(Failure) in
            rows.removeAll()
            while rows.count < size, let cell = order.next() {
                let key = AttributionKey(packed: cell.key)
                rows.append(key.day)
                rows.append(key.basis.rawValue)
                rows.append(key.conversion.rawValue)
                rows.append(key.traffic)
                if cell.isOfLeads {
                    let sums = leads[cell.row]
                    rows.append(sums[sums.startIndex])
                    for share in sums.dropFirst() {
                        rows.append(share)
                        rows.append(0)
                    }
                } else {
                    for sum in attribution[cell.row] { rows.append(sum) }
                }
            }
        } use: {
            try mart.write($0)
        }
        try mart.finish()
        let credits = try Publication.CellWriter(publication, .report)
        for cell in report.sortedKeys() {
            let key = AttributionKey.unpacked(cell.key)
            credits.rows.append(key.day)
            credits.rows.append(key.traffic)
            for sum in report[cell.row] { credits.rows.append(sum) }
            try credits.endRow()
        }
        try credits.finish()
    }
}

/// The cells of leads and those of other conversions in the order of the attribution mart.
private struct AttributionOrder {
    private let leads: [(key: UInt64, row: Int)]
    private let others: [(key: UInt64, row: Int)]
    private var lead = 0
    private var other = 0

    init(leads: CellSums, others: CellSums) throws(Failure) {
        let ofLeads = Computation { leads.sortedKeys() }
        self.others = others.sortedKeys()
        self.leads = try ofLeads.take()
    }

    var count: Int { leads.count + others.count }

    /// The next cell; nil after the last.
    mutating func next() -> (key: UInt64, row: Int, isOfLeads: Bool)? {
        if lead < leads.count, other == others.count || leads[lead].key < others[other].key {
            lead += 1
            return (leads[lead - 1].key, leads[lead - 1].row, true)
        }
        guard other < others.count else { return nil }
        other += 1
        return (others[other - 1].key, others[other - 1].row, false)
    }
}

/// A conversion as the marts name it.
private enum AttributedConversion: String, CaseIterable {
    case dealWon = "deal_won"
    case lead
    case payment
}

/// The place of a cell in the attribution mart as one number, ordered as the mart is.
private struct AttributionKey {
    var day: Day
    var basis: AttributionDefinition.Basis
    var conversion: AttributedConversion
    var traffic: Int64

    init(packed: UInt64) {
        let parts = Self.unpacked(packed)
        day = parts.day
        traffic = parts.traffic
        basis = Self.bases[Int(parts.place / 4)]
        conversion = AttributedConversion.allCases[Int(parts.place % 4)]
    }

    static let bases = AttributionDefinition.Basis.allCases.sorted { $0.rawValue < $1.rawValue }
    private static let trafficBits: UInt64 = 36

    /// - Parameter basis: its position among `bases`.
    static func packed(_ day: Day, basis: Int, _ conversion: AttributedConversion, _ traffic: Int64) -> UInt64 {
        let place: UInt64 =
            switch conversion {
            case .dealWon: 0
            case .lead: 1
            case .payment: 2
            }
        return packed(day, place: UInt64(basis) * 4 + place, traffic)
    }

    static func packed(_ day: Day, place: UInt64, _ traffic: Int64) -> UInt64 {
        CellSums.key(day, place << trafficBits | UInt64(traffic))
    }

    static func unpacked(_ key: UInt64) -> (day: Day, place: UInt64, traffic: Int64) {
        let (day, number) = CellSums.unpacked(key)
        return (day, number >> trafficBits, Int64(number & (1 << trafficBits - 1)))
    }
}
