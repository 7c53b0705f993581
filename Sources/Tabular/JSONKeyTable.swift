/// The keys of a record's objects, to find those that stand twice.
///
/// One table serves all objects of a record and, emptied by a counter, all records.
struct JSONKeyTable: Sendable {
    private struct Slot {
        var generation: UInt64 = 0
        var hash: UInt64 = 0
        var object = 0
        var start = 0
        var count = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 256)
    private var generation: UInt64 = 1
    private var used = 0
    /// The keys with their escapes resolved, one after the other.
    private(set) var keys: [UInt8] = []

    /// Forgets all keys.
    mutating func removeAll() {
        generation += 1
        used = 0
        keys.removeAll(keepingCapacity: true)
    }

    /// Takes a key of an object, named by a number of the caller's; false where the object has it already.
    ///
    /// - Complexity: O(1) on average.
    mutating func insert(_ key: UnsafeRawBufferPointer, hash: UInt64, object: Int) -> Bool {
        if used * 2 >= slots.count { grow() }
        var index = position(of: hash, object: object)
        while slots[index].generation == generation {
            let slot = slots[index]
            if slot.hash == hash, slot.object == object, slot.count == key.count,
                keys[slot.start..<slot.start + slot.count].elementsEqual(key)
            {
                return false
            }
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = Slot(
            generation: generation,
            hash: hash,
            object: object,
            start: keys.count,
            count: key.count
        )
        keys.append(contentsOf: key)
        used += 1
        return true
    }

    private func position(of hash: UInt64, object: Int) -> Int {
        Int(truncatingIfNeeded: hash &+ UInt64(object) &* 0x9E37_79B9_7F4A_7C15) & (slots.count - 1)
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.generation == generation {
            var index = position(of: slot.hash, object: slot.object)
            while slots[index].generation == generation { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }
}
