import Foundation
import TestSupport
import Testing

/// A fortnight of nights against the truth at its end, undisturbed and killed.
///
/// `THROUGHLINE_KILLS` says how often it is killed in all (`make soak`), `THROUGHLINE_SEED` repeats the moments.
@Suite struct FortnightTests {
    private static let undisturbed = Result {
        var fortnight = try Fortnight()
        try fortnight.pass()
        return fortnight
    }

    @Test func nightsEndInTheTruth() throws {
        try Self.undisturbed.get().check()
    }

    @Test func nightsThatAreKilledEndInTheSame() throws {
        var random = SeededGenerator()
        let kills = max(2, KillTests.kills / (Fortnight.nights.count - Fortnight.outages.count))
        var tries = 0
        var killed = 0
        var fortnight = try Fortnight()
        try fortnight.pass { fortnight, night in
            for _ in 0..<kills {
                // Mostly at a request, else at any time.
                let moment = random.below(5) == 0 ? nil : Killing.Moment.allCases.randomElement(using: &random)
                let result = try fortnight.kill(night: night, &random, reach: max(2, 24 / kills), moment)
                tries += 1
                guard let code = result.exitCode else {
                    killed += 1
                    continue
                }
                #expect(code == 0, "\(random), night \(night): \(result.errors)")
                break
            }
        }
        print("fortnight: \(killed) of \(tries) kills found it at work, \(random)")
        #expect(killed > Fortnight.nights.count / 2, "\(random)")
        try fortnight.check()
        let digest = try Self.undisturbed.get().shop.company.digest()
        #expect(try fortnight.shop.company.digest() == digest, "\(random)")
    }
}
