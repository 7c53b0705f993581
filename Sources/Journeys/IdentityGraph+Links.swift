import Definitions

extension IdentityGraph {
    /// Of each key, how many different keys stand with it in records, and in how many records it stands.
    ///
    /// Counted once, on the evidence as it is: a key stays a hub though its neighbours are hubs too, or the order of
    /// counting would decide who is one.
    ///
    /// - Complexity: O(*e* · *k*) for *e* keys in records of at most *k* keys, whatever a single key links.
    func links() -> (neighbours: [Int], records: [Int]) {
        var counts = [Int](repeating: 0, count: keys.count)
        for key in entries { counts[Int(key)] += 1 }
        var next = [Int](repeating: 0, count: keys.count + 1)
        for index in counts.indices { next[index + 1] = next[index] + counts[index] }
        let starts = next
        var records = [Int32](repeating: 0, count: entries.count)
        for position in 0..<recordCount {
            for key in record(position) {
                records[next[Int(key)]] = Int32(position)
                next[Int(key)] += 1
            }
        }
        var neighbours = [Int](repeating: 0, count: keys.count)
        var seenBy = [Int32](repeating: -1, count: keys.count)
        for key in 0..<Int32(keys.count) {
            seenBy[Int(key)] = key
            for position in records[starts[Int(key)]..<starts[Int(key) + 1]] {
                for other in record(Int(position)) where seenBy[Int(other)] != key {
                    seenBy[Int(other)] = key
                    neighbours[Int(key)] += 1
                }
            }
        }
        return (neighbours, counts)
    }
}
