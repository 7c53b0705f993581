import Definitions
import Extract
import TestSupport
import Testing

@testable import Pipeline
@testable import Warehouse

@Suite struct PublishedFactsTests {
    private static let pipeline = """
        version: 1
        pipeline: test
        time_zone: Europe/Moscow
        currency: RUB
        start: 2026-01-01
        warehouse: warehouse.sqlite
        landing: landing
        sources:
          ads:
            entity: spend
            files: ads/*.csv
            format: { type: csv }
            load: { replace: day }
          posters:
            entity: spend
            files: posters.csv
            format: { type: csv }
            load: { replace: file }
          crm:
            entity: lead
            files: leads.csv
            format: { type: csv }
            load: { merge: lead_id }
        """

    /// Published: `ads/1.csv` to `ads/3.csv` of these days of January, `ads/x.csv` of days nobody knows, `posters.csv`, `leads.csv`.
    private static let live = [
        file("ads", "ads/1.csv", 1, 1...1), file("ads", "ads/2.csv", 2, 2...2), file("ads", "ads/3.csv", 3, 3...9),
        file("ads", "ads/x.csv", 4, nil), file("posters", "posters.csv", 5, 1...31),
        file("crm", "leads.csv", 6, 1...31),
    ]

    private static func file(
        _ source: String, _ path: String, _ id: Int64?, _ days: ClosedRange<Int32>?
    ) -> FileVersion {
        func day(_ number: Int32) -> Day { Day(number: 20_453 + number) }
        var version = FileVersion(
            source: source, path: path, version: 1, slot: days.map { day($0.lowerBound)...day($0.upperBound) },
            content: "", isInPlace: false, identity: FileIdentity(size: 1, modified: 1, changed: 1, inode: 1),
            isSettled: true, definition: "", logicalDay: day(40))
        version.id = id
        return version
    }

    struct Choice: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var inputs: [FileVersion]
        var dropped: [FileVersion]
        var kept: Set<Int64>?

        init(_ name: String, _ inputs: [FileVersion], _ dropped: [FileVersion], _ kept: Set<Int64>?) {
            (testDescription, self.inputs, self.dropped, self.kept) = (name, inputs, dropped, kept)
        }
    }

    static let choices = [
        Choice("nothing new", [], [], [1, 2, 3, 5]),
        Choice("a new day", [file("ads", "ads/4.csv", nil, 10...10)], [], [1, 2, 3, 5]),
        Choice("a day anew", [file("ads", "ads/2.csv", nil, 2...2)], [], [1, 3, 5]),
        Choice("days of other files", [file("ads", "ads/4.csv", nil, 2...4)], [], [1, 5]),
        Choice("a version whose days moved", [file("ads", "ads/2.csv", nil, 20...20)], [], [1, 3, 5]),
        Choice("days nobody knows", [file("ads", "ads/2.csv", nil, nil)], [], [1, 3, 5]),
        Choice("a file that leaves", [], [file("ads", "ads/3.csv", 3, 3...9)], [1, 2, 5]),
        Choice("another source", [file("crm", "leads.csv", nil, 1...31)], [], [1, 2, 3, 5]),
        Choice("all", [file("ads", "ads/4.csv", nil, 1...9), file("posters", "posters.csv", nil, 1...31)], [], nil),
    ]

    @Test(arguments: choices)
    func filesAreKeptThatNoInputMayChange(_ choice: Choice) throws {
        let folder = try WorkFolder()
        try folder.write(Self.pipeline, to: "pipeline.yml")
        let pipeline = try LoadedPipeline(path: folder.path(of: "pipeline.yml"))
        let plans = pipeline.definition.sources.map { source in
            var plan = SourceInputs(source: source)
            plan.inputs = choice.inputs.filter { $0.source == source.name }.map {
                SourceInputs.Input(version: $0, bytesPath: "", reason: .new)
            }
            plan.dropped = choice.dropped.filter { $0.source == source.name }
            return plan
        }
        let files = PublishedReader.Files("spend", pipeline, plans, Self.live)
        #expect(files?.kept == choice.kept)
        #expect(files.map { $0.kept.union($0.left) } == choice.kept.map { _ in [1, 2, 3, 4, 5] })
    }
}
