import Definitions
import Warehouse

/// Takes the VAT out of what was sold and paid, or adds it, by the rate of the day each amount belongs to.
///
/// A payment belongs to its own day; a deal to the day it was won, until then to the day it was created. A refund gives
/// the VAT back that was paid: it has the rate of the payment it names, and that of its own day where that is not known.
struct SalesVAT {
    let pipeline: LoadedPipeline
    let publication: Publication

    /// Settles all deals and payments of sources that declare their VAT.
    ///
    /// - Returns: why the run is refused: the first amount of each source whose day is before its first rate. Amounts
    ///   that no mart has, because they lie before the pipeline's start, have no VAT then.
    func settle() throws -> [Diagnostic] {
        guard let zone = ZoneTable(identifier: pipeline.definition.timeZone) else { return [] }
        var refusals: [Diagnostic] = []
        for source in pipeline.definition.sources where source.entity == "deal" || source.entity == "payment" {
            guard let vat = source.vat, let table = FactTable.of(entity: source.entity) else { continue }
            var defect: (sale: Publication.TaxedSale, diagnostic: Diagnostic)?
            try publication.settleVAT(table, source: source.name) { sale in
                let day = sale.wonAt.map(zone.day) ?? sale.day
                do throws(CostRule.Defect) {
                    let parts = try vat.parts(of: sale.amount, on: day)
                    return Publication.SaleVAT(day: day, net: parts.net, vat: parts.vat)
                } catch {
                    guard sale.isReported else { return nil }
                    if let known = defect?.sale, (known.path, known.line) <= (sale.path, sale.line) { return nil }
                    let place = SourceLocation(file: pipeline.openPath(sale.path), line: Int(sale.line))
                    defect = (sale, error.diagnostic(on: day, named: Self.name(of: sale), at: place))
                    return nil
                }
            }
            if let defect { refusals.append(defect.diagnostic) }
        }
        return refusals
    }

    /// What the day is whose rate a sale has.
    private static func name(of sale: Publication.TaxedSale) -> String {
        if sale.wonAt != nil { return "the day the deal was won" }
        return sale.isOfTarget ? "the day of the payment that is paid back" : "the row's day"
    }
}
