import Definitions
import Dispatch
import Journeys
import Synchronization
import Visits
import Warehouse

/// The live visits files as a sweep sees them: which of their visits count, and where they lie.
struct SweptVisits: Sendable {
    private struct File: Sendable {
        /// The warehouse's id of the tags, by their position.
        var tags: [Int32]
        /// The part of a day, such as a site, that the tags belong to, by the same; empty where days have no parts.
        var parts: [Int32]
        /// The days that the file supplies, by part.
        var days: [DaySet]
        /// The positions of the file and its source in the table of touches.
        var position: Int32
        var source: Int16
    }

    /// All places that are listed, four bytes each.
    private static let listedPlaces = 1 << 24

    let indexes: [VisitIndex]
    let zone: ZoneTable
    private let files: [File]
    private let places: VisitPlaces
    private let lists: PlaceLists

    var placements: [Publication.Placement] { places.placements }

    /// - Parameter table: takes the touches that visits become.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, _ versions: [FileVersion], _ zone: ZoneTable,
        _ places: VisitPlaces, _ table: inout TouchTable
    ) throws {
        self.zone = zone
        self.places = places
        let tagIDs = try TagIDs(try publication.tags())
        let store = VisitStore(landing: pipeline.definition.landing)
        var indexes: [VisitIndex] = []
        var files: [File] = []
        var lists: [PlaceLists.List] = []
        var listed = 0
        // Some at a time: files can be many, and what they supply is larger than what is kept of it.
        for start in stride(from: 0, to: versions.count, by: Self.openedAtOnce) {
            let versions = versions[start..<min(start + Self.openedAtOnce, versions.count)]
            let supplied = try versions.map { try publication.suppliedDays(file: $0.id ?? 0) }
            let opened = try Self.open(Array(versions), supplied, tagIDs, store)
            for (place, version) in versions.enumerated() {
                var file = opened[place].file
                file.position = table.position(ofFile: version.id ?? 0)
                file.source = table.position(ofSource: version.source)
                let days = supplied[place].values.joined()
                var list = PlaceLists.List()
                if let first = days.min(), let last = days.max() {
                    list = PlaceLists.List(
                        tags: file.tags.count, days: first...last, limit: Self.listedPlaces - listed
                    ) { Self.position(of: $0, on: $1, in: file, places) }
                    listed += list.count
                }
                lists.append(list)
                files.append(file)
                indexes.append(opened[place].index)
            }
        }
        self.indexes = indexes
        self.files = files
        self.lists = PlaceLists(lists)
    }

    private static let openedAtOnce = 128

    /// Opens the indexes of files on all cores.
    private static func open(
        _ versions: [FileVersion], _ supplied: [[String: Set<Day>]], _ tagIDs: TagIDs, _ store: VisitStore
    ) throws -> [(index: VisitIndex, file: File)] {
        let opened = Mutex<[Result<(index: VisitIndex, file: File), Failure>?]>(
            Array(repeating: nil, count: versions.count))
        DispatchQueue.concurrentPerform(iterations: versions.count) { place in
            let file = Result { () throws(Failure) in try open(versions[place], supplied[place], tagIDs, store) }
            opened.withLock { $0[place] = file }
        }
        return try opened.withLock { $0 }.compactMap { try $0?.get() }
    }

    private static func open(
        _ version: FileVersion, _ supplied: [String: Set<Day>], _ tagIDs: TagIDs, _ store: VisitStore
    ) throws(Failure) -> (index: VisitIndex, file: File) {
        let parts = supplied.keys.sorted()
        var file = File(tags: [], parts: [], days: parts.map { DaySet(supplied[$0] ?? []) }, position: 0, source: 0)
        file.days.append(DaySet([]))
        let hasParts = parts.contains { !$0.isEmpty }
        let index = try store.index(of: version) { encoded in
            file.tags.append(tagIDs[encoded] ?? 0)
            guard hasParts else { return }
            let part = VisitTags(encoded: Array(encoded))?.site ?? ""
            file.parts.append(Int32(parts.firstIndex(of: part) ?? parts.count))
        }
        return (index, file)
    }

    /// The position of a visit's placement; nil where another file supplies its day.
    func placement(of visit: Visit, on day: Day, in index: Int) -> Int? {
        let tags = Int(visit.tags)
        switch lists.position(tags, day, in: index) {
        case PlaceLists.unlisted: return Self.position(of: tags, on: day, in: files[index], places)
        case PlaceLists.none: return nil
        case let position: return Int(position)
        }
    }

    /// Adds the touch of somebody that a visit is.
    func add(
        _ visit: Visit, segment: Int, in index: Int, on day: Day, _ placement: Int, of identity: Int,
        to touches: inout FoundTouches
    ) throws(Failure) {
        let file = files[index]
        try touches.append(
            FoundTouch(
                at: visit.at, day: day, identity: Int32(identity), line: visit.line, file: file.position,
                tag: file.tags[Int(visit.tags)], placement: Int32(placement), source: file.source, kind: .visit,
                isAlias: visit.isAlias),
            id: indexes[index].idText(of: visit, segment: segment))
    }

    private static func position(of tags: Int, on day: Day, in file: File, _ places: VisitPlaces) -> Int? {
        guard file.days[file.parts.isEmpty ? 0 : Int(file.parts[tags])].has(day) else { return nil }
        return places.position(tag: Int64(file.tags[tags]), day: day)
    }
}

/// The warehouse's ids of tags, by these as the program tells them apart.
private struct TagIDs: Sendable {
    private var texts = TextTable()
    private var ids: [Int32] = []

    init(_ tags: [Int64: [UInt8]]) throws(Failure) {
        for (id, encoded) in tags {
            _ = encoded.withUnsafeBufferPointer { texts.position(of: $0) }
            ids.append(try id.narrowed())
        }
    }

    subscript(_ encoded: UnsafeBufferPointer<UInt8>) -> Int32? {
        texts.existingPosition(of: encoded).map { ids[$0] }
    }
}
