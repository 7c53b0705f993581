/// How conversions are credited, and which numbers the marts that are safe to sum use.
package struct AttributionDefinition: Hashable, Sendable {
    /// Whether a deal and its payments share the journey of the lead that opened them.
    package enum Anchor: String, Hashable, Sendable, CaseIterable {
        case lead
        /// Each conversion has a journey of its own.
        case own
    }

    /// The date axis of a conversion's numbers.
    package enum Basis: String, Hashable, Sendable, CaseIterable {
        case touch, lead
        case dealCreated = "deal_created"
        case dealWon = "deal_won"
        case payment
    }

    /// Model names in the file's order.
    package var models: [String]
    /// What credit is shown for, of lead, deal_won and payment, in this order.
    package var conversions: [String]
    package var anchor: Anchor
    /// The model of `v1_channel_daily` and of the report.
    package var reportModel: String
    /// The date that conversions lie on in the marts that are safe to sum.
    package var reportBasis: Basis
    /// Whether costs and revenue are with VAT, where sources declare their VAT.
    package var reportVAT: VATBase
    /// How long before a conversion a touch still counts, in seconds; a day is 86,400 of them.
    package var lookbackSeconds: Int64
    /// The age at which time decay halves a touch's weight, in seconds.
    package var halfLifeSeconds: Int64
    package var position: PositionWeights
    /// How many touches a journey keeps: half of them its first, half its latest.
    package var maxTouches: Int

    package init(
        models: [String],
        conversions: [String] = ["lead"],
        anchor: Anchor = .lead,
        reportModel: String,
        reportBasis: Basis = .lead,
        reportVAT: VATBase = .gross,
        lookbackSeconds: Int64 = 90 * 86_400,
        halfLifeSeconds: Int64 = 7 * 86_400,
        position: PositionWeights = .usual,
        maxTouches: Int = 1000
    ) {
        self.models = models
        self.conversions = conversions
        self.anchor = anchor
        self.reportModel = reportModel
        self.reportBasis = reportBasis
        self.reportVAT = reportVAT
        self.lookbackSeconds = lookbackSeconds
        self.halfLifeSeconds = halfLifeSeconds
        self.position = position
        self.maxTouches = maxTouches
    }
}

/// What the model by position gives to the first touch of a journey, to those between and to the last, in percent.
package struct PositionWeights: Hashable, Sendable {
    package let first: Int
    package let middle: Int
    package let last: Int

    /// 40, 20, 40: also called U-shaped.
    package static let usual = PositionWeights(first: 40, middle: 20, last: 40)

    /// - Precondition: none negative, 100 together, and not all of it between the ends.
    package init(first: Int, middle: Int, last: Int) {
        precondition(Self.problem(first, middle, last) == nil, "no weights of positions")
        self.first = first
        self.middle = middle
        self.last = last
    }

    /// Why three numbers are no weights, as a message continues after "must", or nil where they are.
    static func problem(_ first: Int, _ middle: Int, _ last: Int) -> String? {
        let range = 0...100
        guard range.contains(first), range.contains(middle), range.contains(last), first + middle + last == 100 else {
            return "be three whole numbers that sum to 100"
        }
        return middle == 100 ? "leave something for the first or the last touch" : nil
    }
}
