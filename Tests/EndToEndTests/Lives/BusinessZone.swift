/// The days and hours of a business, by the rules of three zones as they stand in 2025 and 2026.
///
/// Written anew, for the model must not share the program's own table. Moments are minutes since 1970 UTC, days are
/// counted from 1970-01-01.
struct BusinessZone: Hashable {
    var name: String

    static let all = ["Europe/Moscow", "Europe/Berlin", "America/New_York"].map { BusinessZone(name: $0) }

    /// Minutes to add to UTC.
    func offset(at minute: Int) -> Int {
        let year = Self.civil(minute.floored(by: 1440)).year
        switch name {
        case "Europe/Berlin":
            let from = Self.sunday(onOrBefore: Self.day(year, 3, 31)) * 1440 + 60
            let to = Self.sunday(onOrBefore: Self.day(year, 10, 31)) * 1440 + 60
            return (from..<to).contains(minute) ? 120 : 60
        case "America/New_York":
            let from = Self.sunday(onOrBefore: Self.day(year, 3, 14)) * 1440 + 7 * 60
            let to = Self.sunday(onOrBefore: Self.day(year, 11, 7)) * 1440 + 6 * 60
            return (from..<to).contains(minute) ? -240 : -300
        default: return 180
        }
    }

    /// The day of a moment.
    func day(of minute: Int) -> Int {
        (minute + offset(at: minute)).floored(by: 1440)
    }

    /// The moment that its local time is read as: of an hour that occurs twice, the first.
    func unambiguous(_ minute: Int) -> Int {
        let earlier = minute - 60
        return earlier + offset(at: earlier) == minute + offset(at: minute) ? earlier : minute
    }

    /// `2026-03-29 01:30:00` local time, or UTC with a Z.
    func text(_ minute: Int, isUTC: Bool) -> String {
        let shown = isUTC ? minute : minute + offset(at: minute)
        let rest = shown - shown.floored(by: 1440) * 1440
        return
            "\(Self.date(shown.floored(by: 1440)))\(isUTC ? "T" : " ")\(Self.two(rest / 60)):\(Self.two(rest % 60)):00"
            + (isUTC ? "Z" : "")
    }

    // MARK: Days

    static func date(_ day: Int) -> String {
        let civil = civil(day)
        return "\(civil.year)-\(two(civil.month))-\(two(civil.day))"
    }

    static func month(_ day: Int) -> String { String(date(day).prefix(7)) }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// 1970-01-01 was a Thursday, 1969-12-28 a Sunday.
    private static func sunday(onOrBefore day: Int) -> Int { (day + 4).floored(by: 7) * 7 - 4 }

    /// Years that begin in March have their leap day last (Hinnant: chrono-Compatible Low-Level Date Algorithms, 2021).
    static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month < 3 ? year - 1 : year
        let ofYear = (153 * (month < 3 ? month + 9 : month - 3) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + ofYear - 719_468
    }

    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        var year = (day + 719_468) * 400 / 146_097
        if Self.day(year, 3, 1) > day { year -= 1 }
        if Self.day(year + 1, 3, 1) <= day { year += 1 }
        let ofYear = day - Self.day(year, 3, 1)
        let month = (5 * ofYear + 2) / 153
        return (month < 10 ? year : year + 1, month < 10 ? month + 3 : month - 9, ofYear - (153 * month + 2) / 5 + 1)
    }
}

extension Int {
    /// The quotient rounded down.
    func floored(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
