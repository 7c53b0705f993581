import Definitions

/// The touches that count for a conversion: conversion − lookback ≤ touch ≤ conversion, both ends included.
///
/// Conversions come in order, so both ends only ever move forward: all windows of an identity together cost one pass over
/// its touches.
struct JourneyWindow {
    private(set) var start = 0
    private(set) var end = 0
    private var latest: Int64 = .min
    private var newest = Instant(milliseconds: .min)

    /// Moves on to a conversion.
    ///
    /// - Precondition: touches and conversions are sorted by instant.
    /// - Returns: how many touches were passed.
    mutating func slide(to conversion: Instant, lookback: Int64, touches: Span<Touch>) -> Int {
        precondition(conversion.milliseconds >= latest, "conversions are sorted by instant")
        latest = conversion.milliseconds
        let before = start + end
        while end < touches.count {
            let at = touches[end].at
            guard at <= conversion else { break }
            precondition(at >= newest, "touches are sorted by instant")
            newest = at
            end += 1
        }
        let (earliest, isBeforeTime) = latest.subtractingReportingOverflow(lookback)
        if !isBeforeTime {
            while start < end, touches[start].at.milliseconds < earliest {
                start += 1
            }
        }
        return start + end - before
    }
}
