import Definitions
import Dispatch

/// Finds who is who on a thread of its own, while the warehouse is read on.
final class PeopleResolution: @unchecked Sendable {
    /// Of the thread that finds them until it is waited for.
    private var people: Result<People, Failure>?
    private let found = DispatchGroup()

    init(_ definition: IdentityDefinition, _ evidence: consuming Evidence) {
        let evidence = evidence
        DispatchQueue.global().async(group: found) { [self] in
            people = Result { () throws(Failure) in try People(definition, evidence) }
        }
    }

    /// The people, once they are found; asked for once.
    ///
    /// - Throws: where their names are more than can be held.
    func wait() throws(Failure) -> People {
        found.wait()
        defer { people = nil }
        guard let people else { preconditionFailure("people are asked for once") }
        return try people.get()
    }
}
