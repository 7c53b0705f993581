import Foundation
import TestSupport
import Testing

/// A newcomer's first mistakes: each ends in a message that says what to type.
@Suite struct MistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var name: String
        var exitCode: Int32
        var make: @Sendable (Company) throws -> Void

        init(_ name: String, exit: Int32, _ make: @escaping @Sendable (Company) throws -> Void) {
            self.name = name
            exitCode = exit
            self.make = make
        }

        var testDescription: String { name }
    }

    static let mistakes = [
        Mistake("wrong path", exit: 3) {
            try $0.edit("pipeline.yml", "data/spend*.csv", "date/spend.csv")
        },
        Mistake("wrong delimiter", exit: 4) {
            try $0.write(Company.spend.replacingOccurrences(of: ",", with: ";"), to: "data/spend.csv")
        },
        Mistake("wrong encoding", exit: 4) { company in
            let text = Company.spend.replacingOccurrences(of: "date,", with: "Дата,")
            let bytes = try #require(text.data(using: .windowsCP1251))
            try company.folder.write([UInt8](bytes), to: "data/spend.csv")
            try company.edit(
                "pipeline.yml", "load: { replace: file }", "map: { date: Дата }\n    load: { replace: file }")
        },
        Mistake("missing column", exit: 4) {
            try $0.edit("pipeline.yml", "load: { replace: file }", "map: { cost: Расход }\n    load: { replace: file }")
        },
        Mistake("bad date format", exit: 4) {
            try $0.edit(
                "pipeline.yml", "load: { replace: file }", "format: { date: MM/dd/yyyy }\n    load: { replace: file }")
        },
        Mistake("misspelt key", exit: 2) {
            try $0.edit("pipeline.yml", "files: data/spend*.csv", "flies: data/spend*.csv")
        },
        Mistake("missing variable", exit: 2) {
            try $0.edit("pipeline.yml", "data/spend*.csv", "\"${env:EXPORTS}/spend*.csv\"")
        },
        Mistake("no such entity", exit: 2) {
            try $0.edit("pipeline.yml", "entity: spend", "entity: spent")
        },
        Mistake("file in place of a folder", exit: 3) {
            try $0.edit("pipeline.yml", "data/spend*.csv", "pipeline.yml/*.csv")
        },
        Mistake("warehouse that is a folder", exit: 7) {
            try $0.write("x", to: "var/shop.sqlite/x")
        },
    ]

    @Test(arguments: mistakes)
    func endsInOneMessage(_ mistake: Mistake) throws {
        let company = try Company()
        try mistake.make(company)
        // The other source is fine; alone, the mistaken one decides the exit code.
        let only = mistake.exitCode == 3 ? ["--only", "ads"] : []
        let result = try company.run("run", only)
        #expect(result.exitCode == mistake.exitCode, "\(result.errors)")
        let errors = result.errors.split(separator: "\n").filter { $0.contains("error: ") }
        #expect(errors.count == 1, "\(result.errors)")
        let name = mistake.name.replacingOccurrences(of: " ", with: "-")
        #expect(Golden.mismatch(errors.joined(separator: "\n") + "\n", "mistake-\(name).txt") == nil)
    }
}
