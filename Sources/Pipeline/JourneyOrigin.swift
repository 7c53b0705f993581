import Journeys

/// What brought one conversion.
struct JourneyOrigin: Sendable {
    /// Whose it is; −1 where nobody is known.
    var identity: Int32 = -1
    /// Its rows among the credits; empty where nothing is known.
    var rows: Range<Int32> = 0..<0
    /// The first touches that the journey keeps, by their positions; all where none is dropped.
    var head: Range<Int32> = 0..<0
    /// The latest touches, where some before them are dropped.
    var tail: Range<Int32> = 0..<0
    /// Why nothing can be credited, where that is so and known.
    var reason: UnattributedReason?

    /// How many touches the journey keeps.
    var touches: Int { head.count + tail.count }
    var droppedTouches: Int { tail.isEmpty ? 0 : Int(tail.lowerBound - head.upperBound) }

    /// The position of the kept touch at a place.
    func touch(at place: Int) -> Int {
        place < head.count ? Int(head.lowerBound) + place : Int(tail.lowerBound) + place - head.count
    }

    /// Notes what the kernel found.
    ///
    /// - Parameters:
    ///   - row: where the rows begin among which the journey's are.
    ///   - touch: the same of touches.
    mutating func note(_ journey: Journey, rowsFrom row: Int, touchesFrom touch: Int) {
        func moved(_ range: Range<Int>, by offset: Int) -> Range<Int32> {
            Int32(range.lowerBound + offset)..<Int32(range.upperBound + offset)
        }
        rows = moved(journey.credits, by: row)
        head = moved(journey.head, by: touch)
        tail = moved(journey.tail, by: touch)
        reason = journey.reason
    }

    /// Lets the rows be so many places later.
    mutating func moveRows(by offset: Int) {
        rows = rows.lowerBound + Int32(offset)..<rows.upperBound + Int32(offset)
    }
}
