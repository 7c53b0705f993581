import Definitions

/// How often and how long a request is tried again.
package struct RetryPolicy: Hashable, Sendable {
    /// Tries in all.
    package var attempts: Int
    /// Nanoseconds of the first pause; each further one is twice as long.
    package var firstPause: Int64
    /// Nanoseconds of the longest pause that nobody asked for.
    package var longestPause: Int64
    /// Nanoseconds from the first try to the beginning of the last one, pauses that a server asks for included.
    package var total: Int64
    /// Nanoseconds to wait for what isn't ready yet.
    package var patience: Int64

    package init(
        attempts: Int = 8, firstPause: Int64 = 1_000_000_000, longestPause: Int64 = 60_000_000_000,
        total: Int64 = 1_800_000_000_000, patience: Int64 = 21_600_000_000_000
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.total = total
        self.patience = patience
    }

    /// Nanoseconds to wait after a failed try: between half and the whole of a length that doubles, at random, so that
    /// those who failed together don't come back together.
    ///
    /// - Parameter attempt: how many tries there were.
    package func pause(after attempt: Int, random: inout some RandomNumberGenerator) -> Int64 {
        var length = firstPause
        for _ in 1..<max(1, attempt) where length < longestPause { length *= 2 }
        length = min(length, longestPause)
        return length - Int64.random(in: 0...length / 2, using: &random)
    }
}

/// How long a server asks to be left alone.
package enum RetryAfter {
    /// Seconds from now, in what servers put into `Retry-After` and its likes: a number of seconds, or a moment.
    ///
    /// - Parameter now: seconds since 1970 UTC.
    package static func seconds(_ text: String, now: Int64) -> Int64? {
        let text = text.trimmingSpaces()
        if let number = text.split(separator: ".", omittingEmptySubsequences: false).first, let seconds = Int64(number),
            seconds >= 0
        {
            // A second more for what stands behind the point. Large numbers are moments.
            let isMoment = seconds > 1_000_000_000
            return isMoment ? max(0, seconds - now) : seconds + (text.contains(".") ? 1 : 0)
        }
        return moment(text).map { max(0, $0 - now) }
    }

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7; the older forms are no longer sent).
    private static func moment(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])),
            let number = Int(words[1]), let year = Int(words[3]),
            let day = Day(year: year, month: month + 1, day: number)
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] <= 60 else { return nil }
        return Int64(day.number) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }
}
