import Definitions
import Warehouse

/// Converts spend in other currencies by the rates as published, whichever of the two came first.
struct CurrencyConversion {
    private let pipeline: LoadedPipeline
    private let publication: Publication
    private let rules: [String: CostRule]

    init(_ pipeline: LoadedPipeline, _ publication: Publication) {
        self.pipeline = pipeline
        self.publication = publication
        let definition = pipeline.definition
        rules = Dictionary(
            definition.sources.map { ($0.name, CostRule($0, of: definition)) }, uniquingKeysWith: { first, _ in first })
    }

    /// A currency's first row without a rate.
    private struct Gap {
        var row: Publication.ForeignSpend
        var days: Set<Day>
    }

    /// Converts.
    ///
    /// - Throws: `Failure.Kind.refused` with each currency that lacks a rate, and with rates that contradict another.
    func convert() throws {
        let rates = try rates()
        let currency = pipeline.definition.currency
        var gaps: [Gap] = []
        var defects: [Diagnostic] = []
        let rateSources = pipeline.definition.sources.filter { $0.entity == "rate" }.map(\.name)
        try publication.convertSpend(to: currency, byRatesOf: rateSources) { row in
            guard let rule = rules[row.source] else { return nil }
            guard let rate = rates.rate(of: row.currency, on: row.day) else {
                if gaps.last?.row.currency != row.currency { gaps.append(Gap(row: row, days: [])) }
                gaps[gaps.count - 1].days.insert(row.day)
                return nil
            }
            do throws(CostRule.Defect) {
                guard let amount = rate.converted(row.amount) else { throw .overflow }
                return try rule.cost(of: amount, on: row.day)
            } catch {
                if defects.isEmpty { defects.append(error.diagnostic(on: row.day, at: place(row.path, row.line))) }
                return nil
            }
        }
        let refusals = gaps.map(diagnostic) + defects
        guard refusals.isEmpty else { throw Failure(.refused, refusals) }
    }

    private func rates() throws -> ExchangeRates {
        var rates = ExchangeRates()
        var known: Publication.RateRecord?
        var conflicts: [Diagnostic] = []
        for record in try publication.rates() {
            if !rates.add(record.rate, of: record.currency, on: record.day), let known {
                conflicts.append(
                    Diagnostic(
                        at: place(record.path, record.line),
                        "another rate of \(record.currency) for \(record.day) than at \(place(known.path, known.line))",
                        hint: "keep one of the two"))
            }
            if known?.currency != record.currency || known?.day != record.day { known = record }
        }
        guard conflicts.isEmpty else { throw Failure(.refused, Array(conflicts.prefix(10))) }
        return rates
    }

    private func diagnostic(_ gap: Gap) -> Diagnostic {
        let row = gap.row
        let currency = pipeline.definition.currency
        let others = gap.days.count - 1
        let sources = pipeline.definition.sources.filter { $0.entity == "rate" }.map { "'\($0.name)'" }
        let from = row.day.advanced(by: -ExchangeRates.reach)
        return Diagnostic(
            at: place(row.path, row.line),
            "there is no rate of \(row.currency) to \(currency) for \(row.day) or the \(ExchangeRates.reach) days before "
                + "it\(others > 0 ? ", nor for \(others) more \(others == 1 ? "day" : "days")" : "")",
            hint: sources.isEmpty
                ? "add a source of exchange rates, entity: rate"
                : "add a rate of \(row.currency) of \(from) to \(row.day) to source \(sources.joined(separator: " or "))"
        )
    }

    private func place(_ path: String, _ line: Int64) -> SourceLocation {
        SourceLocation(file: pipeline.openPath(path), line: Int(line))
    }
}

extension PipelineDefinition {
    /// Whether amounts in other currencies can be converted.
    var hasRates: Bool {
        sources.contains { $0.entity == "rate" }
    }
}
