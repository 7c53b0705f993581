import Definitions
import Testing

@testable import Warehouse

@Suite struct DayCellsTests {
    @Test(arguments: [1, 40, 3000])
    func cellsAreSummedAndPutInOrder(days: Int) throws {
        var cells = DayCells(width: 2)
        var sums: [String: [Int64]] = [:]
        for round in 0..<3 {
            // Some days come in order, others before those there are.
            for place in 0..<days {
                let day = Day(number: Int32((place * 7919 + round) % days) - 400)
                let number = Int64(place % 5)
                let row = cells.row(day, number)
                try cells.add(Int64(place), 0, at: row)
                try cells.add(-1, 1, at: row)
                sums["\(day) \(number)", default: [0, 0]][0] += Int64(place)
                sums["\(day) \(number)", default: [0, 0]][1] -= 1
            }
        }
        #expect(cells.count == sums.count)
        let rows = cells.sortedRows().map(Int.init)
        #expect(rows.map { "\(cells.day($0)) \(cells.number($0))" } == sums.keys.sorted())
        for row in rows {
            #expect(cells.withSums(row, Array.init) == sums["\(cells.day(row)) \(cells.number(row))"])
        }
        cells.removeAll()
        #expect(cells.count == 0)
        #expect(cells.row(Day(number: 1), 2) == 0)
        #expect(cells[0, 0] == 0)
    }

    @Test func numbersMayBePutInAnotherOrder() {
        var cells = DayCells(width: 1)
        for (day, number) in [(2, 0), (1, 1), (1, 0), (2, 2)] as [(Int32, Int64)] {
            _ = cells.row(Day(number: day), number)
        }
        #expect(cells.sortedRows() == [2, 1, 0, 3])
        #expect(cells.sortedRows(ranks: [5, 4, 3]) == [1, 2, 3, 0])
    }

    @Test func sumsBeyond64BitsAreAnError() throws {
        var cells = DayCells(width: 1)
        let row = cells.row(Day(number: 0), 0)
        try cells.add(.max, 0, at: row)
        #expect(throws: Failure.self) { try cells.add(1, 0, at: row) }
    }
}
