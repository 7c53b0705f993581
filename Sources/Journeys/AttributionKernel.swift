import Definitions

/// The kernel: touches and conversions of one identity, in order, to credits by every model in one pass.
///
/// It knows neither files nor SQL nor clocks, so it runs unchanged on all cores here or one partition at a time elsewhere.
/// Its buffers are used again and again; keep one for a thread.
package struct AttributionKernel: ~Copyable, Sendable {
    package let attribution: Attribution
    /// What was done so far.
    package private(set) var work = Work()

    private let lookbackMilliseconds: Int64
    private let halfLifeMilliseconds: UInt64
    private let dividesAmongAll: Bool
    private let mayLeaveEmptyRows: Bool
    private var window = JourneyWindow()
    private var apportionment = Apportionment()
    private var weights: [UInt64] = []
    /// The place of each model's only touch, −1 for models that divide.
    private var soleTouches: [Int] = []
    /// The places that have a row where no model divides.
    private var places: [Int] = []

    /// Counts of work, which grow with touches and credits and with nothing else.
    package struct Work: Hashable, Sendable {
        /// Touches that came into a window or left it: at most two a touch of an identity, however many conversions it has.
        package var touchesPassed: Int
        /// Kept touches that a model looked at.
        package var touchesRead: Int

        package init(touchesPassed: Int = 0, touchesRead: Int = 0) {
            self.touchesPassed = touchesPassed
            self.touchesRead = touchesRead
        }
    }

    package init(_ attribution: Attribution) {
        self.attribution = attribution
        lookbackMilliseconds = attribution.lookbackMilliseconds
        let (halfLife, overflow) = UInt64(attribution.halfLifeSeconds).multipliedReportingOverflow(by: 1000)
        halfLifeMilliseconds = overflow ? .max : halfLife
        let divides = attribution.models.contains { !$0.creditsOneTouch }
        dividesAmongAll = divides
        mayLeaveEmptyRows = divides && !attribution.models.contains(.linear)
    }

    /// Appends the credits of all conversions of one identity.
    ///
    /// - Parameters:
    ///   - conversions: those of the identity, by instant.
    ///   - touches: those of the same identity, by `TouchOrder`.
    /// - Complexity: O(*t* + *c* × *k*) for *t* touches, *c* conversions and *k* kept touches of a journey.
    package mutating func attribute(
        _ conversions: Span<Conversion>, touches: Span<Touch>, into batch: inout CreditBatch
    ) {
        beginIdentity()
        for index in conversions.indices {
            attribute(conversions[index], touches: touches, into: &batch)
        }
    }

    /// Makes ready for the conversions of another identity, or of the same once more.
    package mutating func beginIdentity() {
        window = JourneyWindow()
    }

    /// Appends the credits of an identity's next conversion, for callers that write them one conversion at a time.
    ///
    /// - Parameters:
    ///   - conversion: not before the last one since `beginIdentity()`.
    ///   - touches: all of the identity, by `TouchOrder`, the same each time.
    /// - Complexity: O(*k*) for *k* kept touches, and the touches that the window passes.
    package mutating func attribute(
        _ conversion: Conversion, touches: Span<Touch>, into batch: inout CreditBatch
    ) {
        precondition(batch.models == attribution.models, "the batch has the columns of these models")
        work.touchesPassed += window.slide(to: conversion.at, lookback: lookbackMilliseconds, touches: touches)
        guard window.start < window.end else {
            let reason: UnattributedReason = window.end == 0 ? .noTouch : .outsideLookback
            batch.journeys.append(Journey(conversion: conversion.reference, unattributed: reason))
            return
        }
        var journey = Journey(
            conversion: conversion.reference, touches: window.start..<window.end, keeping: attribution.maxTouches)
        findSoleTouches(of: journey, touches: touches)
        let first = batch.touches.count
        appendRows(of: journey, touches: touches, to: &batch)
        for model in attribution.models.indices {
            appendShares(by: model, of: journey, touches: touches, to: &batch.shares[model])
        }
        if mayLeaveEmptyRows { batch.removeEmptyRows(from: first) }
        journey.credits = first..<batch.touches.count
        batch.journeys.append(journey)
    }

    private mutating func findSoleTouches(of journey: Journey, touches: Span<Touch>) {
        soleTouches.removeAll(keepingCapacity: true)
        for model in attribution.models {
            soleTouches.append(model.soleTouch(of: journey, touches: touches, read: &work.touchesRead) ?? -1)
        }
    }

    /// A row for each kept touch where a model divides, else for each that has all of a model's credit.
    private mutating func appendRows(of journey: Journey, touches: Span<Touch>, to batch: inout CreditBatch) {
        if dividesAmongAll {
            work.touchesRead += journey.keptTouches
            for place in 0..<journey.keptTouches {
                batch.touches.append(touches[journey.touch(at: place)].reference)
            }
            return
        }
        places.removeAll(keepingCapacity: true)
        for place in soleTouches where !places.contains(place) {
            places.append(place)
        }
        places.sort()
        for place in places {
            batch.touches.append(touches[journey.touch(at: place)].reference)
        }
    }

    private mutating func appendShares(
        by model: Int, of journey: Journey, touches: Span<Touch>, to shares: inout [Int64]
    ) {
        switch attribution.models[model] {
        case .firstTouch, .lastTouch, .lastNonDirect, .lastPaid:
            let sole = soleTouches[model]
            for row in 0..<(dividesAmongAll ? journey.keptTouches : places.count) {
                let place = dividesAmongAll ? row : places[row]
                shares.append(place == sole ? Shares.whole : 0)
            }
        case .linear:
            Linear.appendShares(of: journey, to: &shares)
        case .timeDecay:
            work.touchesRead += journey.keptTouches
            TimeDecay.weigh(
                journey, touches: touches, halfLifeMilliseconds: halfLifeMilliseconds, into: &weights)
            apportionment.appendShares(by: weights, to: &shares)
        case .positionBased:
            PositionBased.weigh(journey, by: attribution.position, into: &weights)
            apportionment.appendShares(by: weights, to: &shares)
        }
    }
}
