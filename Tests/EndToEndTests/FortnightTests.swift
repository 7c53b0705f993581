import Foundation
import Synchronization
import TestSupport
import Testing

/// A fortnight of nights on platforms that restate, change their minds and go down, against the truth at its end.
@Suite struct FortnightTests {
    private static func day(_ number: Int) -> String {
        "2026-01-\(number < 10 ? "0" : "")\(number)"
    }

    /// Seconds since 1970 UTC of noon in Moscow.
    private static func noon(_ number: Int) -> Int {
        1_767_214_800 + (number - 1) * 86_400 + 43_200
    }

    private static func lead(_ id: Int, created: Int, updated: Int, status: Int, price: Int) -> String {
        "{\"id\":\(id),\"price\":\(price),\"responsible_user_id\":7,\"status_id\":\(status),\"pipeline_id\":9,\"created_at\":"
            + "\(noon(created)),\"updated_at\":\(noon(updated)),\"closed_at\":\(status > 100 ? "\(noon(updated))" : "null"),"
            + "\"is_deleted\":false,\"custom_fields_values\":[{\"field_code\":\"UTM_SOURCE\",\"values\":[{\"value\":\"yandex\"}]},"
            + "{\"field_code\":\"UTM_MEDIUM\",\"values\":[{\"value\":\"cpc\"}]}],\"_embedded\":{\"contacts\":[{\"id\":\(id)}]}}"
    }

    /// What the platforms know on the morning of a day.
    private static func live(_ platforms: Platforms, through number: Int) {
        platforms.change { state in
            // Yesterday's cost is first too high, and is corrected two days later.
            state.costs[day(number - 1)] = "\(100 + number).50"
            if number > 3 { state.costs[day(number - 3)] = "\(90 + number).25" }
            let id = 100 + number
            state.leads[id] = (
                lead(id, created: number - 1, updated: number - 1, status: 21, price: 1000), noon(number - 1)
            )
            // The lead of three days ago is won, every third one lost.
            if number > 4 {
                let old = id - 3
                let status = old % 3 == 0 ? 143 : 142
                state.leads[old] = (
                    lead(old, created: number - 4, updated: number - 1, status: status, price: old), noon(number - 1)
                )
            }
        }
    }

    private static let sources = ConnectorTests.direct + ConnectorTests.amo

    /// - Parameter kills: whether each night is first killed some times, at any moment.
    private func fortnight(kills: Bool, _ random: inout SeededGenerator) throws -> (ConnectorTests.Connected, [Int32]) {
        let shop = try ConnectorTests.Connected(
            Self.sources,
            connectors: [
                "yandex-direct-spend": ConnectorTests.impatient,
                "amocrm-deals": ConnectorTests.impatient("amocrm-deals"),
            ])
        var codes: [Int32] = []
        for number in 2...15 {
            Self.live(shop.platforms, through: number)
            // Two nights without platforms.
            shop.platforms.change { $0.outage = [6, 7].contains(number) ? 502 : nil }
            if kills, ![6, 7].contains(number) {
                do {
                    let running = try shop.company.program.start(
                        ["run", "pipeline.yml", "--at", Self.day(number)],
                        environment: ConnectorTests.Connected.environment, workingDirectory: shop.company.folder.path)
                    usleep(UInt32(random.below(1_500_000)))
                    running.send(signal: SIGKILL)
                    _ = try running.wait()
                }
            }
            codes.append(try shop.run(at: Self.day(number)).exitCode ?? -1)
        }
        return (shop, codes)
    }

    private func check(_ shop: ConnectorTests.Connected) throws {
        let truth = shop.platforms.state.withLock { $0.costs }.sorted { $0.key < $1.key }
        let spend = try shop.company.rows("SELECT day || ' ' || cost FROM v1_spend ORDER BY day")
        #expect(spend == truth.map { "\($0.key) \(Double($0.value) ?? 0)" })
        let deals = try shop.company.rows("SELECT deal_id, status, amount_micros FROM v1_deal ORDER BY deal_id")
        let expected = (102...115).map { id in
            let isOld = id <= 112
            let status = !isOld ? "open" : id % 3 == 0 ? "lost" : "won"
            return "\(id)|\(status)|\((isOld ? id : 1000) * 1_000_000)"
        }
        #expect(deals == expected)
        let digest = try shop.company.digest()
        let rebuilt = try shop.company.run("rebuild", environment: ConnectorTests.Connected.environment)
        #expect(rebuilt.exitCode == 0, "\(rebuilt.errors)")
        #expect(try shop.company.digest() == digest)
    }

    @Test func nightsEndInTheTruth() throws {
        var random = SeededGenerator()
        let (shop, codes) = try fortnight(kills: false, &random)
        #expect(codes == [0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0])
        try check(shop)
        // Of each rotation the newest token is known, and none was used twice.
        let rotations = shop.platforms.state.withLock { $0.rotations }
        #expect(rotations == 1)
    }

    @Test func nightsThatAreKilledEndInTheSame() throws {
        var random = SeededGenerator()
        let (shop, codes) = try fortnight(kills: true, &random)
        #expect(codes.filter { $0 == 0 }.count == 12, "\(codes) \(random)")
        try check(shop)
    }
}
