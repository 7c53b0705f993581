extension Day {
    /// The days of this day's calendar month.
    package var month: ClosedRange<Day> {
        let (year, month, day) = components
        let first = advanced(by: 1 - day)
        return first...first.advanced(by: Day.length(ofMonth: month, year: year) - 1)
    }

    /// The days of this day's week, from Monday.
    package var week: ClosedRange<Day> {
        // 1970-01-01 was a Thursday.
        let monday = advanced(by: -Int(((number + 3) % 7 + 7) % 7))
        return monday...monday.advanced(by: 6)
    }

    /// `YYYY-MM`.
    package var monthName: String {
        String(description.dropLast(3))
    }
}

extension ClosedRange<Day> {
    /// The calendar months these days lie in, the first and the last cut to them.
    ///
    /// - Complexity: O(*n*) in the months.
    package var months: [ClosedRange<Day>] {
        var months: [ClosedRange<Day>] = []
        var first = lowerBound
        while first <= upperBound {
            let last = Swift.min(first.month.upperBound, upperBound)
            months.append(first...last)
            first = last.advanced(by: 1)
        }
        return months
    }

    /// The days from the first to the last of both.
    package func spanning(_ other: ClosedRange<Day>?) -> ClosedRange<Day> {
        guard let other else { return self }
        return Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
    }
}
