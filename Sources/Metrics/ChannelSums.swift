/// The sums that a channel report's measures are made of, for one row or the total.
package struct ChannelSums: Hashable, Sendable {
    /// Money spent, in micros.
    package var costMicros: Int64
    package var impressions: Int64
    package var clicks: Int64
    package var visits: Int64
    /// Leads that are unique and neither spam nor test, in billionths: models divide a lead among channels.
    package var leadBillionths: Int64
    /// Won deals, in billionths.
    package var wonDealBillionths: Int64
    /// The amounts of won deals, in micros.
    package var revenueMicros: Int64
    /// Payments less refunds, in micros.
    package var paymentsMicros: Int64

    package init(
        costMicros: Int64 = 0, impressions: Int64 = 0, clicks: Int64 = 0, visits: Int64 = 0, leadBillionths: Int64 = 0,
        wonDealBillionths: Int64 = 0, revenueMicros: Int64 = 0, paymentsMicros: Int64 = 0
    ) {
        self.costMicros = costMicros
        self.impressions = impressions
        self.clicks = clicks
        self.visits = visits
        self.leadBillionths = leadBillionths
        self.wonDealBillionths = wonDealBillionths
        self.revenueMicros = revenueMicros
        self.paymentsMicros = paymentsMicros
    }

    /// Both together, or nil where a sum doesn't fit into 64 bits.
    package func adding(_ other: ChannelSums) -> ChannelSums? {
        let cost = costMicros.addingReportingOverflow(other.costMicros)
        let impressions = impressions.addingReportingOverflow(other.impressions)
        let clicks = clicks.addingReportingOverflow(other.clicks)
        let visits = visits.addingReportingOverflow(other.visits)
        let leads = leadBillionths.addingReportingOverflow(other.leadBillionths)
        let deals = wonDealBillionths.addingReportingOverflow(other.wonDealBillionths)
        let revenue = revenueMicros.addingReportingOverflow(other.revenueMicros)
        let payments = paymentsMicros.addingReportingOverflow(other.paymentsMicros)
        guard ![cost, impressions, clicks, visits, leads, deals, revenue, payments].contains(where: \.overflow) else {
            return nil
        }
        return ChannelSums(
            costMicros: cost.partialValue,
            impressions: impressions.partialValue,
            clicks: clicks.partialValue,
            visits: visits.partialValue,
            leadBillionths: leads.partialValue,
            wonDealBillionths: deals.partialValue,
            revenueMicros: revenue.partialValue,
            paymentsMicros: payments.partialValue
        )
    }
}
