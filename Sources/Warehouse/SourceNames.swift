import GRDB

/// The pipeline's sources by their files.
struct SourceNames {
    private(set) var names: [String] = []
    private var places: [Int64: Int] = [:]
    private var last: (file: Int64, place: Int)?

    init() {}

    init(_ database: Database) throws {
        try read(database)
    }

    /// Reads which source each file is of; sources that are known keep their places.
    mutating func read(_ database: Database) throws {
        let rows = try RowReader(database, "SELECT file_id, source FROM etl_file")
        var texts = FewTexts()
        var known = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        while try rows.next() {
            let name = texts.text(rows.bytes(1))
            let place = known[name] ?? names.count
            if place == names.count {
                known[name] = place
                names.append(name)
            }
            places[rows.integer(0)] = place
        }
        last = nil
    }

    /// The place of the name of a file's source.
    mutating func place(of file: Int64) -> Int {
        if let last, last.file == file { return last.place }
        let place = places[file] ?? 0
        last = (file, place)
        return place
    }
}
