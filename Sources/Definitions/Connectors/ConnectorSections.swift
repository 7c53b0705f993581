extension SettingSection {
    package static let connector = SettingSection(
        "connector",
        required: [
            ("version", "1"), ("connector", "my-crm-leads"), ("title", "My CRM: leads"), ("gives", "leads"),
            ("entity", "lead"), ("request", "..."),
        ],
        optional: [
            "about", "parameters", "window", "auth", "answer", "paging", "report", "limits", "format", "map", "where",
            "load",
            "vat", "fees", "utm",
        ])
    package static let about = SettingSection("about", optional: ConnectorRemark.Subject.allCases.map(\.rawValue))
    package static let parameter = SettingSection(
        "parameters", required: [("about", "the key from the account's settings")],
        optional: ["secret", "default", "optional", "list"])
    package static let request = SettingSection(
        "request", required: [("url", "\"https://api.example.com/v1/leads\"")],
        optional: ["method", "query", "headers", "json", "form", "text", "repeatable"])
    package static let auth = SettingSection("auth", optional: ["bearer", "headers", "query", "basic", "oauth"])
    package static let basic = SettingSection(
        "basic", required: [("user", "\"{{ user }}\""), ("password", "\"{{ password }}\"")])
    package static let oauth = SettingSection(
        "oauth", required: [("url", "\"https://api.example.com/oauth/token\""), ("fields", "...")],
        optional: ["send", "header", "query"])
    package static let answer = SettingSection(
        "answer",
        optional: [
            "type", "packed", "records", "streamed", "columns", "missing", "detail", "add", "lift", "join", "error",
            "rules",
        ])
    package static let detail = SettingSection(
        "detail", required: [("id", "id"), ("request", "..."), ("name", "stats")],
        optional: ["path", "list", "key", "size"])
    package static let lift = SettingSection(
        "lift", required: [("list", "custom_fields"), ("key", "code"), ("value", "value")])
    package static let answerError = SettingSection("error", required: [("code", "error.code")], optional: ["ok"])
    package static let answerRule = SettingSection(
        "rules", required: [("means", "again")], optional: ["status", "code", "at", "pause", "pause_header", "hint"])
    package static let paging = SettingSection(
        "paging",
        optional: [
            "page", "offset", "cursor", "next", "link", "after", "first", "size", "total", "pages", "more", "max_pages",
        ])
    package static let asyncReport = SettingSection("report", optional: ["repeat", "job"])
    package static let repeating = SettingSection(
        "repeat", required: [("status", "[201, 202]")], optional: ["pause", "pause_header"])
    package static let job = SettingSection(
        "job",
        required: [
            ("id", "report.id"), ("poll", "..."), ("state", "report.status"), ("ready", "done"), ("download", "..."),
        ],
        optional: ["failed", "pause", "patience", "orders", "parts", "part_number", "link", "find", "clean"])
    package static let find = SettingSection(
        "find", required: [("request", "..."), ("list", "requests"), ("match", "..."), ("id", "request_id")],
        optional: ["state", "states"])
    package static let limits = SettingSection(
        "limits", optional: ["requests", "per", "burst", "at_once", "attempts", "patience"])

    /// The sections that connector files have of their own.
    package static let connectorFile = [
        connector, about, parameter, request, auth, basic, oauth, answer, detail, lift, answerError, answerRule, paging,
        asyncReport,
        repeating, job, find, limits,
    ]
}
