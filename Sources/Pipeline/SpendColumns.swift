import Definitions
import Warehouse

/// Computes what a row of spend costs, and its other given columns.
struct SpendColumns: Sendable {
    /// The columns of a batch after the ids of traffic source and advert.
    struct Block: Sendable {
        var columns: [GivenColumn]
        /// The first row without a cost.
        var defect: (row: Int, defect: CostRule.Defect)?
    }

    private let rule: CostRule
    private let reporting: String
    private let currency: Int?
    private let lastDay: Int?
    private let amount: Int?

    init(_ pipeline: PipelineDefinition, source: SourceDefinition, contract: EntityContract) {
        rule = CostRule(source, of: pipeline)
        reporting = pipeline.currency
        currency = contract.index(of: "currency")
        lastDay = contract.index(of: "date_to")
        amount = contract.index(of: "cost")
    }

    /// The columns of a batch.
    ///
    /// Amounts in another currency get no cost here: the rates may be in a file that isn't read yet.
    func block(of batch: RecordBatch) -> Block {
        let foreign = foreignCurrencies(batch)
        var nets: [Int64] = []
        var vats: [Int64] = []
        var fees: [Int64] = []
        var levies: [Int64] = []
        var costs: [Int64] = []
        var defect: (row: Int, defect: CostRule.Defect)?
        for row in 0..<batch.count {
            var cost = SpendCost(cost: 0)
            if foreign.isEmpty || foreign[row].isEmpty {
                do throws(CostRule.Defect) {
                    cost = try rule.cost(of: batch.integer(amount, row), on: batch.days[row])
                } catch {
                    if defect == nil { defect = (row, error) }
                }
            }
            nets.append(cost.net ?? RecordColumn.null)
            vats.append(cost.vat ?? RecordColumn.null)
            fees.append(cost.fee)
            levies.append(cost.levy)
            costs.append(cost.cost)
        }
        return Block(
            columns: [
                currencies(foreign), .days(lastDays(batch)), .integers(nets), .integers(vats), .integers(fees),
                .integers(levies), .integers(costs),
            ], defect: defect)
    }

    /// The currency of each row where it isn't the reports', else ''; empty where none is.
    private func foreignCurrencies(_ batch: RecordBatch) -> [String] {
        var foreign: [String] = []
        batch.withTexts(of: [currency]) { texts in
            guard !texts[0].isAbsent else { return }
            let reporting = Array(self.reporting.utf8)
            for row in 0..<batch.count where !texts[0][row].isEmpty && !texts[0][row].elementsEqual(reporting) {
                let currency = String(decoding: texts[0][row], as: UTF8.self).uppercased()
                guard currency != self.reporting else { continue }
                if foreign.isEmpty { foreign = Array(repeating: "", count: batch.count) }
                foreign[row] = currency
            }
        }
        return foreign
    }

    private func currencies(_ foreign: [String]) -> GivenColumn {
        guard !foreign.isEmpty else { return .text(reporting) }
        var texts = TextColumn()
        for currency in foreign { texts.append((currency.isEmpty ? reporting : currency).utf8) }
        return .texts(texts)
    }

    /// The last day of each row's cost.
    private func lastDays(_ batch: RecordBatch) -> [Day] {
        guard let lastDay, case .integers(let values) = batch.columns[lastDay] else { return batch.days }
        return batch.days.indices.map { row in
            values[row] == RecordColumn.null ? batch.days[row] : Day(number: Int32(values[row]))
        }
    }
}

/// The first row of a file that has no cost.
struct SpendDefect {
    private var found: (line: Int64, day: Day, defect: CostRule.Defect)?

    mutating func look(at block: SpendColumns.Block, of batch: RecordBatch) {
        guard found == nil, let (row, defect) = block.defect else { return }
        found = (batch.lines[row], batch.days[row], defect)
    }

    /// Why the file is refused; nil where each row has a cost.
    func refusal(_ path: String) -> Diagnostic? {
        found.map { $0.defect.diagnostic(on: $0.day, at: SourceLocation(file: path, line: Int($0.line))) }
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
