import Definitions
import Journeys
import Visits
import Warehouse

/// The live visits files as a sweep sees them: which of their visits count, and where they lie.
struct SweptVisits: Sendable {
    private struct File: Sendable {
        /// By the position of the tags.
        var tags: [Int64]
        /// The part of a day, such as a site, that the tags belong to, by the same.
        var parts: [Int]
        /// The days that the file supplies, by part.
        var days: [DaySet]
    }

    /// All places that are listed, four bytes each.
    private static let listedPlaces = 1 << 24

    let indexes: [VisitIndex]
    let zone: ZoneTable
    private let files: [File]
    private let places: VisitPlaces
    private let lists: PlaceLists

    var placements: [Publication.Placement] { places.placements }

    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, _ versions: [FileVersion], _ zone: ZoneTable,
        _ places: VisitPlaces
    ) throws {
        self.zone = zone
        self.places = places
        let store = VisitStore(landing: pipeline.definition.landing)
        let tagIDs = try publication.tagIDs()
        var indexes: [VisitIndex] = []
        var files: [File] = []
        var lists: [PlaceLists.List] = []
        var listed = 0
        for version in versions {
            let index = try store.index(of: version)
            let supplied = try publication.suppliedDays(file: version.id ?? 0)
            let parts = supplied.keys.sorted()
            let isDivided = parts.contains { !$0.isEmpty }
            var file = File(tags: [], parts: [], days: parts.map { DaySet(supplied[$0] ?? []) })
            file.days.append(DaySet([]))
            for encoded in index.tags {
                file.tags.append(tagIDs[encoded] ?? 0)
                let part = isDivided ? VisitTags(encoded: encoded)?.site ?? "" : ""
                file.parts.append(parts.firstIndex(of: part) ?? parts.count)
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

    /// The id of a visit's tags.
    func tag(of visit: Visit, in index: Int) -> Int64 {
        files[index].tags[Int(visit.tags)]
    }

    private static func position(of tags: Int, on day: Day, in file: File, _ places: VisitPlaces) -> Int? {
        guard file.days[file.parts[tags]].has(day) else { return nil }
        return places.position(tag: file.tags[tags], day: day)
    }
}
