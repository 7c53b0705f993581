import Definitions
import Glibc

/// A report that was ordered, on the disk: who is killed while it is made finds it again and orders no second one.
struct ReportJob: Hashable, Sendable {
    /// Empty while it is being ordered: who finds it so doesn't know whether the order arrived.
    var id: String
    /// The hash of what was ordered.
    var order: String
    /// The logical day it was ordered for.
    var day: Day?
    /// Whether all of it was fetched, and it only has to be put away.
    var isFetched = false

    /// Where the job of a window's file lies.
    static func path(beside path: String) -> String { path + ".job" }

    static func read(_ path: String) throws(Failure) -> ReportJob? {
        guard let bytes = try DurableFile.read(path), let json = try? JSONPart(bytes), let id = json["id"]?.text,
            let order = json["order"]?.text
        else { return nil }
        return ReportJob(
            id: id, order: order, day: json["day"]?.text.flatMap { Day($0) },
            isFetched: json["fetched"]?.text == "true")
    }

    func write(_ path: String) throws(Failure) {
        let day = day.map { "\"day\":\"\($0)\"," } ?? ""
        let text =
            "{\"id\":\(TemplateValue.quoted(id)),\"order\":\(TemplateValue.quoted(order)),\(day)\"fetched\":\(isFetched)}\n"
        try DurableFile.write(Array(text.utf8), to: path)
    }

    static func remove(_ path: String) throws(Failure) {
        guard unlink(path) == 0 || errno == ENOENT else { throw Failure(unwritable: path, code: errno) }
        try DurableFile.flushFolder(of: path)
    }
}
