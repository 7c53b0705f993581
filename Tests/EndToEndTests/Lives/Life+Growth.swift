import TestSupport

/// What every day brings.
extension Life {
    static let origins = [("yandex", "cpc"), ("vk", "cpc"), ("google", "cpc"), ("vk", "social"), ("news", "email")]

    mutating func grow(until day: Int) {
        // Exports may hold rows of today and tomorrow.
        let until = day - 1 + (generator.chance(2) ? generator.below(3) : 0)
        let days = grownTo < until ? Array((grownTo + 1)...until) : []
        if !days.isEmpty {
            growAds(days)
            growPosts(days)
            growOffice(days)
            growSite(days)
            growRates(days)
        }
        growSales(days.isEmpty ? [until] : days)
        grownTo = max(grownTo, until)
    }

    mutating func amount() -> Int {
        switch generator.below(6) {
        case 0: generator.below(1_000_000_000)
        case 1: -generator.below(50_000_000)
        default: generator.below(100_000) * 10_000
        }
    }

    mutating func spend(_ day: Int, account: String = "") -> LifeRecord {
        let origin = generator.one(of: Self.origins)
        var record = LifeRecord(at: day * 1440, source: origin.0, medium: origin.1, account: account)
        record.amount = amount()
        record.charged = record.amount + generator.below(3) * 1_000_001
        record.impressions = generator.below(1000)
        record.clicks = generator.below(20)
        nameCampaign(&record)
        return record
    }

    mutating func spend(_ days: [Int], account: String = "") -> [LifeRecord] {
        var records: [LifeRecord] = []
        for day in days {
            for _ in 0..<(1 + generator.below(2)) { records.append(spend(day, account: account)) }
        }
        return records
    }

    private mutating func growAds(_ days: [Int]) {
        let last = days[days.count - 1]
        switch books.definition.layout {
        case .days:
            for day in days where !generator.chance(6) {
                books.write(spend([day]), "ads", "data/ads-\(BusinessZone.date(day)).csv")
            }
        case .months:
            for (month, days) in Dictionary(grouping: days, by: BusinessZone.month).sorted(by: { $0.key < $1.key }) {
                append(spend(days), "ads", "data/ads-\(month).csv")
            }
        case .accounts:
            for account in ["a", "b", "c"].prefix(1 + generator.below(3)) {
                append(spend(days, account: account), "ads", "data/ads-\(account).csv")
            }
        case .windows, .windowsPerAccount:
            let from = days[0] - generator.below(4)
            var records = spend(Array(from...last), account: "a")
            if generator.chance(2) { records += spend(days, account: "b") }
            books.write(records, "ads", "data/ads-w\(id("")).csv")
        case .sums:
            books.write(spend(days), "ads", "data/ads-s\(id("")).csv")
        case .single:
            let from = days[0] - generator.below(4)
            books.write(spend(Array(from...last)), "ads", "data/ads-all.csv")
        }
    }

    mutating func append(_ records: [LifeRecord], _ source: String, _ path: String) {
        if records.isEmpty { return }
        // What was removed and not forgotten comes back with all that was in it.
        let known = books.shelves[source]?[path]
        books.write((known?.current ?? known?.versions.last?.records ?? []) + records, source, path)
    }

    private mutating func growPosts(_ days: [Int]) {
        var records = spend([generator.one(of: days)])
        for index in records.indices { (records[index].campaignID, records[index].campaign) = ("", "") }
        if generator.chance(2) { records[0].until = records[0].date + generator.below(12) }
        if generator.chance(2) { records[0].currency = "USD" }
        if generator.chance(3) {
            books.write(records, "posts", "data/posts-\(id("p")).csv")
        } else {
            append(records, "posts", "data/posts-1.csv")
        }
    }

    private mutating func growOffice(_ days: [Int]) {
        guard !generator.chance(3) else { return }
        var record = LifeRecord(at: generator.one(of: days) * 1440, source: "gallery", medium: "billboard")
        if !generator.chance(3) { record.until = record.date + generator.below(12) }
        record.amount = amount()
        record.charged = record.amount + generator.below(3) * 1_000_001
        append([record], "office", "data/office-\(1 + generator.below(2)).csv")
    }

    private mutating func growRates(_ days: [Int]) {
        // A rate that is late refuses the night: nobody takes spend without one for a cost of nothing.
        let isFirst = books.shelves["rates"] == nil
        let due = days.filter { $0.isMultiple(of: 3) && !generator.chance(8) } + (isFirst ? [days[0] - 1] : [])
        append(due.sorted().map { rate($0) }, "rates", "data/rates-1.csv")
    }

    mutating func rate(_ day: Int) -> LifeRecord {
        LifeRecord(at: day * 1440, currency: "USD", amount: 75_000_000 + generator.below(100_000) * 100)
    }

    // MARK: Sales

    /// A moment of a day, now and then of the hours in which clocks change.
    mutating func moment(_ day: Int) -> Int {
        let minute = generator.chance(2) ? generator.below(1440) : generator.one(of: [30, 90, 150, 210, 1410, 1439, 0])
        let guess = day * 1440 + minute
        return books.definition.zone.unambiguous(guess - books.definition.zone.offset(at: guess))
    }

    private mutating func growSales(_ days: [Int]) {
        var grown: [String: [LifeRecord]] = [:]
        for _ in 0..<(1 + generator.below(4)) {
            let origin = generator.chance(5) ? ("", "") : generator.one(of: Self.origins)
            var lead = LifeRecord(id: id("l"), at: moment(generator.one(of: days)), source: origin.0, medium: origin.1)
            lead.version = lead.at
            lead.status = generator.one(of: ["", "in_work", "spam", "qualified"])
            if generator.chance(3) { (lead.source, lead.medium) = ("", "") }
            if !lead.source.isEmpty { lead.campaign = tag(lead.source) }
            introduce(&lead)
            grown["leads", default: []].append(lead)
        }
        let leads = ids("leads") + (grown["leads"] ?? []).map(\.id)
        // A snapshot must be there from the first night on.
        let least = books.shelves["deals"] == nil ? 1 : 0
        for _ in 0..<(least + generator.below(3)) {
            var deal = LifeRecord(id: id("d"), at: moment(generator.one(of: days)))
            deal.version = deal.at
            deal.amount = abs(amount())
            deal.pipeline = generator.one(of: ["0", "4"])
            deal.link = generator.chance(5) ? generator.one(of: ["", "l999"]) : generator.one(of: leads)
            move(&deal, to: generator.one(of: ["NEW", "NEW", "WON", "LOSE", "ODD"]))
            sign(&deal)
            grown["deals", default: []].append(deal)
        }
        let deals = ids("deals") + (grown["deals"] ?? []).map(\.id)
        for _ in 0..<(least + generator.below(3)) where !deals.isEmpty {
            var payment = LifeRecord(id: id("p"), at: moment(generator.one(of: days)))
            payment.version = payment.at
            payment.amount = abs(amount())
            payment.link = generator.chance(6) ? "" : generator.one(of: deals)
            payment.status = generator.one(of: ["payment", ""])
            if generator.chance(3) { refund(&payment) }
            grown["payments", default: []].append(payment)
        }
        for source in ["leads", "deals", "payments"] {
            var records = grown[source] ?? []
            if generator.chance(4) { for index in records.indices { records[index].isUTC = true } }
            // A snapshot is one file, whatever it is called by now.
            let isSnapshot = books.definition.load(source).hasPrefix("snapshot")
            let known = isSnapshot ? books.paths(source).first : nil
            let isOne = exportsAll || isSnapshot
            let path = known ?? (isOne ? "data/\(source)-all.csv" : "data/\(source)-\(id("x")).csv")
            if source == "deals", !records.isEmpty, books.shelves[source]?[path] == nil {
                // A file of nothing but won deals without a date is refused: that has a test of its own.
                var open = LifeRecord(id: id("d"), at: records[0].at, version: records[0].at, status: "open")
                open.stage = "NEW"
                records.append(open)
            }
            append(records, source, path)
        }
    }

    /// The ids that a source knows now.
    func ids(_ source: String) -> [String] {
        Set(books.paths(source).flatMap { books.records(source, $0).map(\.id) }).sorted()
    }

    /// Lets a deal enter a stage; its history may tell, now or never.
    mutating func move(_ deal: inout LifeRecord, to stage: String) {
        deal.stage = stage == "WON" && deal.pipeline == "4" ? "SOLD" : stage
        deal.status = stage == "WON" ? "won" : stage == "LOSE" ? "lost" : "open"
        if !hasStatuses, deal.id.hashless(of: 2) { deal.status = "" }
        let at = max(deal.at, deal.version ?? 0) + generator.below(3000)
        deal.wonAt = stage == "WON" && !generator.chance(3) ? at : nil
        deal.closedAt = stage == "WON" && generator.chance(3) ? at + 60 : nil
        for minute in [deal.wonAt, deal.closedAt].compactMap(\.self)
        where books.definition.zone.unambiguous(minute) != minute {
            deal.wonAt = deal.wonAt.map { $0 - 60 }
            deal.closedAt = nil
        }
        guard !generator.chance(3) else { return }
        var event = LifeRecord(at: books.definition.zone.unambiguous(at), link: deal.id)
        event.stage = deal.stage
        event.pipeline = generator.chance(4) ? "" : deal.pipeline
        append([event], "history", "data/history-\(1 + generator.below(2)).csv")
    }

    /// Makes a payment a refund, of another one, of one that is not there, or of a deal as a whole.
    mutating func refund(_ payment: inout LifeRecord) {
        payment.status = "refund"
        let targets = ids("payments")
        payment.refundOf =
            targets.isEmpty || generator.chance(4) ? generator.one(of: ["", "p998"]) : generator.one(of: targets)
        if generator.chance(2) { payment.link = "" }
        if generator.chance(2) { payment.amount = -payment.amount }
    }
}

extension String {
    /// Whether the number in an id is a multiple of another: a lasting choice that no hash seed changes.
    func hashless(of divisor: Int) -> Bool {
        (Int(dropFirst()) ?? 0).isMultiple(of: divisor)
    }
}
