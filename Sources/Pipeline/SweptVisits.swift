import Definitions
import Journeys
import Visits
import Warehouse

/// The live visits files as a sweep sees them: which of their visits count, and where they lie.
struct SweptVisits: Sendable {
    private struct File: Sendable {
        /// The warehouse's id of the tags, by their position.
        var tags: [UInt32]
        /// The part of a day, such as a site, that the tags belong to, by the same; empty where days have no parts.
        var parts: [Int32]
        /// The days that the file supplies, by part.
        var days: [DaySet]
        /// Its number, its place among all files, and the position of its source in the table of touches.
        var id: Int64
        var order: Int32
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
        let store = VisitStore(landing: pipeline.definition.landing)
        let tagIDs = try publication.tagIDs()
        var indexes: [VisitIndex] = []
        var files: [File] = []
        var lists: [PlaceLists.List] = []
        var listed = 0
        var encodedTags: [[UInt8]] = []
        for (version, order) in zip(versions, Self.order(of: versions)) {
            let index = try store.index(of: version, tags: &encodedTags)
            let supplied = try publication.suppliedDays(file: version.id ?? 0)
            let parts = supplied.keys.sorted()
            let isDivided = parts.contains { !$0.isEmpty }
            var file = File(
                tags: [], parts: [], days: parts.map { DaySet(supplied[$0] ?? []) }, id: version.id ?? 0,
                order: order, source: table.position(ofSource: version.source))
            file.days.append(DaySet([]))
            file.tags = encodedTags.map { UInt32(truncatingIfNeeded: tagIDs[$0] ?? 0) }
            if isDivided {
                file.parts = encodedTags.map { encoded in
                    let part = VisitTags(encoded: encoded)?.site ?? ""
                    return Int32(parts.firstIndex(of: part) ?? parts.count)
                }
            }
            let days = supplied.values.joined()
            var list = PlaceLists.List()
            if let first = days.min(), let last = days.max() {
                list = PlaceLists.List(
                    tags: file.tags.count, days: first...last, limit: Self.listedPlaces - listed
                ) { Self.position(of: $0, on: $1, in: file, places) }
                listed += list.count
            }
            lists.append(list)
            indexes.append(index)
            files.append(file)
        }
        self.indexes = indexes
        self.files = files
        self.lists = PlaceLists(lists)
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

    /// The touch that a visit is, of nobody yet.
    func touch(
        _ visit: Visit, segment: Int, in index: Int, on day: Day, _ placement: Int
    ) throws(Failure) -> FoundTouch {
        let file = files[index]
        return FoundTouch(
            at: visit.at, day: day, identity: -1, recordID: try indexes[index].idText(of: visit, segment: segment),
            line: Int64(visit.line), file: file.id, tag: Int64(file.tags[Int(visit.tags)]), fileOrder: file.order,
            placement: Int32(placement), source: file.source, kind: .visit, isAlias: visit.isAlias)
    }

    /// The place of each file in an order that its content decides, not when it came.
    private static func order(of files: [FileVersion]) -> [Int32] {
        func key(_ file: FileVersion) -> (String, String) { (file.content, file.path) }
        let sorted = files.indices.sorted { key(files[$0]) < key(files[$1]) }
        var order = [Int32](repeating: 0, count: files.count)
        for (place, index) in sorted.enumerated() { order[index] = Int32(place) }
        return order
    }

    private static func position(of tags: Int, on day: Day, in file: File, _ places: VisitPlaces) -> Int? {
        guard file.days[file.parts.isEmpty ? 0 : Int(file.parts[tags])].has(day) else { return nil }
        return places.position(tag: Int64(file.tags[tags]), day: day)
    }
}
