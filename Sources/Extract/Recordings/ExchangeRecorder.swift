package import Definitions
internal import Foundation

/// Writes exchanges down as files: `exchanges.jsonl` with a line each, and every answer's body beside it.
///
/// Secrets and cookies are taken out. What a platform tells of people is not, so a recording is as private as an export.
package final class ExchangeRecorder {
    private let folder: String
    private var lines: [UInt8]
    private var count = 0

    /// - Parameters:
    ///   - folder: made where it isn't there; one that holds something else is left alone.
    ///   - heading: what the recording is of, as names and values.
    /// - Throws: `Failure.Kind.definition` where the folder holds other files.
    package init(folder: String, heading: [(name: String, value: String)]) throws(Failure) {
        self.folder = folder
        try Landing.makeFolder(folder)
        try Self.empty(folder)
        let items = heading.map { "\(TemplateValue.quoted($0.name)):\(TemplateValue.quoted($0.value))" }
        lines = Array("{\(items.joined(separator: ","))}\n".utf8)
        try DurableFile.write(lines, to: ExchangeRecording.index(in: folder))
    }

    /// Writes one exchange down.
    ///
    /// - Parameter part: the file that the answer's body went to, as it came.
    func write(
        _ exchange: HTTPExchange, _ response: HTTPResponse, _ redaction: Redaction, part: PartialDownload? = nil
    ) throws(Failure) {
        count += 1
        let number = String(count)
        let packing = part?.packing ?? ""
        let name =
            String(repeating: "0", count: max(0, 4 - number.count)) + number + Self.ending(response)
            + (packing.isEmpty || packing == "identity" ? "" : ".gz")
        if let part {
            try part.copy(to: "\(folder)/\(name)")
        } else {
            try DurableFile.write(Self.cleared(response.body, redaction), to: "\(folder)/\(name)")
        }
        let headers = response.headers.filter { !["set-cookie", "content-encoding"].contains($0.name.lowercased()) }
            .map { TemplateValue.quoted("\($0.name): \(redaction.apply(to: $0.value))") }
        lines += Array(
            """
            {"request":\(TemplateValue.quoted(exchange.request)),"body":\(TemplateValue.quoted(exchange.body)),\
            "status":\(response.status),"headers":[\(headers.joined(separator: ","))],\
            "answer":"\(name)","packing":\(TemplateValue.quoted(packing))}

            """.utf8)
        try DurableFile.write(lines, to: ExchangeRecording.index(in: folder))
    }

    /// The bytes as they came, unless a secret is in them.
    private static func cleared(_ body: [UInt8], _ redaction: Redaction) -> [UInt8] {
        guard let text = String(validating: body, as: UTF8.self) else { return body }
        let cleared = redaction.apply(to: text)
        return cleared == text ? body : Array(cleared.utf8)
    }

    private static func ending(_ response: HTTPResponse) -> String {
        let type = response.header("content-type")?.lowercased() ?? ""
        let endings = [
            ("json", ".json"), ("xml", ".xml"), ("tab-separated", ".tsv"), ("csv", ".csv"), ("zip", ".zip"),
            ("html", ".html"),
        ]
        return endings.first { type.contains($0.0) }?.1 ?? ".txt"
    }

    /// Removes an older recording; what else lies in the folder is somebody's work.
    private static func empty(_ folder: String) throws(Failure) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let isRecording = names.contains(ExchangeRecording.indexName)
        guard names.isEmpty || isRecording else {
            throw Failure(
                .definition, "\(folder) holds other files, and a recording wants a folder of its own",
                hint: "name a new folder")
        }
        for name in names where name == ExchangeRecording.indexName || name.prefix(4).allSatisfy(\.isWholeNumber) {
            guard unlink("\(folder)/\(name)") == 0 else { throw Failure(unwritable: "\(folder)/\(name)", code: errno) }
        }
    }
}
