/// The files of a company, cut in different ways.
enum FileLayout: String, CaseIterable {
    /// visits.csv, leads.csv, deals.csv and spend.csv: what the peers read, too.
    case whole
    /// visits.csv in no order of time.
    case shuffled
    /// A file of each kind for each day.
    case daily
    /// The same without the last day, and with other spend on the 30 days before it.
    case yesterday
    /// What comes after `yesterday`: the last day, and the spend of 30 days as it was restated.
    case morning
    /// Visits in files of 100 each.
    case parts
    /// Spend alone, a tenth as many rows as visits.
    case spend
    /// Spend alone, a file for each 100 visits: many cabinets a day.
    case cabinets
    /// Visits of one person, who became a lead at each thousandth.
    case one
    /// The same visits and leads of many people.
    case many
    /// As many leads as visits elsewhere, all of one person with 100 visits.
    case leads
}

extension Company {
    /// Writes the files of a layout into a folder and what they must lead to into `totals.txt` beside them.
    func write(_ layout: FileLayout, to folder: String) throws(BenchmarkFailure) {
        TextFile.makeFolder(folder)
        switch layout {
        case .whole:
            var seen = PersonTimes(self)
            var aliased = 0
            try writeVisits(0..<visits, to: "\(folder)/visits.csv") {
                seen.note($0)
                if $0.source == Self.aliasedSource && $0.campaign <= 1 { aliased += 1 }
            }
            try writeLeads(to: "\(folder)/leads.csv")
            try writeDeals(to: "\(folder)/deals.csv")
            try writeSpend(0..<Self.days, to: "\(folder)/spend.csv")
            var totals = totals(seen)
            totals["aliased"] = aliased
            try totals.write(to: "\(folder)/totals.txt")
        case .shuffled:
            try writeShuffled(to: "\(folder)/visits.csv")
        case .daily:
            try writeDays(0..<Self.days, to: folder)
            try writeDailySpend(0..<Self.days, restated: 0..<Self.days, to: folder)
        case .yesterday:
            try writeDays(0..<Self.days - 1, to: folder)
            try writeDailySpend(0..<Self.days - 1, restated: 0..<Self.days - 31, to: folder)
        case .morning:
            try writeDays(Self.days - 1..<Self.days, to: folder)
            try writeDailySpend(Self.days - 31..<Self.days, restated: Self.days - 31..<Self.days, to: folder)
        case .parts:
            var part = 0
            for start in stride(from: 0, to: visits, by: 100) {
                try writeVisits(start..<min(visits, start + 100), to: "\(folder)/visits-\(part).csv")
                part += 1
            }
        case .spend:
            let wide = Company(visits: visits, seed: 7, campaigns: max(1, visits / 10 / 4 / Self.days))
            try wide.writeSpend(0..<Self.days, to: "\(folder)/spend.csv")
            try wide.spendTotals().write(to: "\(folder)/totals.txt")
        case .cabinets:
            let wide = Company(visits: visits, seed: 7, campaigns: max(1, visits / 100 / Self.days))
            try wide.writeCabinets(to: folder)
            try wide.spendTotals().write(to: "\(folder)/totals.txt")
        case .one: try writePersons(1, visits: visits, leads: max(1, visits / 1000), to: folder)
        case .many: try writePersons(max(1, visits / 100), visits: visits, leads: max(1, visits / 1000), to: folder)
        case .leads: try writePersons(1, visits: 100, leads: visits, to: folder)
        }
    }

    private static let visitHeader: StaticString =
        "visit_id,ts,client_id,utm_source,utm_medium,utm_campaign,utm_content,referrer,landing"
    private static let leadHeader: StaticString = "lead_id,created_at,client_id,phone,email,form"
    private static let dealHeader: StaticString = "deal_id,lead_id,stage,amount,currency,created_at,closed_at"
    private static let spendHeader: StaticString = "date,source,medium,campaign,impressions,clicks,cost,currency"

    private func writeVisits(
        _ range: Range<Int>, to path: String, noting: (Visit) -> Void = { _ in }
    ) throws(BenchmarkFailure) {
        var file = try TableFile(path, header: Self.visitHeader)
        for index in range {
            let visit = visit(index)
            noting(visit)
            try Self.write(visit, &file)
        }
        try file.close()
    }

    private static func write(_ visit: Visit, _ file: inout TableFile) throws(BenchmarkFailure) {
        let source = sources[visit.source]
        file.field(visit.number + 1)
        file.field(time: visit.time)
        file.field(visit.client + 1_000_000_000)
        file.field(source.source)
        file.field(source.medium)
        if source.hasTags { file.field("cmp_", visit.campaign, digits: 3) } else { file.field("") }
        file.field(source.hasTags ? "ad_" : "")
        file.field(source.referrer)
        file.field("https://shop.example/catalog/item-", visit.landing, "?from=main")
        try file.endRow()
    }

    /// Visits in the order of a multiplication: neighbours are far apart in time, and each comes once.
    private func writeShuffled(to path: String) throws(BenchmarkFailure) {
        var step = visits * 382 / 619 | 1
        while Self.greatestCommonDivisor(step, visits) != 1 { step += 2 }
        var file = try TableFile(path, header: Self.visitHeader)
        var index = 0
        for _ in 0..<visits {
            try Self.write(visit(index), &file)
            index = (index + step) % visits
        }
        try file.close()
    }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : greatestCommonDivisor(right, left % right)
    }

    private static func write(_ lead: Lead, _ file: inout TableFile) throws(BenchmarkFailure) {
        file.field(lead.number + 1)
        file.field(time: lead.time)
        file.field(lead.client + 1_000_000_000)
        file.field(phone: lead.phone)
        file.field("user", lead.client, "@mail.example")
        file.field(lead.form == 0 ? "callback" : lead.form == 1 ? "order" : "chat")
        try file.endRow()
    }

    private static func write(_ deal: Deal, _ file: inout TableFile) throws(BenchmarkFailure) {
        file.field(deal.number + 1)
        file.field(deal.lead + 1)
        file.field(deal.stage == .won ? "won" : deal.stage == .lost ? "lost" : "in_progress")
        file.field(hundredths: deal.amount)
        file.field("RUB")
        file.field(time: deal.created)
        file.field(time: deal.closed)
        try file.endRow()
    }

    private func writeLeads(to path: String) throws(BenchmarkFailure) {
        var file = try TableFile(path, header: Self.leadHeader)
        for index in 0..<leads { try Self.write(lead(index), &file) }
        try file.close()
    }

    private func writeDeals(to path: String) throws(BenchmarkFailure) {
        var file = try TableFile(path, header: Self.dealHeader)
        for index in 0..<deals { try Self.write(deal(index), &file) }
        try file.close()
    }

    private func writeSpend(
        _ days: Range<Int>, restated: Range<Int> = 0..<Company.days, to path: String
    ) throws(BenchmarkFailure) {
        var file = try TableFile(path, header: Self.spendHeader)
        for day in days {
            for source in Self.sources.indices where Self.sources[source].isPaid {
                for campaign in 0..<campaigns {
                    try writeSpend(
                        day, source: source, campaign: campaign, restated: restated.contains(day), &file)
                }
            }
        }
        try file.close()
    }

    private func writeSpend(
        _ day: Int, source: Int, campaign: Int, restated: Bool, _ file: inout TableFile
    ) throws(BenchmarkFailure) {
        let spend = spend(day: day, source: source, campaign: campaign, restated: restated)
        file.field(time: day * 86_400, isDay: true)
        file.field(Self.sources[source].source)
        file.field(Self.sources[source].medium)
        file.field("cmp_", campaign, digits: 3)
        file.field(spend.impressions)
        file.field(spend.clicks)
        file.field(hundredths: spend.cost)
        file.field("RUB")
        try file.endRow()
    }

    /// A file for each campaign and day.
    private func writeCabinets(to folder: String) throws(BenchmarkFailure) {
        for day in 0..<Self.days {
            let date = CalendarDay(number: day).text
            for campaign in 0..<campaigns {
                var file = try TableFile("\(folder)/spend-\(date)-\(campaign).csv", header: Self.spendHeader)
                for source in Self.sources.indices where Self.sources[source].isPaid {
                    try writeSpend(day, source: source, campaign: campaign, restated: true, &file)
                }
                try file.close()
            }
        }
    }

    private func writeDailySpend(
        _ days: Range<Int>, restated: Range<Int>, to folder: String
    ) throws(BenchmarkFailure) {
        for day in days {
            try writeSpend(
                day..<day + 1, restated: restated, to: "\(folder)/spend-\(CalendarDay(number: day).text).csv")
        }
    }

    /// Visits, leads and deals of some days, a file of each a day; what came after the year is left out.
    private func writeDays(_ days: Range<Int>, to folder: String) throws(BenchmarkFailure) {
        let leadsOfDay = Self.byDay((0..<leads).map { lead($0).time })
        let dealsOfDay = Self.byDay((0..<deals).map { deal($0).created })
        var next = firstVisit(at: days.lowerBound * 86_400)
        for day in days {
            let date = CalendarDay(number: day).text
            let end = firstVisit(at: (day + 1) * 86_400)
            try writeVisits(next..<end, to: "\(folder)/visits-\(date).csv")
            next = end
            var leadFile = try TableFile("\(folder)/leads-\(date).csv", header: Self.leadHeader)
            for index in leadsOfDay[day] { try Self.write(lead(index), &leadFile) }
            try leadFile.close()
            var dealFile = try TableFile("\(folder)/deals-\(date).csv", header: Self.dealHeader)
            for index in dealsOfDay[day] { try Self.write(deal(index), &dealFile) }
            try dealFile.close()
        }
    }

    /// The number of the first visit at or after a time.
    private func firstVisit(at time: Int) -> Int {
        var low = 0
        var high = visits
        while low < high {
            let middle = (low + high) / 2
            if visit(middle).time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func byDay(_ times: [Int]) -> [[Int]] {
        var days = [[Int]](repeating: [], count: Self.days + 40)
        for (index, time) in times.enumerated() { days[time / 86_400].append(index) }
        return days
    }

    /// Visits and leads, evenly over the year and over so many people.
    private func writePersons(
        _ people: Int, visits: Int, leads: Int, to folder: String
    ) throws(BenchmarkFailure) {
        let year = Self.days * 86_400
        var totals = Totals()
        totals["visits"] = visits
        totals["leads"] = leads
        var visitFile = try TableFile("\(folder)/visits.csv", header: Self.visitHeader)
        for index in 0..<visits {
            let visit = Visit(
                number: index, time: index * year / visits, client: index % people, source: index % 9,
                campaign: index % 40, landing: index % 500)
            try Self.write(visit, &visitFile)
        }
        try visitFile.close()
        var leadFile = try TableFile("\(folder)/leads.csv", header: "lead_id,created_at,client_id,form")
        for index in 0..<leads {
            let time = (2 * index + 1) * year / (2 * leads)
            let person = index % people
            leadFile.field(index + 1)
            leadFile.field(time: time)
            leadFile.field(person + 1_000_000_000)
            leadFile.field("callback")
            try leadFile.endRow()
            // The visits of the person whose times lie within the 90 days up to the lead.
            func upTo(_ bound: Int) -> Int {
                guard bound >= 0 else { return 0 }
                let all = ((bound + 1) * visits - 1) / year + 1
                return (min(visits, all) - person + people - 1) / people
            }
            totals["touches"] += min(1000, upTo(time) - upTo(time - 90 * 86_400 - 1))
        }
        try leadFile.close()
        try totals.write(to: "\(folder)/totals.txt")
    }
}
