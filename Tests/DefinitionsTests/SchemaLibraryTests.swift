import Definitions
import Foundation
import TestSupport
import Testing

@Suite struct SchemaLibraryTests {
    /// `#embed` lists the files by hand; editors alone read the JSON Schema, and people the README.
    @Test func theBinaryCarriesEveryFileOfSchemas() throws {
        let folder = "\(PackageFolder.path)/schemas"
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            ($0.hasSuffix(".yml") || $0.hasSuffix(".sql"))
        }
        let pipelines = "\(PackageFolder.path)/pipelines"
        let connectors = try FileManager.default.contentsOfDirectory(atPath: "\(pipelines)/connectors")
            .filter { $0.hasSuffix(".yml") }.map { "connectors/\($0)" }
        #expect(SchemaLibrary.embedded.files.keys.sorted() == (names + connectors).sorted())
        for name in names + connectors {
            let path = "\(name.hasPrefix("connectors/") ? pipelines : folder)/\(name)"
            let content = try String(contentsOfFile: path, encoding: .utf8)
            #expect(SchemaLibrary.embedded.files[name] == content)
        }
    }

    @Test func ownFilesTakeThePlaceOfBuiltInOnes() {
        let library = SchemaLibrary.embedded.overridden(by: ["channels.yml": "x", "own.yml": "y"], in: "shop/schemas")
        #expect(library.files["channels.yml"] == "x" && library.files["own.yml"] == "y")
        #expect(library.displayName(of: "channels.yml") == "shop/schemas/channels.yml")
        #expect(library.displayName(of: "entities/lead.yml") == "schemas/entities/lead.yml")
        #expect(library.files(in: "views").map(\.path) == SchemaLibrary.embedded.files(in: "views").map(\.path))
    }
}
