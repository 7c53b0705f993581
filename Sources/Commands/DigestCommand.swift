import ArgumentParser
import Definitions
import Pipeline
import Warehouse

struct DigestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Print a hash of everything published.",
        discussion: """
            Two warehouses with the same digest hold the same facts, marts and rejects; run ids, clocks and the \
            order of arrival play no part.
            """)

    @OptionGroup var options: PipelineOptions

    @Flag(help: "Print the hash and the rows of each table too.")
    var tables = false

    func run() throws {
        try options.reporting { _ throws(Failure) in
            let pipeline = try options.load()
            let digest = try WarehouseDigest(Warehouse(readingAt: pipeline.definition.warehouse))
            if tables {
                for table in digest.tables {
                    Console.output("\(table.hash)  \(table.name)  \(counted(table.rows, "row"))\n")
                }
            }
            Console.output("\(digest.whole)\n")
        }
    }
}
