/// What a run would do, and why, as values to print.
package struct RunPlan: Hashable, Sendable {
    /// Why a file would be read, or leave.
    package enum Reason: String, Hashable, Sendable {
        /// Its path is not published yet.
        case new
        /// Its bytes are others than those published.
        case changed
        /// What decides how it is read changed.
        case redefined
        /// Rows of it wait for their day, or would wait again.
        case waiting
        /// It lies under another name now.
        case renamed
        /// The index of its visits is gone.
        case unindexed
        /// Somebody asked for it.
        case commanded
        /// Its source is no longer in the pipeline file.
        case removed
    }

    /// Why a platform would be asked for a window.
    package enum WindowReason: String, Hashable, Sendable, CaseIterable {
        /// It was never asked for, or its file is gone.
        case new
        /// It was asked for in another way.
        case redefined
        /// The platform may have changed it since.
        case restated
        /// Somebody asked for it.
        case commanded
    }

    /// Windows that a platform would be asked for, for one reason.
    package struct Windows: Hashable, Sendable {
        package var reason: WindowReason
        package var count: Int
        /// The names of the first and the last one: days, months, or `all`.
        package var first: String
        package var last: String

        package init(reason: WindowReason, count: Int, first: String, last: String) {
            self.reason = reason
            self.count = count
            self.first = first
            self.last = last
        }
    }

    /// One file of the plan.
    package struct File: Hashable, Sendable {
        /// Relative to the pipeline file where it lies below its folder.
        package var path: String
        package var reason: Reason
        /// What of its definition changed, in words.
        package var changes: [String]
        /// Bytes.
        package var size: Int64

        package init(path: String, reason: Reason, changes: [String] = [], size: Int64) {
            self.path = path
            self.reason = reason
            self.changes = changes
            self.size = size
        }
    }

    /// One source of the plan.
    package struct Source: Hashable, Sendable {
        package var name: String
        /// Files that its pattern finds.
        package var listed = 0
        package var files: [File] = []
        /// What its platform would be asked for before files are listed; empty where it has none.
        package var windows: [Windows] = []
        /// Why it can't be read; empty where it can.
        package var unreachable: [Diagnostic] = []

        package init(name: String) {
            self.name = name
        }
    }

    package var pipeline: String
    package var logicalDay: Day
    package var sources: [Source]
    /// Whether journeys are computed anew, because attribution, identity or matching was changed.
    package var recomputesJourneys: Bool

    package init(pipeline: String, logicalDay: Day, sources: [Source], recomputesJourneys: Bool = false) {
        self.pipeline = pipeline
        self.logicalDay = logicalDay
        self.sources = sources
        self.recomputesJourneys = recomputesJourneys
    }

    /// Whether a run would ask for or publish anything.
    package var hasWork: Bool {
        recomputesJourneys || sources.contains { !$0.files.isEmpty || !$0.windows.isEmpty }
    }
}
