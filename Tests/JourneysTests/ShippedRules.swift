import Definitions
import Journeys

/// The channel rules the program carries.
enum ShippedRules {
    static let rules: Result<ChannelRules, Failure> = {
        do throws(Failure) {
            return .success(ChannelRules(try SchemaLibrary.embedded.channels()))
        } catch {
            return .failure(error)
        }
    }()

    /// The name of the channel a visit with these fields has.
    static func channel(ofVisit recorded: RecordedTags) throws -> String {
        let rules = try rules.get()
        return rules.channels[rules.channel(of: rules.tags(ofVisit: recorded))].name
    }
}
