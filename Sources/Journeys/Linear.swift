/// The same credit to every touch; repeated visits of one channel count each.
enum Linear {
    /// - Complexity: O(*k*) in the kept touches
    static func appendShares(of journey: Journey, to shares: inout [Int64]) {
        let (share, rest) = Shares.whole.quotientAndRemainder(dividingBy: Int64(journey.keptTouches))
        // All remainders are equal, so that the largest go by position.
        for place in 0..<journey.keptTouches {
            shares.append(share + (place < rest ? 1 : 0))
        }
    }
}
