import Definitions
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Extract

/// Each fault at each way of asking, once and for good: what lands, and what is said.
@Suite struct FaultMatrixTests {
    /// Two faults need more than a way: that a table is cut by its own head nobody can tell, and a column's name depends
    /// on the way (`FaultTests`).
    static let faults = FaultTests.faults.filter {
        !["its head promises less than there is", "a changed column"].contains($0.testDescription)
    }

    private struct Strike: Sendable {
        var way: WayOfAsking
        var place: Int
        var question: WayOfAsking.Question
        var isOnce: Bool

        var name: String { "\(way.testDescription), request \(place), \(isOnce ? "once" : "each time")" }
    }

    private static let strikes = WayOfAsking.all.flatMap { way in
        way.places.flatMap { place in
            [true, false].map { Strike(way: way, place: place.number, question: place.question, isOnce: $0) }
        }
    }

    @Test(arguments: faults)
    func whateverIsAsked(fault: FaultTests.Fault) throws {
        #expect(Self.strikes.count > 100)
        // Most of it is waiting: many at a time.
        let next = Atomic<Int>(0)
        let complaints = Mutex<[String]>([])
        let group = DispatchGroup()
        for _ in 0..<48 {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                while true {
                    let position = next.add(1, ordering: .relaxed).oldValue
                    guard position < Self.strikes.count else { return }
                    let strike = Self.strikes[position]
                    let complaint: String?
                    do {
                        complaint = try Self.complaint(of: fault, strike)
                    } catch {
                        complaint = "\(error)"
                    }
                    if let complaint { complaints.withLock { $0.append("\(strike.name): \(complaint)") } }
                }
            }
        }
        group.wait()
        #expect(complaints.withLock { $0.sorted() } == [])
    }

    /// What is wrong with how it ends; nil: nothing.
    private static func complaint(of fault: FaultTests.Fault, _ strike: Strike) throws -> String? {
        let way = strike.way
        let honest = way.serve()
        var test = try TestConnector("\(way.connector)\n\(FaultTests.limits)\n", window: way.window) { request in
            let isStruck = strike.isOnce ? request.number == strike.place : request.number >= strike.place
            guard isStruck else { return honest(request) }
            // Of what a platform refuses it does nothing; of what gets lost on the way it did all.
            return fault.reply(fault.isRefusal ? ServerReply() : honest(request))
        }
        test.parameters["fields"] = .list(["a\"b", "c"])
        test.parameters["refresh_token"] = .secret(Secret("first-refresh"))
        let window = way.window == "day" ? try TestConnector.days("2026-03-01", "2026-03-01") : [:]
        // What the night before brought.
        try test.folder.write("before\n", to: "delivery")
        let result = Result {
            let extraction = try test.extraction(settings: FaultTests.settings)
            _ = try extraction.extract(window, to: test.folder.path(of: "delivery"))
        }
        let landed = try test.folder.text(of: "delivery")
        let debris = try test.folder.files().filter {
            $0 != "delivery" && $0 != "delivery.job" && !$0.hasPrefix("tokens/")
        }
        guard debris.isEmpty else { return "left behind: \(debris)" }
        switch (ending(of: fault, strike), result) {
        case (.whole, .success): return landed == way.landed ? nil : "landed: \(landed)"
        case (.failure(let kind, let message), .failure(let error)):
            guard landed == "before\n" else { return "landed: \(landed)" }
            guard let failure = error as? Failure, failure.kind == kind,
                failure.diagnostics.first?.message.contains(message) == true
            else { return "said: \(error)" }
            return nil
        case (let ending, let result): return "\(result) instead of \(ending)"
        }
    }

    private static func ending(of fault: FaultTests.Fault, _ strike: Strike) -> FaultTests.Ending {
        let endings = strike.isOnce ? fault.once : fault.always
        switch strike.question {
        case .records, .table:
            let ending = strike.question == .table ? endings.table : endings.pages
            // A token that is taken back once is renewed.
            if case .failure(.credentials, _) = ending, strike.way.renews, strike.isOnce { return .whole }
            return ending
        case .linkedTable:
            guard case .failure(_, let message) = endings.table else { return endings.table }
            return .failure(.unreachable, message)
        case .token: return ending(ofToken: endings.pages)
        case .orderOnce:
            // What may have been done isn't asked for twice, and so what is said is said after one try.
            guard case .failure(let kind, let message) = fault.always.pages,
                ![429, 503].contains(fault.reply(ServerReply()).status)
            else { return endings.pages }
            return .failure(kind, message.replacing(#/ \(tried.*/#, with: ""))
        }
    }

    /// Of a server of tokens a refusal is one of credentials.
    private static func ending(ofToken ending: FaultTests.Ending) -> FaultTests.Ending {
        guard case .failure(_, let message) = ending else { return ending }
        for refusal in ["answered 400", "answered 401"] where message.contains(refusal) {
            return .failure(.credentials, "doesn't renew the token: it \(refusal)")
        }
        return ending
    }
}
