import Crypto
package import Definitions
import Foundation
package import Journeys

/// A pipeline file with all it needs to run: the schemas, contracts and channel rules that go with it.
package struct LoadedPipeline: Sendable {
    package var definition: PipelineDefinition
    package let schemas: SchemaLibrary
    package let contracts: [String: EntityContract]
    package let channels: ChannelRules
    /// The folder the pipeline file lies in, to which its paths are relative; '' for the current one.
    package let folder: String
    /// The secret of stored contacts; nil where there is none yet, or contacts aren't hashed.
    private(set) var contactKey: ContactKey?
    /// The definitions as they were read, for the archive; secrets are not put in yet.
    let archive: [(hash: String, name: String, content: String)]

    /// Reads a pipeline file and the `schemas` folder beside it, where there is one.
    ///
    /// - Throws: `Failure.Kind.definition` with every error of the file.
    package init(path: String) throws(Failure) {
        let text = try Self.text(path)
        folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : ""
        let schemas = try Self.schemas(beside: folder)
        self.schemas = schemas
        let rules = Computation { () throws(Failure) in ChannelRules(try schemas.channels()) }
        let contracts = try schemas.contracts()
        channels = try rules.take()
        definition = try PipelineDefinition.parse(
            text: text, file: path, environment: ProcessInfo.processInfo.environment,
            readFile: { try String(contentsOfFile: $0, encoding: .utf8) }, contracts: contracts,
            channels: channels.channels.map(\.name), connectors: try Self.connectors(schemas, beside: folder),
            availableModels: AttributionModel.allCases.map(\.rawValue))
        let funnel = definition.funnel
        self.contracts = contracts.mapValues { $0.read(by: funnel) }
        var archive = [(hash: sha256Text(text), name: path, content: text)]
        for (name, content) in schemas.files.sorted(by: { $0.key < $1.key }) {
            archive.append((hash: sha256Text(content), name: "schemas/\(name)", content: content))
        }
        self.archive = archive
        if definition.identity.storesContacts == .hashed {
            if let text = definition.identity.key {
                contactKey = ContactKey(text)
            } else {
                contactKey = try ContactKeyFile(besidePipelineIn: folder).existing()
            }
        }
    }

    /// Makes the key of stored contacts where a run is about to need one and there is none.
    mutating func makeContactKey() throws(Failure) {
        guard definition.identity.storesContacts == .hashed, contactKey == nil,
            definition.sources.contains(where: { ContactColumns.entities.contains($0.entity) })
        else { return }
        contactKey = try ContactKeyFile(besidePipelineIn: folder).keyMakingIfMissing()
    }

    /// The path of an input as the ledger keeps it: relative to the pipeline file where it lies below its folder, so
    /// that moving the whole folder changes nothing.
    func ledgerPath(_ path: String) -> String {
        !folder.isEmpty && path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }

    /// The path to open for one the ledger keeps.
    func openPath(_ path: String) -> String {
        folder.isEmpty || path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    private static func text(_ path: String) throws(Failure) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(
                .definition, "cannot read the pipeline file \(path)",
                hint: "name an existing file, such as pipelines/demo/pipeline.yml")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Failure(
                .definition, at: SourceLocation(file: path), "the pipeline file isn't UTF-8 text",
                hint: "save it as UTF-8")
        }
        return text
    }

    /// The connectors of the program, and those of the user in `connectors` beside the pipeline file.
    private static func connectors(
        _ schemas: SchemaLibrary, beside folder: String
    ) throws(Failure) -> ConnectorLibrary {
        var library = schemas.connectors
        let own = folder.isEmpty ? "connectors" : "\(folder)/connectors"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []
        for name in names.sorted() where name.hasSuffix(".yml") {
            library.add(try text("\(own)/\(name)"), path: "\(own)/\(name)")
        }
        return library
    }

    private static func schemas(beside folder: String) throws(Failure) -> SchemaLibrary {
        let own = folder.isEmpty ? "schemas" : "\(folder)/schemas"
        guard let names = FileManager.default.enumerator(atPath: own) else { return .embedded }
        var contents: [String: String] = [:]
        for case let name as String in names where name.hasSuffix(".yml") || name.hasSuffix(".sql") {
            contents[name] = try text("\(own)/\(name)")
        }
        let library = SchemaLibrary.embedded.overridden(by: contents, in: own)
        try library.checkOwnFiles()
        return library
    }
}

/// The SHA-256 of a text's UTF-8 bytes, in hex.
func sha256Text(_ text: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let hash = SHA256.hash(data: Array(text.utf8))
    return String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
