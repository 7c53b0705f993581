import Definitions

extension IdentityGraph {
    /// How many different keys stand with a key in records, and in how many records it stands.
    struct Links {
        var key: Int
        var neighbours: Int
        var records: Int
    }

    /// The keys with more links than their kind may have, with exact numbers.
    ///
    /// Counted once, on the evidence as it is: a key stays a hub though its neighbours are hubs too, or the order of
    /// counting would decide who is one.
    ///
    /// - Complexity: O(*e* · *k*) for *e* keys in records of at most *k* keys, whatever a single key links.
    func hubs(beyond limits: LinkLimits) -> [Links] {
        // Never fewer than a key's links: nearly all keys are cleared by it.
        var mostLinks = [Int](repeating: 0, count: keys.count)
        for position in 0..<recordCount {
            let others = starts[position + 1] - starts[position] - 1
            for place in starts[position]..<starts[position + 1] { mostLinks[Int(entries[place])] += others }
        }
        let suspects = mostLinks.indices.filter { mostLinks[$0] > limits[keys.kind($0)] }
        guard !suspects.isEmpty else { return [] }
        // The records of each suspect, one suspect after the other.
        var order = [Int32](repeating: -1, count: keys.count)
        for (place, key) in suspects.enumerated() { order[key] = Int32(place) }
        var next = [Int](repeating: 0, count: suspects.count + 1)
        for key in entries where order[Int(key)] >= 0 { next[Int(order[Int(key)]) + 1] += 1 }
        for place in suspects.indices { next[place + 1] += next[place] }
        let begins = next
        var records = [Int32](repeating: 0, count: begins[suspects.count])
        for position in 0..<recordCount {
            for key in record(position) where order[Int(key)] >= 0 {
                let suspect = Int(order[Int(key)])
                records[next[suspect]] = Int32(position)
                next[suspect] += 1
            }
        }
        var seenBy = [Int32](repeating: -1, count: keys.count)
        return suspects.enumerated().compactMap { suspect, key in
            seenBy[key] = Int32(suspect)
            var neighbours = 0
            for position in records[begins[suspect]..<begins[suspect + 1]] {
                for other in record(Int(position)) where seenBy[Int(other)] != Int32(suspect) {
                    seenBy[Int(other)] = Int32(suspect)
                    neighbours += 1
                }
            }
            guard neighbours > limits[keys.kind(key)] else { return nil }
            return Links(key: key, neighbours: neighbours, records: begins[suspect + 1] - begins[suspect])
        }
    }
}
