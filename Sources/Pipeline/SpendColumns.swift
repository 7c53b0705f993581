import Definitions
import Warehouse

/// Computes what a row of spend costs, and its other given columns.
struct SpendColumns {
    private let rule: CostRule
    private let reporting: String
    private let currency: Int?
    private let lastDay: Int?
    private let amount: Int?
    private var defect: (line: Int64, day: Day, defect: CostRule.Defect)?

    init(_ pipeline: PipelineDefinition, source: SourceDefinition, contract: EntityContract) {
        rule = CostRule(source, of: pipeline)
        reporting = pipeline.currency
        currency = contract.index(of: "currency")
        lastDay = contract.index(of: "date_to")
        amount = contract.index(of: "cost")
    }

    /// The columns after the traffic id.
    ///
    /// Amounts in another currency get no cost here: the rates may be in a file that isn't read yet.
    mutating func columns(of batch: RecordBatch) -> [FactLoader.GivenColumn] {
        var currencies: [String] = []
        var lastDays: [String] = []
        var costs: [SpendCost] = []
        for row in 0..<batch.count {
            let text = batch.text(currency, row)
            let currency = text.isEmpty || text == reporting ? reporting : text.uppercased()
            let last = lastDay.flatMap { batch.columns[$0].integer(at: row) }.map { Day(number: Int32($0)) }
            currencies.append(currency)
            lastDays.append((last ?? batch.days[row]).description)
            costs.append(
                currency == reporting
                    ? cost(of: batch.integer(amount, row), on: batch.days[row], line: batch.lines[row])
                    : SpendCost(cost: 0))
        }
        return [
            .texts(currencies), .texts(lastDays), .nullables(costs.map(\.net)), .nullables(costs.map(\.vat)),
            .integers(costs.map(\.fee)), .integers(costs.map(\.levy)), .integers(costs.map(\.cost)),
        ]
    }

    private mutating func cost(of micros: Int64, on day: Day, line: Int64) -> SpendCost {
        do throws(CostRule.Defect) {
            return try rule.cost(of: micros, on: day)
        } catch {
            if defect == nil { defect = (line, day, error) }
            return SpendCost(cost: 0)
        }
    }

    /// Why a file is refused, naming its first row without a cost.
    func refusal(_ path: String) -> Diagnostic? {
        defect.map { $0.defect.diagnostic(on: $0.day, at: SourceLocation(file: path, line: Int($0.line))) }
    }
}

extension CostRule {
    /// The rule of a source within its pipeline.
    init(_ source: SourceDefinition, of pipeline: PipelineDefinition) {
        self.init(vat: source.vat, fees: source.fees, base: pipeline.attribution.reportVAT)
    }
}

extension CostRule.Defect {
    /// What to tell of a row.
    ///
    /// - Parameter name: what the day is to the row.
    func diagnostic(on day: Day, named name: String = "the row's day", at place: SourceLocation) -> Diagnostic {
        switch self {
        case .beforeFirstRate(let first):
            Diagnostic(
                at: place, "\(name), \(day), is before the first VAT rate, which holds from \(first)",
                hint: "add the rate of that time to the source's vat: { rates: [{ from: …, rate: … }] }")
        case .overflow:
            Diagnostic(
                at: place, "the amount with VAT and fees doesn't fit into 64 bits of millionths",
                hint: "check the amount, and whether the map lacks unit: micros")
        }
    }
}
