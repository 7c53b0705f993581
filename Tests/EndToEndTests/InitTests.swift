import TestSupport
import Testing

/// `init`: a pipeline file that asks platforms, to be filled in.
@Suite struct InitTests {
    @Test func whatIsFilledInIsValid() throws {
        let company = try Company(standard: false)
        let written = try company.program.run(
            ["init", "shop", "--connector", "yandex-direct-spend", "--connector", "amocrm-leads"],
            workingDirectory: company.folder.path)
        #expect(written.exitCode == 0 && written.output.contains("throughline validate shop/pipeline.yml"))
        let validate = ["validate", "shop/pipeline.yml"]
        let empty = try company.program.run(validate, workingDirectory: company.folder.path)
        #expect(empty.exitCode == 2)
        #expect(empty.errors.contains("'base' is still to be filled in: the account's own address"), "\(empty.errors)")
        #expect(empty.errors.contains("YANDEX_DIRECT_TOKEN"), "\(empty.errors)")
        try company.edit("shop/pipeline.yml", "base: …", "base: https://shop.amocrm.ru")
        try company.edit("shop/pipeline.yml", "# token: \"${env:AMOCRM", "token: \"${env:AMOCRM")
        let whole = try company.program.run(
            validate, environment: ["YANDEX_DIRECT_TOKEN": "t1", "AMOCRM_TOKEN": "t2"],
            workingDirectory: company.folder.path)
        #expect(whole.exitCode == 0, "\(whole.errors)")
    }

    @Test func everyConnectorShowsASourceThatOnlyWantsItsValues() throws {
        let company = try Company(standard: false)
        let list = try company.program.run(["connectors"]).output.split(separator: "\n").dropFirst(2)
        let names = list.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(names.count > 30)
        let arguments = ["init", "all"] + names.flatMap { ["--connector", $0] }
        #expect(try company.program.run(arguments, workingDirectory: company.folder.path).exitCode == 0)
        let errors = try company.program.run(["validate", "all/pipeline.yml"], workingDirectory: company.folder.path)
            .errors.split(separator: "\n")
        let wanting = ["is still to be filled in", "is not set"]
        #expect(errors.filter { line in !wanting.contains { line.contains($0) } } == [])
        #expect(!errors.isEmpty)
    }

    @Test(arguments: [
        ("no connector", ["init"], "no connector is named"),
        ("one that isn't", ["init", "x", "--connector", "yandex-direct-spent"], "did you mean 'yandex-direct-spend'?"),
        ("a file that is there", ["init", ".", "--connector", "ecb-rates"], "pipeline.yml is there already"),
        ("a folder that is a file", ["init", "pipeline.yml", "--connector", "ecb-rates"], "cannot write"),
    ])
    func whatCannotBeWrittenSaysWhy(_ row: (name: String, arguments: [String], message: String)) throws {
        let company = try Company()
        let before = try company.folder.text(of: "pipeline.yml")
        let result = try company.program.run(row.arguments, workingDirectory: company.folder.path)
        #expect(result.exitCode == 2 && result.errors.contains(row.message), "\(row.name): \(result.errors)")
        #expect(try company.folder.text(of: "pipeline.yml") == before)
    }
}
