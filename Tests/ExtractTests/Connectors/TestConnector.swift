import Definitions
import TestSupport

@testable import Extract

/// A connector of a few lines against a server of the test's own.
struct TestConnector {
    let folder: WorkFolder
    let server: FaultServer
    let connector: ConnectorDefinition
    let clock: TestClock
    var parameters: [String: TemplateValue] = [:]

    /// - Parameter text: the file from `request` on; `{{ base }}` is the server and `{{ token }}` a secret.
    init(
        _ text: String, window: String = "all", clock: TestClock = TestClock(),
        _ respond: @escaping @Sendable (ServerRequest) -> ServerReply
    ) throws {
        folder = try WorkFolder()
        server = try FaultServer(respond)
        self.clock = clock
        let head = """
            version: 1
            connector: test
            title: A test
            gives: rows
            entity: lead
            window: \(window)
            parameters:
              base: { about: the address }
              token: { about: the token, secret: true }
              refresh: { about: the first refresh token, secret: true, optional: true }
              fields: { about: the columns, list: true, optional: true }
              note: { about: a note, optional: true }

            """
        connector = try ConnectorDefinition.parse(text: head + text, file: "connectors/test.yml", entities: ["lead"])
        parameters = [
            "base": .text(server.address), "token": .secret(Secret("t0k3n-in-full")),
            "refresh": .secret(Secret("first-refresh")),
        ]
    }

    func extraction(
        settings: HTTPSettings = HTTPTest.settings, interruption: @escaping () throws(Failure) -> Void = {}
    ) throws -> ConnectorExtraction {
        try ConnectorExtraction(
            connector, parameters: parameters, settings: settings, budgets: RateBudgets(),
            tokenFolder: folder.path(of: "tokens"), clock: clock, seed: 1, interruption: interruption)
    }

    /// Asks for a window, as on a logical day, and returns what landed.
    func extract(_ window: [String: TemplateValue] = [:], on day: Day? = nil) throws -> String {
        let extraction = try extraction()
        _ = try extraction.extract(window, to: folder.path(of: "delivery"), on: day)
        try extraction.settle(window, at: folder.path(of: "delivery"), on: day)
        return try folder.text(of: "delivery")
    }

    /// The days that a window is made of.
    static func days(_ first: String, _ last: String, zone: String = "Europe/Moscow") throws -> [String: TemplateValue]
    {
        guard let zone = ZoneTable(identifier: zone), let from = Day(first), let to = Day(last) else { return [:] }
        let until = zone.start(of: to.advanced(by: 1))
        return [
            "from": .moment(zone.start(of: from), zone), "until": .moment(until, zone),
            "to": .moment(Instant(milliseconds: until.milliseconds - 1000), zone),
        ]
    }
}
