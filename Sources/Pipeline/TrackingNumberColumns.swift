import Definitions
import Journeys
import Warehouse

/// Computes the given columns of phone numbers on ads.
struct TrackingNumberColumns {
    private let number: Int?
    private let to: Int?

    /// The last day of a number that is given for good.
    private static let never = Day(year: 9999, month: 12, day: 31) ?? Day(number: .max)

    init(contract: EntityContract) {
        number = contract.index(of: "number")
        to = contract.index(of: "to")
    }

    func columns(of batch: RecordBatch) -> [GivenColumn] {
        let rows = 0..<batch.count
        return [
            .texts(TextColumn(rows.map { TrackingNumbers.digits(of: batch.text(number, $0)) })),
            .days(
                rows.map { row in
                    let last = to.flatMap { batch.columns[$0].integer(at: row) }
                    return last.map { Day(number: Int32($0)) } ?? Self.never
                }),
        ]
    }
}
