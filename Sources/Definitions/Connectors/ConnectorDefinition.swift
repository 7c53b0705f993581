/// A platform's API as data: what is asked, how answers go on from page to page, and what their errors mean.
package struct ConnectorDefinition: Sendable {
    /// What `connector:` in a pipeline file says, and the name of the file without its ending.
    package var name: String
    /// What people call it.
    package var title: String
    /// What it gives, in a few words.
    package var gives: String
    /// What users must know of its numbers.
    package var about: [ConnectorRemark]
    /// The entity its rows become.
    package var entity: String
    package var parameters: [ConnectorParameter]
    package var window: ConnectorWindow
    /// The ways to say who asks, of which the first one is taken whose values are all given; none: nobody is asked.
    package var auth: [AuthDefinition]
    /// What is asked for each window; where a report is ordered, what orders it.
    package var request: RequestTemplate
    package var answer: AnswerDefinition
    package var paging: PagingDefinition?
    package var report: ReportDefinition?
    package var limits: ConnectorLimits
    /// Where the file lies, for messages.
    package var location: SourceLocation
}

/// What users must know of a connector's numbers: a remark on one subject.
package struct ConnectorRemark: Hashable, Sendable {
    package enum Subject: String, Hashable, Sendable, CaseIterable {
        /// Who may ask, and where the key to it is made.
        case access
        /// For how long the platform changes its numbers.
        case restated
        /// Whose midnight ends a day.
        case timeZone = "time_zone"
        case money
        case vat
        /// When to take it, where several connectors give the same.
        case use
        /// What its authors could not check.
        case unverified
    }

    package var subject: Subject
    package var text: String
}

/// One value that a pipeline file gives a connector under `with`.
package struct ConnectorParameter: Hashable, Sendable {
    package var name: String
    package var about: String
    package var isSecret: Bool
    /// The value where none is given; nil: one must be given, unless it is optional.
    package var preset: [String]?
    package var isOptional: Bool
    package var isList: Bool
    package var location: SourceLocation
}

/// For which time one request asks.
package enum ConnectorWindow: String, Hashable, Sendable, CaseIterable {
    /// A calendar day.
    case day
    /// A calendar month, the current one up to yesterday.
    case month
    /// Records changed since the last time.
    case since
    /// All there is, each time.
    case all
}

/// A request with places for values.
package struct RequestTemplate: Hashable, Sendable {
    package enum Body: Hashable, Sendable {
        case json(TextTemplate)
        case form([TemplateItem])
        case text(TextTemplate)
    }

    package enum Method: String, Hashable, Sendable, CaseIterable {
        case get, post, put, delete
    }

    package var method: Method
    package var url: TextTemplate
    /// An item whose value isn't there is left out.
    package var query: [TemplateItem]
    package var headers: [TemplateItem]
    package var body: Body?
    /// Whether asking twice does nothing twice.
    package var isRepeatable: Bool
    package var location: SourceLocation

    package init(
        method: Method, url: TextTemplate, query: [TemplateItem] = [], headers: [TemplateItem] = [], body: Body? = nil,
        isRepeatable: Bool, location: SourceLocation
    ) {
        self.method = method
        self.url = url
        self.query = query
        self.headers = headers
        self.body = body
        self.isRepeatable = isRepeatable
        self.location = location
    }
}

/// One named value of a request: a query item, a header, a field of a form.
package struct TemplateItem: Hashable, Sendable {
    package var name: String
    package var value: TextTemplate

    package init(name: String, value: TextTemplate) {
        self.name = name
        self.value = value
    }
}

/// How a connector says who asks.
package enum AuthDefinition: Hashable, Sendable {
    case headers([TemplateItem])
    case query([TemplateItem])
    case basic(user: TextTemplate, password: TextTemplate)
    case oauth(OAuthDefinition)
}

extension AuthDefinition {
    /// The values that this way needs.
    package var names: Set<String> {
        let templates: [TextTemplate] =
            switch self {
            case .headers(let items), .query(let items): items.map(\.value)
            case .basic(let user, let password): [user, password]
            case .oauth(let oauth): [oauth.url] + oauth.fields.map(\.value)
            }
        return Set(templates.flatMap(\.names))
    }
}

/// OAuth 2 with a refresh token (RFC 6749, section 6), and the ways platforms differ in it.
package struct OAuthDefinition: Hashable, Sendable {
    package enum Sending: String, Hashable, Sendable, CaseIterable {
        case form, json, query
    }

    package var url: TextTemplate
    package var sending: Sending
    /// What is sent for a new token; `{{ refresh_token }}` is the newest one known.
    package var fields: [TemplateItem]
    /// Where the access token goes: a header's value or a query item, in which `{{ access_token }}` stands for it.
    package var header: TemplateItem?
    package var query: TemplateItem?
}

/// What answers look like.
package struct AnswerDefinition: Hashable, Sendable {
    /// How bodies are written.
    package var type: AnswerType
    /// What a table comes packed in; nil: nothing.
    package var packing: AnswerPacking?
    /// The way to the records in JSON: keys, and `*` for each element of a list; in XML the name of their elements.
    package var records: [String]
    /// Whether an answer may be too large for the memory: it is read from the disk, record by record.
    package var isStreamed = false
    /// Whether an answer without that way has no records; else it is a mistake, for keys get other names.
    package var mayLackRecords: Bool
    /// What is added to each record, by name.
    package var lifts: [String: LiftDefinition]
    /// Texts that are added to each record: what was asked for and isn't said again.
    package var additions: [TemplateItem]
    /// The names of the values where a record is a list; of a table its header where an answer has none.
    package var columns: [String] = []
    /// What is asked for records besides themselves, in this order.
    package var details: [DetailDefinition] = []
    /// Values of a record that are read as one text, with a space between them.
    package var joins: [String: [[String]]] = [:]
    /// Where errors say what they are; the first that is there counts.
    package var errorCodes: [[String]]
    /// Codes that are no errors.
    package var okCodes: [String]
    package var rules: [AnswerRule]

    package init(
        type: AnswerType = .json, records: [String] = [], mayLackRecords: Bool = false,
        errorCode: [String]? = nil, okCodes: [String] = [], rules: [AnswerRule] = []
    ) {
        self.type = type
        self.records = records
        self.mayLackRecords = mayLackRecords
        errorCodes = errorCode.map { [$0] } ?? []
        self.okCodes = okCodes
        lifts = [:]
        additions = []
        self.rules = rules
    }
}

/// How the bodies of answers are written.
package enum AnswerType: String, Hashable, Sendable, CaseIterable {
    case json, csv, tsv, xml

    /// Whether records are cut out of answers, to land a line each.
    package var hasRecords: Bool { self == .json || self == .xml }
}

/// What the body of an answer is packed in, whatever its headers say.
package enum AnswerPacking: String, Hashable, Sendable, CaseIterable {
    /// An archive with one file.
    case zip
}

/// A list of named values inside a record, such as a CRM's custom fields, lifted to an object whose keys can be mapped.
package struct LiftDefinition: Hashable, Sendable {
    /// The way to the list.
    package var list: [String]
    /// The way, in an element, to its name; the first that is there counts.
    package var keys: [[String]]
    /// The way, in an element, to its value.
    package var value: [String]
}

/// What some answers mean, where that isn't what their status says.
package struct AnswerRule: Hashable, Sendable {
    package enum Meaning: String, Hashable, Sendable, CaseIterable {
        /// The server is busy: ask again.
        case again
        /// The token has expired: renew it.
        case renew
        /// We aren't who we say, or may not.
        case credentials
        /// It failed and will fail again.
        case fail
        /// There is nothing.
        case empty
        /// The report that is asked for isn't there, or not any more.
        case gone
        /// All is well.
        case accept
    }

    /// The statuses it is about; empty: any.
    package var statuses: [Int]
    /// The codes in the body it is about; empty: any.
    package var codes: [String]
    /// Where the code must stand; nil: at any place where codes stand.
    package var place: [String]?
    package var meaning: Meaning
    /// Seconds to wait.
    package var pause: Int64?
    /// The header that tells the seconds to wait.
    package var pauseHeader: String?
    package var hint: String?

    package init(
        statuses: [Int] = [], codes: [String] = [], meaning: Meaning, pause: Int64? = nil, pauseHeader: String? = nil,
        hint: String? = nil
    ) {
        self.statuses = statuses
        self.codes = codes
        self.meaning = meaning
        self.pause = pause
        self.pauseHeader = pauseHeader
        self.hint = hint
    }
}

/// How answers go on.
package struct PagingDefinition: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// `{{ page }}` counts from a number.
        case page(first: Int)
        /// `{{ offset }}` counts the records so far.
        case offset(first: Int)
        /// `{{ cursor }}` is what the last answer has at a path.
        case cursor([String])
        /// The whole next address stands at a path.
        case next([String])
        /// The whole next address stands in the `Link` header (RFC 8288).
        case link
        /// `{{ after }}` is a field of the last record.
        case after(field: [String], first: String)
    }

    package var kind: Kind
    /// Records of a full page: a shorter one is the last.
    package var size: Int?
    /// Where the answer tells the number of records in all.
    package var total: [String]?
    /// Where it tells the number of pages.
    package var pages: [String]?
    /// Where it says whether there is more.
    package var more: [String]?
    /// More pages than this are a mistake.
    package var maximum: Int

    package init(
        kind: Kind, size: Int? = nil, total: [String]? = nil, pages: [String]? = nil, more: [String]? = nil,
        maximum: Int = 100_000
    ) {
        self.kind = kind
        self.size = size
        self.total = total
        self.pages = pages
        self.more = more
        self.maximum = maximum
    }
}

/// A report that isn't ready at once.
package enum ReportDefinition: Hashable, Sendable {
    /// The same request is sent until the status is no longer one of these.
    case repeating(statuses: [Int], pauseHeader: String?, pause: Int64)
    case job(ReportJobDefinition)
}

/// A report that is ordered, waited for, fetched and put away.
package struct ReportJobDefinition: Hashable, Sendable {
    /// Where the order's answer has the report's id, which is `{{ id }}` from then on.
    package var id: [String]
    package var poll: RequestTemplate
    package var state: [String]
    package var ready: [String]
    package var failed: [String]
    /// Seconds between two looks.
    package var pause: Int64
    /// Seconds until it is given up.
    package var patience: Int64
    /// How often a run orders it where making it fails.
    package var orders: Int
    /// Where the answer has the list of parts; nil: there is one.
    package var parts: [String]?
    /// Where the answer has the address of the report, which is `{{ link }}`; null there: it has no rows.
    package var link: [String]?
    /// The field of a part that is its number; `{{ part }}` stands for it.
    package var partNumber: [String]
    package var download: RequestTemplate
    /// How a report is found again whose id got lost with the answer to its order.
    package var find: ReportSearchDefinition?
    package var clean: RequestTemplate?
}

/// Where a platform lists the reports that were ordered, and which of them is ours.
package struct ReportSearchDefinition: Hashable, Sendable {
    package var request: RequestTemplate
    /// The way to the list.
    package var list: [String]
    /// What must stand at a path of an element; lists are compared with commas between their elements.
    package var match: [TemplateItem]
    /// The way to an element's id.
    package var id: [String]
    /// The states, at the element's own path, in which a report is still worth waiting for; empty: any.
    package var state: [String]
    package var states: [String]
}

/// How much a platform bears.
package struct ConnectorLimits: Hashable, Sendable {
    package var requests: Int
    /// Milliseconds in which so many requests may be sent.
    package var milliseconds: Int64
    package var burst: Int
    /// Requests of one source that may be on their way at the same time.
    package var atOnce: Int
    /// Each has a thread and a connection.
    package static let mostAtOnce = 16
    package var attempts: Int
    /// Seconds for one request with all its tries.
    package var patience: Int64

    package init(
        requests: Int = 5, milliseconds: Int64 = 1000, burst: Int = 1, atOnce: Int = 1, attempts: Int = 8,
        patience: Int64 = 1800
    ) {
        self.requests = requests
        self.milliseconds = milliseconds
        self.burst = burst
        self.atOnce = atOnce
        self.attempts = attempts
        self.patience = patience
    }
}
