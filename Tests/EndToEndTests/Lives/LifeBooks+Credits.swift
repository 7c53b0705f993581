import Foundation

/// What models give to each touch.
extension LifeBooks {
    /// A touch's part of a conversion, or all of it where nothing is known.
    struct Credit {
        var touch: Touch?
        /// Billionths.
        var share: Int
        /// Micros.
        var value: Int
    }

    private static let whole = 1_000_000_000

    /// How a model divides a conversion.
    func credits(_ conversion: Conversion, by model: String) -> [Credit] {
        let touches = conversion.journey.touches
        guard let last = touches.last else { return [Credit(share: Self.whole, value: conversion.value)] }
        func one(_ place: Int) -> [Int] { touches.indices.map { $0 == place ? 1 : 0 } }
        let between = max(1, touches.count - 2)
        let position = definition.attribution.position
        let latest = touches.lastIndex { !$0.isDirect } ?? touches.count - 1
        let weights: [Int] =
            switch model {
            case "first_touch": one(0)
            case "last_touch": one(touches.count - 1)
            case "last_non_direct": one(latest)
            case "last_paid": one(touches.lastIndex(where: \.isPaid) ?? latest)
            case "linear": touches.map { _ in 1 }
            case "time_decay":
                touches.map {
                    let age = Double(last.at - $0.at) / Double(definition.attribution.halfLifeMinutes)
                    return Int(exp2(max(-62, 60 - age)))
                }
            default:
                touches.count == 1
                    ? [1]
                    : touches.indices.map {
                        $0 == 0
                            ? position[0] * between : $0 == touches.count - 1 ? position[2] * between : position[1]
                    }
            }
        let shares = Self.parts(of: Self.whole, by: weights)
        // In cents where the amount is whole cents.
        let unit = conversion.value % 10_000 == 0 ? 10_000 : 1
        let values = Self.parts(of: conversion.value / unit, by: shares)
        return touches.indices.map { Credit(touch: touches[$0], share: shares[$0], value: values[$0] * unit) }
    }

    /// A sum in whole parts by weights: each rounded down, and one more where most was cut off, the first of equals.
    static func parts(of sum: Int, by weights: [Int]) -> [Int] {
        let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
        guard total > 0 else { return [] }
        let products = weights.map { Int128(abs(sum)) * Int128($0) }
        var parts = products.map { Int($0 / total) }
        let order = parts.indices.sorted { (-(products[$0] % total), $0) < (-(products[$1] % total), $1) }
        for index in order.prefix(abs(sum) - parts.reduce(0, +)) { parts[index] += 1 }
        return parts.map { sum < 0 ? -$0 : $0 }
    }

    // MARK: What must be published

    static let journeySQL = """
        SELECT conversion, conversion_id, identity, touches, dropped_touches, path, unattributed_reason
        FROM v1_journey ORDER BY conversion, conversion_id
        """

    static let creditSQL = """
        SELECT conversion, conversion_id, model, credit.day, channel, source, medium, campaign, share_billionths,
            credit.value_micros
        FROM fact_journey JOIN fact_credit_by_model AS credit USING (journey_id) JOIN dim_model USING (model)
        JOIN dim_traffic ON dim_traffic.traffic_id = credit.traffic_id JOIN dim_channel USING (channel_id)
        ORDER BY conversion, conversion_id, dim_model.position, credit.position
        """

    static let leadSQL = """
        SELECT lead_id, channel, source, medium, campaign, unattributed_reason FROM v1_lead ORDER BY lead_id
        """

    /// The rows that `journeySQL` must give.
    func journeys(_ conversions: [Conversion]) -> [String] {
        conversions.map { conversion in
            let journey = conversion.journey
            var path = journey.touches.map { definition.channel($0.place.source, $0.place.medium) }
            if path.count > 40 { path.replaceSubrange(20..<path.count - 20, with: ["…"]) }
            return
                "\(conversion.kind)|\(conversion.id)|\(journey.person ?? "")|\(journey.touches.count)|\(journey.dropped)"
                + "|\(path.joined(separator: " > "))|\(journey.reason)"
        }
    }

    /// The rows that `creditSQL` must give.
    func credits(_ conversions: [Conversion]) -> [String] {
        conversions.flatMap { conversion in
            definition.attribution.models.flatMap { model in
                credits(conversion, by: model).filter { $0.share > 0 }.map { credit in
                    "\(conversion.kind)|\(conversion.id)|\(model)|\(BusinessZone.date(credit.touch?.day ?? conversion.day))"
                        + "|\(text(credit.touch?.place ?? Origin()))|\(credit.share)|\(credit.value)"
                }
            }
        }
    }

    /// The rows that `leadSQL` must give: each lead in the place of the touch that the report's model credits most.
    func leads(_ conversions: [Conversion]) -> [String] {
        conversions.filter { $0.kind == .lead }.map { lead in
            let credits = credits(lead, by: definition.attribution.reported)
            let most = credits.last { $0.share == credits.map(\.share).max() }
            return "\(lead.id)|\(text(most?.touch?.place ?? Origin()))|\(lead.journey.reason)"
        }
    }

    private func text(_ place: Origin) -> String {
        "\(definition.channel(place.source, place.medium))|\(place.source)|\(place.medium)|\(place.campaign)"
    }
}
