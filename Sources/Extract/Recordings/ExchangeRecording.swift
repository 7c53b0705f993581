package import Definitions

/// Exchanges that were written down, to be answered from again.
package final class ExchangeRecording {
    static let indexName = "exchanges.jsonl"

    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)]
        /// The file of the body.
        var file: String
        /// How the body is packed: `gzip`, or empty.
        var packing: String
    }

    private struct Question: Hashable {
        var request: String
        var body: String
    }

    package let folder: String
    /// What the recording is of, as names and values.
    package let heading: [String: String]
    /// The answers to each question, in their order.
    private var answers: [Question: [Answer]] = [:]
    private var asked: [Question: Int] = [:]

    static func index(in folder: String) -> String { "\(folder)/\(indexName)" }

    /// - Throws: `Failure.Kind.definition` where there is no recording, or a damaged one.
    package init(folder: String) throws(Failure) {
        self.folder = folder
        guard let bytes = try DurableFile.read(Self.index(in: folder)) else {
            throw Failure(
                .definition, "there is no recording in \(folder): \(Self.indexName) is missing",
                hint: "make one with --record \(folder)")
        }
        var lines = bytes.split(separator: UInt8(ascii: "\n")).map { try? JSONPart(Array($0)) }[...]
        guard let head = lines.popFirst() ?? nil else { throw Self.damaged(folder) }
        heading = Dictionary(head.members.compactMap { name, value in value.text.map { (name, $0) } }) { $1 }
        for line in lines {
            guard let line, let request = line["request"]?.text, let status = line["status"]?.text.flatMap({ Int($0) }),
                let file = line["answer"]?.text, !file.contains("/")
            else { throw Self.damaged(folder) }
            let headers = (line["headers"]?.elements ?? []).compactMap { part -> (name: String, value: String)? in
                let pair = part.text?.split(separator: ":", maxSplits: 1) ?? []
                guard let name = pair.first else { return nil }
                return (String(name), pair.count == 2 ? String(pair[1].trimmingSpaces()) : "")
            }
            let question = Question(request: request, body: line["body"]?.text ?? "")
            answers[question, default: []].append(
                Answer(status: status, headers: headers, file: file, packing: line["packing"]?.text ?? ""))
        }
    }

    /// The next answer to a question, the last one again and again; nil where it was never asked.
    func answer(to exchange: HTTPExchange) -> Answer? {
        let question = Question(request: exchange.request, body: exchange.body)
        guard let known = answers[question] else { return nil }
        let position = asked[question, default: 0]
        asked[question] = position + 1
        return known[min(position, known.count - 1)]
    }

    func body(of answer: Answer) throws(Failure) -> [UInt8] {
        guard let bytes = try DurableFile.read("\(folder)/\(answer.file)") else { throw Self.damaged(folder) }
        return bytes
    }

    private static func damaged(_ folder: String) -> Failure {
        Failure(.definition, "the recording in \(folder) is damaged", hint: "make it again with --record \(folder)")
    }
}
