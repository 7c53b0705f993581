import Definitions

/// An Excel workbook (.xlsx): its sheets, the texts and number formats they share.
///
/// Source: ECMA-376, parts 1 and 2; parts are found by their relationships, as programs other than Excel name them
/// differently.
final class Workbook {
    struct Sheet: Hashable, Sendable {
        var name: String
        var isHidden: Bool
        fileprivate var part: String
    }

    /// A text in the table of shared texts.
    struct SharedTexts {
        fileprivate var bytes: [UInt8] = []
        fileprivate var ends: [Int] = []

        subscript(_ index: Int) -> ArraySlice<UInt8>? {
            ends.indices.contains(index) ? bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] : nil
        }
    }

    private let archive: ZipArchive
    private(set) var sheets: [Sheet] = []
    /// Whether days are counted from 1904, as Excel for Macintosh did.
    private(set) var countsFrom1904 = false
    /// By the number of a cell's style.
    private(set) var formats: [CellFormat] = []
    private(set) var texts = SharedTexts()
    private var sharedPart: String?

    /// All shared texts are held in memory; a workbook with more has them in a million rows.
    private static let textLimit = 1 << 30

    /// Whether an archive is a workbook.
    static func isIn(_ archive: ZipArchive) -> Bool {
        archive.entries.contains { $0.name == "[Content_Types].xml" }
            && archive.entries.contains { $0.name.hasPrefix("xl/") || $0.name.hasPrefix("xl\\") }
    }

    /// - Throws: `Failure.Kind.refused` where it is no workbook of this kind.
    init(_ archive: ZipArchive) throws(Failure) {
        self.archive = archive
        let root = try relationships(of: "")
        guard let main = root.first(where: { $0.type.hasSuffix("/officeDocument") })?.target else {
            throw archive.damaged("it has no workbook")
        }
        guard !main.hasSuffix(".bin") else {
            throw Failure(.refused, "\(archive.name) is a binary workbook (.xlsb)", hint: "save it as .xlsx")
        }
        let parts = try relationships(of: main)
        try readWorkbook(main, parts)
        if let styles = parts.first(where: { $0.type.hasSuffix("/styles") })?.target { try readStyles(styles) }
        sharedPart = parts.first { $0.type.hasSuffix("/sharedStrings") }?.target
    }

    /// The sheet to read.
    ///
    /// - Parameter wanted: its name; nil: the only visible one that holds anything.
    func sheet(_ wanted: String?) throws(Failure) -> Sheet {
        let names = sheets.map { "'\($0.name)'" }.joined(separator: ", ")
        if let wanted {
            if let sheet = sheets.first(where: { $0.name == wanted }) { return sheet }
            throw Failure(
                .refused, "\(archive.name) has no sheet '\(wanted)'; it has \(names)",
                hint: "correct format: { sheet: … }")
        }
        var candidates = sheets.filter { !$0.isHidden }
        // Older versions of Excel added two empty sheets to every new workbook.
        if candidates.count > 1 {
            var held: [Sheet] = []
            for sheet in candidates where try holdsAnything(sheet) { held.append(sheet) }
            candidates = held.isEmpty ? [candidates[0]] : held
        }
        guard candidates.count == 1 else {
            throw Failure(
                .refused,
                "\(archive.name) has \(candidates.count) sheets with rows: "
                    + candidates.map { "'\($0.name)'" }.joined(separator: ", "),
                hint: "name the one to read: format: { sheet: … }")
        }
        return candidates[0]
    }

    /// The markup of a sheet.
    func markup(of sheet: Sheet) throws(Failure) -> MarkupReader {
        try markup(sheet.part)
    }

    /// Reads the texts that sheets refer to by number.
    func readTexts() throws(Failure) {
        guard let sharedPart else { return }
        var markup = try markup(sharedPart)
        var isShown = false
        while let token = try markup.next() {
            switch token {
            case .start where markup.isNamed("t"): isShown = true
            // How a text is pronounced stands in a part of its own.
            case .start where markup.isNamed("rPh"):
                while let token = try markup.next(), token != .end || !markup.isNamed("rPh") {}
            case .text where isShown: texts.bytes += markup.text
            case .end where markup.isNamed("t"): isShown = false
            case .end where markup.isNamed("si"):
                texts.ends.append(texts.bytes.count)
                guard texts.bytes.count <= Self.textLimit else {
                    throw Failure(
                        .refused, "\(archive.name) holds over \(Self.textLimit >> 20) MiB of texts",
                        hint: "save it as CSV")
                }
            case .start, .end, .text: break
            }
        }
    }

    // MARK: Parts

    private func holdsAnything(_ sheet: Sheet) throws(Failure) -> Bool {
        var markup = try markup(sheet.part)
        while let token = try markup.next() {
            if token == .start, markup.isNamed("v") || markup.isNamed("is") { return true }
        }
        return false
    }

    private func markup(_ part: String) throws(Failure) -> MarkupReader {
        let wanted = part.lowercased()
        guard
            let entry = archive.entries.first(where: {
                $0.name == part || $0.name.replacing("\\", with: "/").lowercased() == wanted
            })
        else { throw archive.damaged("\(part) is missing") }
        return MarkupReader(try archive.stream(of: entry), path: archive.name)
    }

    /// What a part refers to: the kind, the part, and the name it has there; '' is the workbook as a whole.
    private func relationships(of part: String) throws(Failure) -> [(id: String, type: String, target: String)] {
        let folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
        let name = part.dropFirst(folder.count)
        var markup = try markup("\(folder)_rels/\(name).rels")
        var found: [(id: String, type: String, target: String)] = []
        while let token = try markup.next() {
            guard token == .start, markup.isNamed("Relationship"),
                let target = markup.attribute("Target").map({ String(decoding: $0, as: UTF8.self) })
            else { continue }
            found.append(
                (
                    String(decoding: markup.attribute("Id") ?? [], as: UTF8.self),
                    String(decoding: markup.attribute("Type") ?? [], as: UTF8.self),
                    Self.resolved(target, in: folder)
                ))
        }
        return found
    }

    private static func resolved(_ target: String, in folder: String) -> String {
        guard !target.hasPrefix("/") else { return String(target.dropFirst()) }
        var steps = folder.split(separator: "/")
        for step in target.split(separator: "/") {
            if step == ".." { _ = steps.popLast() } else if step != "." { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }

    private func readWorkbook(
        _ part: String, _ parts: [(id: String, type: String, target: String)]
    ) throws(Failure) {
        var markup = try markup(part)
        while let token = try markup.next() {
            guard token == .start else { continue }
            if markup.isNamed("workbookPr"), let mark = markup.attribute("date1904") {
                countsFrom1904 = mark == Array("1".utf8) || mark == Array("true".utf8)
            }
            guard markup.isNamed("sheet"), let name = markup.attribute("name"), let id = markup.attribute("id") else {
                continue
            }
            let wanted = String(decoding: id, as: UTF8.self)
            // A sheet that is a chart holds no cells.
            guard let target = parts.first(where: { $0.id == wanted && $0.type.hasSuffix("/worksheet") })?.target else {
                continue
            }
            let state = markup.attribute("state") ?? []
            sheets.append(
                Sheet(
                    name: String(decoding: name, as: UTF8.self),
                    isHidden: state == Array("hidden".utf8) || state == Array("veryHidden".utf8), part: target))
        }
        guard !sheets.isEmpty else { throw archive.damaged("it has no sheet") }
    }

    private func readStyles(_ part: String) throws(Failure) {
        var markup = try markup(part)
        var own: [Int: CellFormat] = [:]
        var isInCells = false
        while let token = try markup.next() {
            if token != .text, markup.isNamed("cellXfs") { isInCells = token == .start }
            guard token == .start else { continue }
            if markup.isNamed("numFmt"), let id = markup.number("numFmtId"), let code = markup.attribute("formatCode") {
                own[id] = CellFormat(code: code)
            } else if isInCells, markup.isNamed("xf") {
                let id = markup.number("numFmtId") ?? 0
                formats.append(own[id] ?? CellFormat(builtIn: id))
            }
        }
    }
}

extension MarkupReader {
    /// An attribute that is a whole number.
    func number(_ name: StaticString) -> Int? {
        attribute(name).flatMap { Int(ascii: $0) }
    }
}

extension Int {
    /// A number of decimal digits only; nil for anything else.
    init?(ascii text: [UInt8]) {
        guard !text.isEmpty, text.count < 18 else { return nil }
        var number = 0
        for byte in text {
            guard (48...57).contains(byte) else { return nil }
            number = 10 * number + Int(byte - 48)
        }
        self = number
    }
}
