package import Definitions

/// Reads files of records into typed batches.
///
/// It never opens a file: bytes come from a `ByteStream`, already unpacked; a workbook comes as the text of its sheet.
package struct TableReader: Sendable {
    package var parallelism: Parallelism

    package init(parallelism: Parallelism = Parallelism()) {
        self.parallelism = parallelism
    }

    /// Reads one file to its end.
    ///
    /// - Parameters:
    ///   - stream: the file's bytes, inflated.
    ///   - fileName: the file's name, for its type and for messages.
    ///   - plan: how the source's files are read.
    ///   - onBatch: takes the loaded rows in the file's order.
    ///   - onReject: takes the rejected rows in the file's order.
    /// - Throws: `Failure` of kind `refused` where the file is empty or its header doesn't serve, and whatever the
    ///   stream and the closures throw.
    package func read(
        _ stream: inout some ByteStream,
        named fileName: String,
        by plan: ReadPlan,
        onBatch: (RecordBatch) throws(Failure) -> Void,
        onReject: (RejectedRow) throws(Failure) -> Void
    ) throws(Failure) -> ReadSummary {
        let type = try plan.fileType(of: fileName)
        switch type {
        case .csv, .tsv, .xlsx:
            let reader = DelimitedReader(
                plan: plan,
                dialect: Dialect(plan.source.format, type: type),
                fileName: fileName,
                parallelism: parallelism
            )
            return try reader.read(&stream, onBatch: onBatch, onReject: onReject)
        case .json, .jsonl:
            return try JSONTable.read(
                &stream,
                type: type,
                plan: plan,
                fileName: fileName,
                onBatch: onBatch,
                onReject: onReject
            )
        }
    }
}
