/// One conversion's journey: which touches it keeps, and where its credits are.
///
/// A journey that is too long keeps its first and its latest touches, which say how it began and how it ended.
package struct Journey: Hashable, Sendable {
    /// What the caller knows the conversion by.
    package var conversion: Int64
    /// The first kept touches, by their positions among those handed over; all of them where none is dropped.
    package var head: Range<Int>
    /// The latest kept touches, where some before them are dropped.
    package var tail: Range<Int>
    /// The rows of its credits; none where nothing can be credited.
    package var credits: Range<Int>
    /// Why nothing can be credited, where that is so.
    package var reason: UnattributedReason?

    /// The touches within the lookback that the journey doesn't keep, in its middle.
    package var droppedTouches: Int {
        tail.isEmpty ? 0 : tail.lowerBound - head.upperBound
    }

    package var keptTouches: Int {
        head.count + tail.count
    }

    /// The position, among the touches handed over, of the kept touch at a place.
    package func touch(at place: Int) -> Int {
        place < head.count ? head.lowerBound + place : tail.lowerBound + place - head.count
    }

    init(conversion: Int64, touches: Range<Int>, keeping maxTouches: Int) {
        self.conversion = conversion
        credits = 0..<0
        if touches.count <= maxTouches {
            head = touches
            tail = touches.upperBound..<touches.upperBound
        } else {
            head = touches.lowerBound..<(touches.lowerBound + (maxTouches + 1) / 2)
            tail = (touches.upperBound - maxTouches / 2)..<touches.upperBound
        }
    }

    init(conversion: Int64, unattributed reason: UnattributedReason) {
        self.init(conversion: conversion, touches: 0..<0, keeping: 2)
        self.reason = reason
    }
}
