import Definitions

/// Where the tags of each visits file lie on each of its days.
///
/// All cores ask it for every visit. Hence one memory that nobody counts the users of.
final class PlaceLists: @unchecked Sendable {
    /// Another file supplies the day.
    static let none: Int32 = -1
    /// The file has too many tags and days for a list.
    static let unlisted: Int32 = -2

    /// The list of one file: by day, then tags, the position of a placement.
    struct List {
        fileprivate var first: Int32 = 0
        fileprivate var tags = 0
        fileprivate var positions: [Int32] = []
        fileprivate var isListed = true

        /// The list of a file without days.
        init() {}

        /// A list, or what stands for one that would have more than so many places.
        init(tags: Int, days: ClosedRange<Day>, limit: Int, position: (Int, Day) -> Int?) {
            let count = Int(days.upperBound.number - days.lowerBound.number) + 1
            isListed = tags * count <= limit
            guard isListed else { return }
            first = days.lowerBound.number
            self.tags = tags
            positions.reserveCapacity(tags * count)
            for number in days.lowerBound.number...days.upperBound.number {
                for tag in 0..<tags { positions.append(position(tag, Day(number: number)).map { Int32($0) } ?? none) }
            }
        }

        var count: Int { positions.count }
    }

    private struct Extent {
        var start: Int
        var count: Int
        var tags: Int
        var first: Int32
        var isListed: Bool
    }

    private let extents: UnsafeMutableBufferPointer<Extent>
    private let positions: UnsafeMutableBufferPointer<Int32>

    init(_ lists: [List]) {
        extents = .allocate(capacity: lists.count)
        positions = .allocate(capacity: lists.reduce(0) { $0 + $1.count })
        var start = 0
        for (index, list) in lists.enumerated() {
            extents.initializeElement(
                at: index,
                to: Extent(
                    start: start, count: list.count, tags: list.tags, first: list.first, isListed: list.isListed))
            for (place, position) in list.positions.enumerated() {
                positions.initializeElement(at: start + place, to: position)
            }
            start += list.count
        }
    }

    deinit {
        extents.deallocate()
        positions.deallocate()
    }

    /// The position of the placement of tags on a day, `none` or `unlisted`.
    func position(_ tags: Int, _ day: Day, in file: Int) -> Int32 {
        let extent = extents[file]
        guard extent.isListed else { return Self.unlisted }
        let place = (Int(day.number) - Int(extent.first)) * extent.tags + tags
        guard day.number >= extent.first, place < extent.count else { return Self.none }
        return positions[extent.start + place]
    }
}
