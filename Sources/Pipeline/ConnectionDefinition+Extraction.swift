import Definitions
import Extract
import Foundation

extension ConnectionDefinition {
    /// What asks the platform on behalf of a pipeline.
    ///
    /// - Parameter tap: what stands between it and the network; nil: nothing.
    func extraction(
        in pipeline: LoadedPipeline, budgets: RateBudgets, interruption: Interruption, tap: ExchangeTap? = nil
    ) throws(Failure) -> ConnectorExtraction {
        var settings = HTTPSettings(environment: ProcessInfo.processInfo.environment)
        settings.privateHosts = Set(pipeline.definition.http.privateHosts)
        settings.userAgent = "throughline/\(engineVersion)"
        let parameters = values.mapValues { value -> TemplateValue in
            switch value {
            case .text(let text): .text(text)
            case .list(let texts): .list(texts)
            case .secret(let secret): .secret(secret)
            }
        }
        return try ConnectorExtraction(
            connector, parameters: parameters, settings: settings, budgets: budgets,
            tokenFolder: pipeline.folder.isEmpty ? "var/tokens" : "\(pipeline.folder)/var/tokens", tap: tap,
            interruption: { () throws(Failure) in try interruption.check() })
    }
}
