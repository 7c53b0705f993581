import Definitions
import Journeys
import Warehouse

/// The touches of people with conversions, with what many of them have in common kept once.
struct TouchTable {
    /// A file that touches come from.
    struct File: Sendable {
        /// Its number in the warehouse.
        var id: Int64
        /// Its place among the files of visits, whenever each came.
        var order: Int32 = 0
    }

    private(set) var touches: [FoundTouch] = []
    /// The ids of the touches' records.
    private(set) var ids = PackedTexts()
    private(set) var placements: [Publication.Placement]
    private var placementPositions: [Publication.Placement: Int32]
    /// The pipeline's sources in the order in which journeys have them: by their bytes.
    private(set) var sources: [String]
    private var sourcePositions: [String: Int16]
    private(set) var files: [File]
    private var filePositions: [Int64: Int32]

    /// - Parameters:
    ///   - definition: its sources are those that touches come from.
    ///   - placements: those that touches to be added already name by position.
    ///   - files: the same of files.
    init(_ definition: PipelineDefinition, placements: [Publication.Placement] = [], files: [File] = []) {
        self.placements = placements
        placementPositions = Dictionary(
            placements.enumerated().map { ($0.element, Int32($0.offset)) }, uniquingKeysWith: { first, _ in first })
        sources = definition.sources.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        sourcePositions = Dictionary(
            sources.enumerated().map { ($0.element, Int16($0.offset)) }, uniquingKeysWith: { first, _ in first })
        self.files = files
        filePositions = Dictionary(
            files.enumerated().map { ($0.element.id, Int32($0.offset)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The position of a placement, which is kept where it is new.
    mutating func position(of placement: Publication.Placement) -> Int32 {
        if let position = placementPositions[placement] { return position }
        let position = Int32(placements.count)
        placements.append(placement)
        placementPositions[placement] = position
        return position
    }

    /// The position of a source by its name.
    mutating func position(ofSource name: String) -> Int16 {
        if let position = sourcePositions[name] { return position }
        let position = Int16(sources.count)
        sources.append(name)
        sourcePositions[name] = position
        return position
    }

    /// The position of a file by its number.
    mutating func position(ofFile id: Int64) -> Int32 {
        if let position = filePositions[id] { return position }
        let position = Int32(files.count)
        files.append(File(id: id))
        filePositions[id] = position
        return position
    }

    /// Makes room for so many touches in all.
    ///
    /// - Throws: where they can't be counted in 32 bits.
    mutating func reserve(_ count: Int) throws(Failure) {
        try check(count)
        touches.reserveCapacity(count)
    }

    /// Adds a touch whose record has an id.
    mutating func append(_ touch: FoundTouch, id: String) throws(Failure) {
        try check(touches.count + 1)
        var touch = touch
        touch.id = try ids.append(id)
        touches.append(touch)
    }

    /// Adds touches of persons, of which a visit is one touch though both the browser and the user are known.
    ///
    /// - Parameter parts: is emptied, so that no touch is held twice.
    mutating func append(_ parts: inout [FoundTouches]) throws(Failure) {
        var aliases: [FoundTouch] = []
        try reserve(parts.reduce(touches.count) { $0 + $1.touches.count })
        for part in parts.indices {
            let moved = try ids.append(contentsOf: parts[part].ids)
            for touch in parts[part].touches {
                var touch = touch
                touch.id += moved
                if touch.isAlias { aliases.append(touch) } else { touches.append(touch) }
            }
            parts[part] = FoundTouches()
        }
        guard !aliases.isEmpty else { return }
        let known = Set(touches.map(\.place))
        touches.append(contentsOf: aliases.filter { !known.contains($0.place) })
    }

    /// Adds the touches of another table with the same files and placements.
    mutating func append(contentsOf other: TouchTable) throws(Failure) {
        try reserve(touches.count + other.touches.count)
        let moved = try ids.append(contentsOf: other.ids)
        for touch in other.touches {
            var touch = touch
            touch.id += moved
            touches.append(touch)
        }
    }

    mutating func remove(where isUnwanted: (FoundTouch) -> Bool) {
        touches.removeAll(where: isUnwanted)
    }

    /// The traffic source that a touch lies in.
    func traffic(of touch: Int) -> Int64 {
        placements[Int(touches[touch].placement)].traffic
    }

    private func check(_ count: Int) throws(Failure) {
        guard count < Int(Int32.max) else {
            throw Failure(
                .refused, "the visits of people with a conversion are more than \(Int32.max)",
                hint: "attribution: { lookback: … } with fewer days needs fewer")
        }
    }

    // MARK: Order

    /// Puts the touches in the order of their identities and journeys.
    ///
    /// - Precondition: the identities are below `identities`.
    /// - Returns: where the touches of each identity begin, and the end of the last.
    /// - Complexity: O(*t* + *k* log *k*) for the *k* touches of an identity.
    mutating func sort(identities: Int) -> [Int32] {
        var starts = [Int32](repeating: 0, count: identities + 1)
        for touch in touches { starts[Int(touch.identity) + 1] += 1 }
        for identity in 0..<identities { starts[identity + 1] += starts[identity] }
        var next = starts
        let (ids, files) = (ids, files)
        // Cycle by cycle, so that no touch is held twice.
        touches.withUnsafeMutableBufferPointer { touches in
            for identity in 0..<identities {
                while next[identity] < starts[identity + 1] {
                    let here = Int(next[identity])
                    let owner = Int(touches[here].identity)
                    if owner != identity { touches.swapAt(here, Int(next[owner])) }
                    next[owner] += 1
                }
            }
            for identity in 0..<identities {
                let range = Int(starts[identity])..<Int(starts[identity + 1])
                if range.count > 1 { touches[range].sort { Self.precedes($0, $1, ids, files) } }
            }
        }
        return starts
    }

    /// The order of an identity's journey; touches that nothing else tells apart stand in the order of their files' lines.
    private static func precedes(
        _ left: FoundTouch, _ right: FoundTouch, _ ids: PackedTexts, _ files: [File]
    ) -> Bool {
        if left.at != right.at { return left.at < right.at }
        if left.source != right.source { return left.source < right.source }
        let (isEarlier, isLater) = ids.withBytes(at: left.id) { left in
            ids.withBytes(at: right.id) { (idPrecedes(left, $0), idPrecedes($0, left)) }
        }
        if isEarlier || isLater { return isEarlier }
        return (left.line, files[Int(left.file)].order) < (right.line, files[Int(right.file)].order)
    }
}

/// Touches that a part of a sweep or a search found, with the ids of their records.
struct FoundTouches: Sendable {
    private(set) var touches: [FoundTouch] = []
    private(set) var ids = PackedTexts()

    mutating func append(_ touch: FoundTouch, id: String) throws(Failure) {
        var touch = touch
        touch.id = try ids.append(id)
        touches.append(touch)
    }
}
