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
        let http = pipeline.definition.http
        settings.privateHosts = Set(http.privateHosts)
        if let seconds = http.connectTimeout { settings.connectTimeout = Int(seconds) * 1000 }
        if let seconds = http.idleTimeout { settings.idleTimeout = Int(seconds) * 1000 }
        if let seconds = http.wholeTimeout { settings.wholeTimeout = Int(seconds) * 1000 }
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
