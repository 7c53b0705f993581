import Foundation
import Synchronization
import TestSupport
import Testing

/// Platforms 20 ms away: what is asked comes as fast as the connector's declared rate allows, and no faster.
@Suite struct ThroughputTests {
    struct Load: CustomTestStringConvertible, Sendable {
        var connector: String
        var with: String
        var requests: Int
        /// Requests a second, after so many at once.
        var rate: Double
        var burst = 1
        var reply: @Sendable (ServerRequest) -> ServerReply
        /// The connector's text; nil: the shipped one.
        var text: String?

        var testDescription: String { connector }
    }

    private static let lead =
        #""price":1,"responsible_user_id":7,"status_id":21,"pipeline_id":9,"created_at":1767346200,"#
        + #""updated_at":1767346200,"closed_at":null,"is_deleted":false,"custom_fields_values":null"#

    /// One of some pages of amoCRM, of 250 leads with a contact each.
    private static func amo(_ request: ServerRequest, pages: Int) -> ServerReply {
        if request.path.hasSuffix("/pipelines") { return .json(#"{"_embedded":{"pipelines":[]}}"#) }
        if request.path.hasSuffix("/contacts") { return .json(#"{"_embedded":{"contacts":[]}}"#) }
        let page = request["page"].flatMap { Int($0) } ?? 1
        let ids = (250 * page)..<(250 * page + 250)
        let leads = ids.map { "{\"id\":\($0),\(lead),\"_embedded\":{\"contacts\":[{\"id\":\($0)}]}}" }
        let next = page < pages ? ",\"_links\":{\"next\":{\"href\":\"/api/v4/leads?page=\(page + 1)\"}}" : ""
        return .json("{\"_embedded\":{\"leads\":[\(leads.joined(separator: ","))]}\(next)}")
    }

    private static let own = """
        version: 1
        connector: own
        title: Own
        gives: leads
        entity: lead
        parameters: { base: { about: the address } }
        request: { url: "{{ base }}/leads", query: { page: "{{ page }}" } }
        answer: { records: rows }
        paging: { page: true, pages: pages }
        limits: { requests: 60, per: 1s, at_once: 8 }
        map: { lead_id: id, created_at: { from: at, format: unix } }
        load: { merge: lead_id }

        """

    static let loads = [
        Load(
            connector: "amocrm-deals", with: "base: SERVER, token: t", requests: 21, rate: 5,
            reply: { amo($0, pages: 20) }),
        Load(
            // Eight pages of leads, the names once, and the contacts of each page in three questions.
            connector: "amocrm-leads", with: "base: SERVER, token: t", requests: 33, rate: 5,
            reply: { amo($0, pages: 8) }),
        Load(
            connector: "bitrix24-stage-history", with: "webhook: SERVER/rest", requests: 20, rate: 2, burst: 10,
            reply: { _ in .json(#"{"result":{"items":[]},"total":0}"#) }),
        Load(
            connector: "own", with: "base: SERVER", requests: 180, rate: 60,
            reply: { .json("{\"pages\":180,\"rows\":[{\"id\":\($0["page"] ?? ""),\"at\":1767346200}]}") }, text: own),
    ]

    @Test(arguments: loads)
    func theDeclaredRateIsKept(load: Load) throws {
        let moments = Mutex<[Double]>([])
        let server = try FaultServer { request in
            moments.withLock { $0.append(ProcessInfo.processInfo.systemUptime) }
            return ServerReply([.pause(milliseconds: 20)] + load.reply(request).steps)
        }
        let with = load.with.replacingOccurrences(of: "SERVER", with: server.address)
        let company = try Company(
            asking: "crm: { connector: \(load.connector), with: { \(with) } }",
            connectors: load.text.map { [load.connector: $0] } ?? [:])
        let run = try company.run("run", ["--at", "2026-01-21"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let asked = moments.withLock { $0 }
        #expect(asked.count == load.requests)
        let took = (asked.last ?? 0) - (asked.first ?? 0)
        let declared = Double(load.requests - load.burst) / load.rate
        print("\(load.connector): \(asked.count) requests in \(took) s, declared \(declared) s")
        #expect(took > declared * 0.97 - 0.05)
        #expect(took < declared * 1.1 + 0.4)
    }
}
