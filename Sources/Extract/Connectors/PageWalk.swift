import Definitions

/// Goes from one page of an answer to the next, and notices when a platform leads in circles.
struct PageWalk {
    private let paging: PagingDefinition?
    /// Pages so far.
    private(set) var pages = 0
    /// Records so far.
    private(set) var records = 0
    /// The whole address of the next page, where the platform gives one.
    private(set) var nextAddress: String?
    private var cursor: String?
    private var after: String?
    private var seen: Set<String> = []
    /// How many pages there are, as the last one said.
    private var promised: Int?

    /// What is wrong with how a platform's pages follow one another.
    struct Trouble: Error, Hashable, Sendable {
        var message: String
    }

    init(_ paging: PagingDefinition?) {
        self.paging = paging
        if case .after(_, let first) = paging?.kind { after = first }
    }

    /// The values that the next request needs.
    var values: [String: String] {
        switch paging?.kind {
        case .page(let first): ["page": String(first + pages)]
        case .offset(let first): ["offset": String(first + records)]
        case .cursor: cursor.map { ["cursor": $0] } ?? [:]
        case .after: after.map { ["after": $0] } ?? [:]
        case .next, .link, nil: [:]
        }
    }

    /// The values of the next requests, as far as they are known before the answers are.
    ///
    /// Those of pages that have numbers, where the last one said how many there are. Should pages turn out shorter, other
    /// values follow.
    func upcoming(_ limit: Int) -> [[String: String]] {
        guard let paging, let promised, pages > 0 else { return [] }
        let count = min(limit, promised - pages, paging.maximum - pages)
        guard count > 0 else { return [] }
        switch paging.kind {
        case .page(let first): return (0..<count).map { ["page": String(first + pages + $0)] }
        case .offset(let first):
            guard let size = paging.size else { return [] }
            return (0..<count).map { ["offset": String(first + records + $0 * size)] }
        case .cursor, .after, .next, .link: return []
        }
    }

    /// Takes a page and says whether another one follows.
    ///
    mutating func take(_ page: AnswerPage) throws(Trouble) -> Bool {
        let json = page.json
        pages += 1
        records += page.count
        guard let paging else { return false }
        let total = json.flatMap { number($0, paging.total) }
        promised = json.flatMap { number($0, paging.pages) }
        if promised == nil, let total, let size = paging.size { promised = (total + size - 1) / size }
        let goesOn = try goesOn(paging, page)
        if goesOn {
            guard pages < paging.maximum else { throw Trouble(message: "there are more than \(paging.maximum) pages") }
            return true
        }
        // Rows that came in or went while we read are no loss; fewer than were promised are.
        if let total, total > records {
            throw Trouble(message: "it promised \(total) records and gave \(records)")
        }
        return false
    }

    private mutating func goesOn(
        _ paging: PagingDefinition, _ page: AnswerPage
    ) throws(Trouble) -> Bool {
        let json = page.json
        let isShort = paging.size.map { page.count < $0 } ?? false
        if let more = paging.more.flatMap({ json?.value(at: $0) })?.text, ["false", "0", "N"].contains(more) {
            return false
        }
        switch paging.kind {
        case .page, .offset:
            if page.count == 0 { return false }
            if let pageCount = json.flatMap({ number($0, paging.pages) }) { return pages < pageCount }
            if let total = json.flatMap({ number($0, paging.total) }) { return records < total }
            return !isShort
        case .cursor(let path):
            guard let next = json?.value(at: path)?.text, !next.isEmpty else { return false }
            try isNew(next, "cursor")
            cursor = next
            return true
        case .next(let path):
            guard let next = json?.value(at: path)?.text, !next.isEmpty else { return false }
            try isNew(next, "address")
            nextAddress = next
            return true
        case .link:
            guard let next = LinkHeader.next(in: page.response) else { return false }
            try isNew(next, "address")
            nextAddress = next
            return true
        case .after(let field, _):
            if isShort || page.count == 0 { return false }
            guard let last = page.last?.value(at: field)?.text else {
                throw Trouble(message: "its last record has no '\(field.joined(separator: "."))' to go on from")
            }
            try isNew(last, "last record")
            after = last
            return true
        }
    }

    private mutating func isNew(_ text: String, _ what: String) throws(Trouble) {
        guard seen.insert(text).inserted else {
            throw Trouble(message: "it gave the same \(what) twice, so page \(pages + 1) would never end")
        }
    }

    private func number(_ json: JSONPart, _ path: [String]?) -> Int? {
        path.flatMap { json.value(at: $0)?.text }.flatMap { Int($0) }
    }
}

/// The `Link` header of RFC 8288: `<https://…?page=2>; rel="next"`.
enum LinkHeader {
    static func next(in response: HTTPResponse) -> String? {
        for (name, value) in response.headers where name.lowercased() == "link" {
            for link in value.split(separator: "<").dropFirst(value.hasPrefix("<") ? 0 : 1) {
                let parts = link.split(separator: ">", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let isNext = parts[1].split(whereSeparator: { $0 == ";" || $0 == "," }).contains { parameter in
                    let pair = parameter.split(separator: "=", maxSplits: 1).map {
                        $0.filter { $0 != "\"" && $0 != " " }
                    }
                    return pair.count == 2 && pair[0].lowercased() == "rel" && pair[1].lowercased() == "next"
                }
                if isNext { return String(parts[0]) }
            }
        }
        return nil
    }
}
