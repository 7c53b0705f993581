/// Which touches brought leads, deals and payments.
extension LifeBooks {
    struct Touch {
        /// Minutes since 1970 UTC.
        var at: Int
        var day: Int
        var place: Origin
        var isDirect: Bool
        var isPaid: Bool
        var id = ""
        var line = 0
    }

    /// What brought something.
    struct Journey {
        var person: String?
        /// Those that are kept.
        var touches: [Touch] = []
        var dropped = 0
        var reason = ""
    }

    // MARK: Touches

    func touch(_ entry: Entry, _ campaigns: [Campaign]) -> Touch {
        let record = entry.record
        let tags = Origin(source: record.source, medium: record.medium, campaign: record.campaign)
        let place = place(tags, on: entry.day, campaigns)
        return Touch(
            at: record.at, day: entry.day, place: place, isDirect: tags.source == "(direct)",
            isPaid: definition.isPaid(place.source, place.medium), id: record.id, line: entry.line)
    }

    /// The visits of each person, in order.
    func touches(_ people: People, _ campaigns: [Campaign]) -> [String: [Touch]] {
        let first = definition.zone.start(of: definition.start) - definition.attribution.lookbackMinutes
        var touches: [String: [Touch]] = [:]
        for visit in visits() where visit.record.at >= first {
            for person in visitors(of: visit.record, people) {
                touches[person, default: []].append(touch(visit, campaigns))
            }
        }
        // Numbers go before other ids, shorter ones first.
        func order(_ touch: Touch) -> (Int, Int, Int, String, Int) {
            let isNumber = !touch.id.isEmpty && touch.id.allSatisfy(\.isNumber)
            return (touch.at, isNumber ? 0 : 1, isNumber ? touch.id.count : 0, touch.id, touch.line)
        }
        return touches.mapValues { $0.sorted { order($0) < order($1) } }
    }

    /// The visits of a person within the lookback of a minute; without any, why.
    func journey(of person: String?, at minute: Int, _ touches: [String: [Touch]]) -> Journey {
        var journey = Journey(person: person)
        let before = (person.flatMap { touches[$0] } ?? []).filter { $0.at <= minute }
        let within = before.filter { $0.at >= minute - definition.attribution.lookbackMinutes }
        let most = definition.attribution.maxTouches
        journey.dropped = max(0, within.count - most)
        journey.touches =
            journey.dropped == 0 ? within : Array(within.prefix((most + 1) / 2)) + within.suffix(most / 2)
        if within.isEmpty {
            journey.reason = person == nil ? "no_identity" : before.isEmpty ? "no_touch" : "outside_lookback"
        }
        return journey
    }
}

extension BusinessZone {
    /// The first minute of a day.
    func start(of day: Int) -> Int {
        let guess = day * 1440 - offset(at: day * 1440)
        return day * 1440 - offset(at: guess)
    }
}
