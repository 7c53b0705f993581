package import Definitions
import GRDB

/// A connection of its own, by which what was last published is read while a publication goes on.
package struct PublishedReader: Sendable {
    /// The files of a fact that were published when a publication began.
    package struct Files: Sendable {
        /// Those whose rows the publication is expected to leave as they are.
        package let kept: Set<Int64>
        /// The others.
        package let left: Set<Int64>

        package init(kept: Set<Int64>, left: Set<Int64>) {
            self.kept = kept
            self.left = left
        }
    }

    private let path: String
    private let queue: DatabaseQueue

    /// Opens it within a publication, so that what is published stays the same meanwhile.
    package init(_ warehouse: Warehouse) throws(Failure) {
        path = warehouse.path
        var configuration = Configuration()
        configuration.label = "throughline.published"
        configuration.readonly = true
        configuration.prepareDatabase { try RowFeed.register(in: $0) }
        queue = try Warehouse.guarding(path) { [path] in try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Spend of the files that are kept.
    package func spend<Listener: SpendListener>(
        of files: Files, _ listener: Listener
    ) throws(Failure) -> SpendReading<Listener> {
        try read { database in
            var reading = SpendReading(listener, published: files)
            try reading.read(database, Publication.Adverts(database), of: files.kept.sorted())
            return reading
        }
    }

    /// Visits of the files that are kept.
    package func visits(of files: Files) throws(Failure) -> PublishedVisits {
        try read { try PublishedVisits($0, files) }
    }

    /// Where leads and deals stood; nil where that isn't known, or is better made anew.
    package func personIndex() throws(Failure) -> StoredPersonIndex? {
        try read { try StoredPersonIndex($0).ifUsable }
    }

    /// Ends what another thread is reading.
    package func interrupt() { queue.interrupt() }

    private func read<Value>(_ body: (Database) throws -> Value) throws(Failure) -> Value {
        try Warehouse.guarding(path) { try queue.read(body) }
    }
}

extension Publication {
    /// Whether the rows of a fact's files that were kept are as they were published.
    package func keeps(_ published: PublishedReader.Files, of table: FactTable) -> Bool {
        (try? files(besides: published, of: table)) != nil
    }

    /// The files of a fact that are still to be read besides those that were kept; nil where rows of these changed.
    func files(besides published: PublishedReader.Files, of table: FactTable) throws -> [Int64]? {
        guard scope == .changes else { return nil }
        let changed = Set(
            try Int64.fetchAll(
                database, sql: "SELECT DISTINCT file_id FROM temp.changed_range WHERE fact = ?",
                arguments: [table.name]))
        guard changed.isDisjoint(with: published.kept) else { return nil }
        return changed.union(published.left).sorted()
    }
}
