import Definitions
import Warehouse

/// Finds phone numbers that stand for two sources on one day: a call could be either's.
struct TrackingNumberCheck {
    private let pipeline: LoadedPipeline
    private let publication: Publication

    /// A refusal lists this many overlaps.
    private static let listed = 10

    init(_ pipeline: LoadedPipeline, _ publication: Publication) {
        self.pipeline = pipeline
        self.publication = publication
    }

    /// Looks at all numbers as they are published, whichever file came first.
    ///
    /// - Throws: `Failure.Kind.refused` with the overlaps, each with both places.
    /// - Complexity: O(*n*) in the numbers' rows
    func check() throws {
        var overlaps: [Diagnostic] = []
        // Of the number's rows so far, the one that holds longest.
        var known: Publication.TrackingNumberRecord?
        for record in try publication.trackingNumbers() {
            if let known, known.digits == record.digits, known.days.upperBound >= record.days.lowerBound {
                overlaps.append(overlap(known, record))
            }
            if known?.digits != record.digits || known.map({ $0.days.upperBound < record.days.upperBound }) ?? true {
                known = record
            }
        }
        guard overlaps.isEmpty else { throw Failure(.refused, Array(overlaps.prefix(Self.listed))) }
    }

    private func overlap(
        _ earlier: Publication.TrackingNumberRecord, _ later: Publication.TrackingNumberRecord
    ) -> Diagnostic {
        let from = later.days.lowerBound
        return Diagnostic(
            at: place(later),
            "the number \(later.number) is given from \(from) on, and on that day it is still given at \(place(earlier))",
            hint: earlier.days.lowerBound < from
                ? "there, end it before: to \(from.advanced(by: -1)) at the latest" : "keep one of the two")
    }

    private func place(_ record: Publication.TrackingNumberRecord) -> SourceLocation {
        SourceLocation(file: pipeline.openPath(record.path), line: Int(record.line))
    }
}
