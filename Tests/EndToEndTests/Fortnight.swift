import Foundation
import Synchronization
import TestSupport
import Testing

/// A fortnight of nights on platforms that restate, change their minds and go down.
struct Fortnight {
    let shop: ConnectorTests.Connected
    /// The exit code of each night, of its last try.
    private(set) var codes: [Int32] = []

    static let nights = 2...15
    /// Nights without platforms.
    static let outages = [6, 7]
    /// The exit code that a night ends with.
    private static func code(of night: Int) -> Int32 { outages.contains(night) ? 3 : 0 }

    private static let connectors = [
        "yandex-direct-spend", "yandex-metrica-visits", "amocrm-deals", "bitrix24-deals", "bitrix24-stage-history",
    ]
    /// A second company's CRM in one pipeline with the first one's.
    private static let bitrix = """
          shop: { connector: bitrix24-deals, with: { webhook: "${env:HOOK}" }, map: { stage: [stage_name, STAGE_ID] } }
          moves: { connector: bitrix24-stage-history, with: { webhook: "${env:HOOK}" } }

        """
    /// The night in which Bitrix24 sends what its documentation shows by mistake: JSON with a comma too few.
    private static let brokenNight = 9

    init() throws {
        let metrica = ConnectorTests.metrica.replacingOccurrences(
            of: "base: SERVER }", with: "base: SERVER }, load: { replace: day, lookback: 2d }")
        shop = try ConnectorTests.Connected(
            ConnectorTests.direct + metrica + ConnectorTests.amo + Self.bitrix,
            connectors: Dictionary(uniqueKeysWithValues: Self.connectors.map { ($0, Self.hasty($0)) }))
        // A token that ends in the middle of a night, too.
        shop.platforms.change { $0.tokenLife = 7 }
    }

    /// The shipped connector, which waits no longer than a test can.
    private static func hasty(_ name: String) -> String {
        let rate = name.hasPrefix("amocrm") ? 6 : 100
        return ConnectorTests.impatient(name).replacing(/requests: [0-9]+, per: 1s/, with: "requests: \(rate), per: 1s")
            .replacing(/pause: [0-9]+(s|min)/, with: "pause: 1s")
    }

    static func day(_ number: Int) -> String {
        "2026-01-\(number < 10 ? "0" : "")\(number)"
    }

    /// Seconds since 1970 UTC of noon in Moscow.
    private static func noon(_ number: Int) -> Int {
        1_767_214_800 + (number - 1) * 86_400 + 43_200
    }

    private static func lead(_ id: Int, created: Int, updated: Int, status: Int, price: Int) -> String {
        "{\"id\":\(id),\"price\":\(price),\"responsible_user_id\":7,\"status_id\":\(status),\"pipeline_id\":9,\"created_at\":"
            + "\(noon(created)),\"updated_at\":\(noon(updated)),\"closed_at\":\(status > 100 ? "\(noon(updated))" : "null"),"
            + "\"is_deleted\":false,\"custom_fields_values\":[{\"field_code\":\"_YM_UID\",\"values\":[{\"value\":\"17000\(id)\"}]}],"
            + "\"_embedded\":{\"contacts\":[{\"id\":\(id)}]}}"
    }

    private static func visit(_ id: Int, on number: Int, at clock: String, campaign: String) -> String {
        "9000\(id)\t\(day(number)) \(clock)\t17000\(100 + number + 1)\thttps://site.example/?utm_source=yandex&utm_medium=cpc"
            + "&utm_campaign=\(campaign)\t\tyandex\tcpc\t\(campaign)\t\t\t3\t95\t0\t[]\t\t1\tМосква"
    }

    /// A deal of Bitrix24 that somebody changed at noon.
    private static func deal(_ id: Int, created: Int, changed: Int, stage: String, meaning: String) -> String {
        Platforms.bitrixDeal(
            id, created: "\(day(created))T12:00:00", changed: "\(day(changed))T12:00:00", stage: stage,
            meaning: meaning,
            amount: "\(id).50")
    }

    private static func move(_ id: Int, of deal: Int, on number: Int, to stage: String) -> String {
        "{\"ID\":\(id),\"TYPE_ID\":2,\"OWNER_ID\":\(deal),\"CREATED_TIME\":\"\(day(number))T12:00:00+03:00\",\"CATEGORY_ID\":0,"
            + "\"STAGE_ID\":\"\(stage)\"}"
    }

    /// What Bitrix24 knows on the morning of a day: deals that are paid or lost two days later.
    private static func live(through number: Int, _ state: inout Platforms.State) {
        let id = 5000 + number
        state.deals[id] = deal(id, created: number - 1, changed: number - 1, stage: "NEW", meaning: "P")
        state.moves[2 * number] = move(2 * number, of: id, on: number - 1, to: "NEW")
        if number > 3 {
            let isWon = !number.isMultiple(of: 4)
            state.deals[id - 2] = deal(
                id - 2, created: number - 3, changed: number - 1, stage: isWon ? "WON" : "LOSE",
                meaning: isWon ? "S" : "F")
            state.moves[2 * number + 1] = move(2 * number + 1, of: id - 2, on: number - 1, to: isWon ? "WON" : "LOSE")
        }
        guard number == brokenNight else { return }
        let sample = try? Fixtures.text("bitrix24/crm-lead-list_0.invalid.json")
        state.broken = sample ?? #"{"result":[{"ID":"5"}{"ID":"6"}]}"#
    }

    /// What the platforms know on the morning of a day.
    private func live(through number: Int) {
        shop.platforms.change { state in
            state.night = number
            Self.live(through: number, &state)
            state.isExpired = true
            // Yesterday's cost is first too high, and is corrected two days later.
            state.costs[Self.day(number - 1)] = "\(100 + number).50"
            if number > 3 { state.costs[Self.day(number - 3)] = "\(90 + number).25" }
            // Yesterday's visits, and one of the day before that went on after midnight.
            state.visits[Self.day(number - 1)] = [
                Self.visit(10 * number, on: number - 1, at: "10:15:00", campaign: "1234567")
            ]
            if number > 2 {
                state.visits[Self.day(number - 2), default: []].append(
                    Self.visit(10 * number + 1, on: number - 2, at: "23:50:00", campaign: "late"))
            }
            let id = 100 + number
            state.leads[id] = (
                Self.lead(id, created: number - 1, updated: number - 1, status: 21, price: 1000), Self.noon(number - 1)
            )
            // The lead of three days ago is won, every third one lost.
            if number > 4 {
                let old = id - 3
                let status = old % 3 == 0 ? 143 : 142
                state.leads[old] = (
                    Self.lead(old, created: number - 4, updated: number - 1, status: status, price: old),
                    Self.noon(number - 1)
                )
            }
        }
    }

    /// Lives through it.
    ///
    /// - Parameter disturb: what happens to a night before it is run to its end.
    mutating func pass(disturb: (borrowing Fortnight, Int) throws -> Void = { _, _ in }) throws {
        for number in Self.nights {
            live(through: number)
            shop.platforms.change { $0.outage = Self.outages.contains(number) ? 502 : nil }
            if !Self.outages.contains(number) { try disturb(self, number) }
            let result = try shop.run(at: Self.day(number))
            codes.append(result.exitCode ?? -1)
            if result.exitCode != Self.code(of: number) { Issue.record("night \(number): \(result.errors)") }
        }
    }

    /// Runs a night until it is killed, or ends because its end comes first.
    ///
    /// - Parameters:
    ///   - reach: how many requests it may live to see.
    ///   - moment: nil: any time, while files are read or sums published.
    func kill(
        night: Int, _ random: inout SeededGenerator, reach: Int, _ moment: Killing.Moment?
    ) throws -> ProgramResult {
        shop.platforms.killing.plan(
            at: moment == nil ? 0 : random.below(reach) + 1, moment ?? .before, pause: random.below(40))
        let running = try shop.company.program.start(
            ["run", "pipeline.yml", "--at", Self.day(night)],
            environment: shop.environment, workingDirectory: shop.company.folder.path)
        shop.platforms.killing.aim(at: running.processID)
        if moment == nil {
            usleep(UInt32(random.below(1_500_000)))
            shop.platforms.killing.kill()
        }
        let result = try running.wait()
        shop.platforms.killing.plan(at: 0, .before, pause: 0)
        return result
    }

    // MARK: The truth at its end

    func check() throws {
        #expect(codes == Self.nights.map(Self.code(of:)))
        let company = shop.company
        let truth = shop.platforms.state.withLock { $0 }
        let spend = try company.rows("SELECT day || ' ' || cost FROM v1_spend ORDER BY day")
        #expect(spend == truth.costs.sorted { $0.key < $1.key }.map { "\($0.key) \(Double($0.value) ?? 0)" })
        let deals = try company.rows(
            "SELECT deal_id, status, amount_micros FROM v1_deal WHERE deal_id < '2' ORDER BY deal_id")
        let expected = (102...115).map { id in
            let isOld = id <= 112
            let status = !isOld ? "open" : id % 3 == 0 ? "lost" : "won"
            return "\(id)|\(status)|\((isOld ? id : 1000) * 1_000_000)"
        }
        #expect(deals == expected)
        let others = try company.rows(
            "SELECT deal_id, status, stage, amount_micros FROM v1_deal WHERE deal_id > '2' ORDER BY deal_id")
        let othersExpected = (5002...5015).map { id in
            let end = id > 5013 ? "open|Новая" : (id + 2 - 5000).isMultiple(of: 4) ? "lost|LOSE" : "won|Оплачено"
            return "\(id)|\(end)|\(id)500000"
        }
        #expect(others == othersExpected)
        #expect(
            try company.rows("SELECT count(*), count(DISTINCT deal_id) FROM fact_stage_event") == ["26|14"])
        #expect(truth.broken == nil)
        let visits = try company.rows(
            "SELECT day, CAST(sum(visits) AS INTEGER) FROM v1_channel_daily WHERE visits > 0 GROUP BY day ORDER BY day")
        #expect(visits == truth.visits.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value.count)" })

        // What the platforms saw: nothing was ordered twice in one night, every log is put away, each token was used once.
        #expect(truth.orders.filter { $0.value > 1 } == [:])
        #expect(truth.logs.filter { !$0.value.isCleaned }.keys.sorted() == [])
        #expect(truth.refusedTokens == 0)
        #expect(truth.rotations >= Self.nights.count - Self.outages.count)
        let tokens = try company.folder.files().filter { $0.hasPrefix("var/tokens/") && $0.hasSuffix(".json") }
        #expect(try tokens.map { try company.folder.text(of: $0).contains(truth.refresh) } == [true])

        // What lies there is what the warehouse is made of, and nothing else.
        let debris = try company.folder.files().filter { name in
            [".part", ".new", ".page", ".job"].contains(where: name.hasSuffix)
        }
        #expect(debris == [])
        let digest = try company.digest()
        let rebuilt = try company.run("rebuild", environment: shop.environment)
        #expect(rebuilt.exitCode == 0, "\(rebuilt.errors)")
        #expect(try company.digest() == digest)
    }
}
