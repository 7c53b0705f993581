import Definitions

/// The kernel: touches and conversions of one identity, in order, to credits.
///
/// It knows neither files nor SQL nor clocks, so it runs unchanged on all cores here or one partition at a time elsewhere.
package struct Attribution: Hashable, Sendable {
    package var model: AttributionModel
    /// How far back a touch counts, in seconds; days are 86,400 of them.
    package var lookbackSeconds: Int64

    package init(model: AttributionModel, lookbackSeconds: Int64 = 90 * 86_400) {
        self.model = model
        self.lookbackSeconds = lookbackSeconds
    }

    /// What became of one conversion's credit.
    package enum Outcome: Hashable, Sendable {
        /// Credits that sum to `Shares.whole`, in the order of their touches, none of them zero.
        case credited([Credit])
        case unattributed(UnattributedReason)
    }

    /// The outcome of each conversion, in their order.
    ///
    /// A touch counts when conversion − lookback ≤ touch ≤ conversion, both ends included.
    ///
    /// - Parameter touches: those of the conversions' identity, in the order of `Touch.precedes`.
    /// - Complexity: O(*c* × (log *t* + *w*)) for *c* conversions, *t* touches and *w* touches in a window.
    package func outcomes(of conversions: [Conversion], touches: [Touch]) -> [Outcome] {
        conversions.map { conversion in
            let end = touches.partitioningIndex { $0.at > conversion.at }
            guard end > 0 else { return .unattributed(.noTouch) }
            let earliest = conversion.at.milliseconds.subtractingReportingOverflow(lookbackMilliseconds)
            let start =
                earliest.overflow ? 0 : touches.partitioningIndex { $0.at.milliseconds >= earliest.partialValue }
            guard start < end else { return .unattributed(.outsideLookback) }
            let shares = model.shares(of: touches[start..<end], for: conversion)
            return .credited(
                shares.billionths.enumerated().compactMap { offset, share in
                    share == 0 ? nil : Credit(touch: start + offset, share: share)
                }
            )
        }
    }

    private var lookbackMilliseconds: Int64 {
        let (product, overflow) = lookbackSeconds.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : product
    }
}

extension Array {
    /// The first position whose element fits, all after it fitting too.
    fileprivate func partitioningIndex(where fits: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if fits(self[middle]) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
