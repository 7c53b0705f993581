package import Definitions

/// The rules of crediting: which models, how far back, how many touches.
package struct Attribution: Hashable, Sendable {
    /// The models to compute, each once; credits have a column for each, in this order.
    package var models: [AttributionModel]
    /// How far back a touch counts, in seconds from 0 on; days are 86,400 of them.
    package var lookbackSeconds: Int64
    /// The age at which time decay halves a touch's weight, in seconds, more than 0.
    package var halfLifeSeconds: Int64
    package var position: PositionWeights
    /// How many touches a journey keeps: its first half, rounded up, and its latest.
    package var maxTouches: Int

    /// - Precondition: the ranges stated at the properties, and at least two touches kept.
    package init(
        models: [AttributionModel],
        lookbackSeconds: Int64 = 90 * 86_400,
        halfLifeSeconds: Int64 = 7 * 86_400,
        position: PositionWeights = .usual,
        maxTouches: Int = 1000
    ) {
        precondition(lookbackSeconds >= 0 && halfLifeSeconds > 0, "times must be positive")
        precondition(maxTouches >= 2, "a journey keeps its first and its last touch")
        precondition(Set(models).count == models.count, "each model is computed once")
        self.models = models
        self.lookbackSeconds = lookbackSeconds
        self.halfLifeSeconds = halfLifeSeconds
        self.position = position
        self.maxTouches = maxTouches
    }

    /// The rules of a pipeline file, for all of its models or for those given.
    package init(_ definition: AttributionDefinition, models: [AttributionModel]? = nil) {
        self.init(
            models: models ?? definition.models.compactMap(AttributionModel.init(rawValue:)),
            lookbackSeconds: definition.lookbackSeconds,
            halfLifeSeconds: definition.halfLifeSeconds,
            position: definition.position,
            maxTouches: definition.maxTouches)
    }

    /// The lookback in milliseconds, or all that fit into 64 bits.
    package var lookbackMilliseconds: Int64 {
        let (product, overflow) = lookbackSeconds.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : product
    }
}
