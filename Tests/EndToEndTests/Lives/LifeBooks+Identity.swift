/// Who leads, deals and visits are of, found the slow way.
extension LifeBooks {
    /// Something that tells a person: kinds by their rank.
    struct Key: Hashable, Comparable {
        var kind: String
        var text: String

        private static let ranks = ["client_id": 0, "user_id": 1, "phone": 2, "email": 3]

        var name: String { "\(kind):\(text)" }

        static func < (left: Key, right: Key) -> Bool {
            (ranks[left.kind] ?? 9, left.text) < (ranks[right.kind] ?? 9, right.text)
        }
    }

    /// Who is who.
    struct People {
        /// What the person of each key is called; hubs have none.
        var names: [Key: String] = [:]
        var leads: [String: String] = [:]
        var deals: [String: String] = [:]
    }

    /// The keys that a record's fields are, of the kinds that count.
    private func keys(of record: LifeRecord) -> Set<Key> {
        var keys: Set<Key> = []
        func add(_ kind: String, _ text: String?) {
            guard let text, definition.attribution.keys.contains(kind) else { return }
            keys.insert(Key(kind: kind, text: text))
        }
        let client = record.client.hasPrefix("GA1.2.") ? String(record.client.dropFirst(6)) : record.client
        add("client_id", ["", "0"].contains(client) ? nil : client)
        add("user_id", ["", "(not set)"].contains(record.account) ? nil : record.account)
        let digits = record.phone.filter(\.isNumber)
        let isPhone = digits.count == 11 && !digits.hasSuffix("0000000")
        add("phone", isPhone ? "+7" + digits.dropFirst() : nil)
        add(
            "email",
            record.email.hasSuffix("@firm.ru") || record.email.hasSuffix("@Firm.RU") ? record.email.lowercased() : nil)
        return keys
    }

    /// Joins records that share a key, until nothing joins any more.
    func people(_ leads: [String: Entry], _ deals: [String: Entry]) -> People {
        var evidence: [(isDeal: Bool, id: String, keys: Set<Key>)] = leads.map {
            (false, $0.key, keys(of: $0.value.record))
        }
        for (id, deal) in deals {
            let lead = leads[deal.record.link].map { keys(of: $0.record) } ?? []
            evidence.append((true, id, keys(of: deal.record).union(lead)))
        }
        let hubs = Set(evidence.flatMap(\.keys)).filter { key in
            let linked = evidence.filter { $0.keys.contains(key) }.reduce(into: Set<Key>()) { $0.formUnion($1.keys) }
            return linked.count - 1 > definition.attribution.limit(key.kind)
        }
        var groups = evidence.map { $0.keys.subtracting(hubs) }.filter { !$0.isEmpty }
        var joined = true
        while joined {
            joined = false
            var apart: [Set<Key>] = []
            for group in groups {
                if let place = apart.firstIndex(where: { !$0.isDisjoint(with: group) }) {
                    apart[place].formUnion(group)
                    joined = true
                } else {
                    apart.append(group)
                }
            }
            groups = apart
        }
        var people = People()
        for group in groups {
            for key in group { people.names[key] = group.min()?.name }
        }
        for record in evidence {
            let name = record.keys.compactMap { people.names[$0] }.first
            if record.isDeal { people.deals[record.id] = name } else { people.leads[record.id] = name }
        }
        return people
    }

    /// Whose a visit is; nobody's, one person's or, where browser and user are two, both's.
    func visitors(of visit: LifeRecord, _ people: People) -> Set<String> {
        let keys = [Key(kind: "client_id", text: visit.link), Key(kind: "user_id", text: visit.account)]
        return Set(keys.compactMap { people.names[$0] })
    }
}
