/// How the cost of a source is divided over channels: `split` in the pipeline file.
package enum SplitDefinition: Hashable, Sendable {
    /// What one channel bears of a cost.
    package struct Share: Hashable, Sendable {
        package var channel: String
        package var percent: Percent

        package init(channel: String, percent: Percent) {
            self.channel = channel
            self.percent = percent
        }
    }

    /// In proportion to the counted leads that each channel has in the month of the cost.
    case leads
    /// In proportion to the revenue that each channel has in the month of the cost.
    case revenue
    /// By shares that sum to the whole.
    case fixed([Share])

    /// The setting's words.
    enum Basis: String, CaseIterable {
        case leads, revenue, fixed
    }
}
