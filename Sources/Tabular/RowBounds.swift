package import Definitions

/// The days a file's rows may have, beside what the contract says.
package struct RowBounds: Hashable, Sendable {
    /// The days the file stands for; a row outside them is rejected.
    package var slot: ClosedRange<Day>?
    /// Rows before it are filtered.
    ///
    /// To be set where the entity's rows don't count before the pipeline's `start`.
    package var start: Day?
    /// Rows on or after it are held back: counted as filtered until a later run reads them.
    package var heldFrom: Day?

    package init(slot: ClosedRange<Day>? = nil, start: Day? = nil, heldFrom: Day? = nil) {
        self.slot = slot
        self.start = start
        self.heldFrom = heldFrom
    }

    enum Verdict {
        case loaded, tooEarly, heldBack, outsideSlot
    }

    /// What becomes of a row of some day.
    ///
    /// A slot weighs most: a file with foreign days was exported wrongly.
    func verdict(on day: Day) -> Verdict {
        if let slot, !slot.contains(day) { return .outsideSlot }
        if let start, day < start { return .tooEarly }
        if let heldFrom, day >= heldFrom { return .heldBack }
        return .loaded
    }
}
