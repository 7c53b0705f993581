import Metrics

/// Numbers as people read them: grouped by thousands, money to the cent.
struct NumberText {
    private let group: String
    private let mark: String

    init(_ language: Measure.Language) {
        // A no-break space keeps a number together in whatever shows the text.
        group = language == .ru ? "\u{A0}" : ","
        mark = language == .ru ? "," : "."
    }

    /// A measure's value in micros, rounded half-even; `—` where there is none.
    func text(_ micros: Int64?, _ unit: Measure.Unit) -> String {
        guard let micros else { return "—" }
        switch unit {
        case .money: return decimal(micros, places: 2)
        case .count: return decimal(micros, places: micros % 1_000_000 == 0 ? 0 : 2)
        case .share: return decimal(micros, places: 1, scale: 100) + "%"
        }
    }

    /// Micros times a scale as decimal text of so many places.
    private func decimal(_ micros: Int64, places: Int, scale: UInt64 = 1) -> String {
        let unit = (0..<(6 - places)).reduce(UInt64(1)) { power, _ in power * 10 }
        let scaled = micros.magnitude.multipliedReportingOverflow(by: scale)
        guard !scaled.overflow else { return "—" }
        var units = scaled.partialValue / unit
        let rest = scaled.partialValue % unit
        if rest * 2 > unit || (rest * 2 == unit && units % 2 == 1) { units += 1 }
        let power = (0..<places).reduce(UInt64(1)) { power, _ in power * 10 }
        var whole = String(units / power)
        var grouped = ""
        while whole.count > 3 {
            grouped = group + whole.suffix(3) + grouped
            whole.removeLast(3)
        }
        let sign = micros < 0 && units > 0 ? "-" : ""
        guard places > 0 else { return sign + whole + grouped }
        let fraction = String(units % power)
        return sign + whole + grouped + mark + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
