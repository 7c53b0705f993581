/// Credits of conversions: a row for each touch that any model credits, with a column of shares for each model.
///
/// Callers clear it between conversions or identities as often as they like to bound its size.
package struct CreditBatch: Sendable {
    package let models: [AttributionModel]
    /// One journey a conversion, in their order.
    package internal(set) var journeys: [Journey] = []
    /// What the caller knows each row's touch by.
    package internal(set) var touches: [Int64] = []
    /// A column for each of `models`, in billionths of the row's conversion.
    package internal(set) var shares: [[Int64]]

    package init(models: [AttributionModel]) {
        self.models = models
        shares = Array(repeating: [], count: models.count)
    }

    /// Forgets all rows and keeps their memory.
    package mutating func removeAll() {
        journeys.removeAll(keepingCapacity: true)
        touches.removeAll(keepingCapacity: true)
        for model in shares.indices {
            shares[model].removeAll(keepingCapacity: true)
        }
    }

    /// Removes the rows, from one on, that no model credits.
    mutating func removeEmptyRows(from first: Int) {
        var end = first
        for row in first..<touches.count where isCredited(row) {
            if row != end {
                touches[end] = touches[row]
                for model in shares.indices {
                    shares[model][end] = shares[model][row]
                }
            }
            end += 1
        }
        touches.removeLast(touches.count - end)
        for model in shares.indices {
            shares[model].removeLast(shares[model].count - end)
        }
    }

    private func isCredited(_ row: Int) -> Bool {
        for model in shares.indices where shares[model][row] != 0 {
            return true
        }
        return false
    }
}
