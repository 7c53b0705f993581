import Definitions
import Warehouse

/// The touches of people with conversions, with what many of them have in common kept once.
struct TouchTable {
    private(set) var touches: [FoundTouch] = []
    private(set) var placements: [Publication.Placement]
    private var placementPositions: [Publication.Placement: Int32]
    /// The pipeline's sources in the order in which journeys have them: by their bytes.
    private(set) var sources: [String]
    private var sourcePositions: [String: Int16]

    /// - Parameters:
    ///   - definition: its sources are those that touches come from.
    ///   - placements: those that touches to be added already name by position.
    init(_ definition: PipelineDefinition, placements: [Publication.Placement] = []) {
        self.placements = placements
        placementPositions = Dictionary(
            placements.enumerated().map { ($0.element, Int32($0.offset)) }, uniquingKeysWith: { first, _ in first })
        sources = definition.sources.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        sourcePositions = Dictionary(
            sources.enumerated().map { ($0.element, Int16($0.offset)) }, uniquingKeysWith: { first, _ in first })
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

    /// Makes room for so many touches in all.
    mutating func reserve(_ count: Int) {
        touches.reserveCapacity(count)
    }

    mutating func append(_ touch: FoundTouch) {
        touches.append(touch)
    }

    mutating func append(contentsOf more: some Sequence<FoundTouch>) {
        touches.append(contentsOf: more)
    }

    mutating func remove(where isUnwanted: (FoundTouch) -> Bool) {
        touches.removeAll(where: isUnwanted)
    }

    func placement(of touch: Int) -> Publication.Placement {
        placements[Int(touches[touch].placement)]
    }

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
                if range.count > 1 { touches[range].sort { $0.precedes($1) } }
            }
        }
        return starts
    }
}
