import Definitions
import Testing
import Visits

@testable import Pipeline
@testable import Warehouse

@Suite struct PersonClueTests {
    /// Visits are found by the keys of leads: the person of a visit and the key must have one clue, however long the id.
    @Test(arguments: ["1", "1000497411", "1033501218.1368477899", "a1b2", "Клиент", String(repeating: "7", count: 40)])
    func aVisitAndAKeyAreFoundByTheSame(text: String) {
        let (client, user) = (CompactID(text.utf8, kind: .client), CompactID(text.utf8, kind: .user))
        #expect(PersonClue(IdentityKey(.clientID, text)) == PersonClue(client))
        #expect(PersonClue(IdentityKey(.userID, text)) == PersonClue(user))
        #expect(PersonClue(client) != PersonClue(user))
    }

    /// They are stored: a warehouse of one version must be read by the next.
    @Test func cluesOfKeysStayAsTheyAre() {
        let keys = [
            IdentityKey(.clientID, "1000497411"), IdentityKey(.userID, "a1b2"), IdentityKey(.phone, "+79120007008"),
        ]
        #expect(keys.map { PersonClue($0).number } == [2_722_482_316, 1_313_443_170, 2_868_861_104])
    }
}
