/// One kind of mapping in a definition file: the keys it knows.
package struct SettingSection: Sendable {
    /// The name hints use, that of the key the mapping stands under.
    package let name: String
    /// Keys that must be there, each with a value to show in the hint.
    package let required: [(key: String, example: String)]
    package let optional: [String]
    /// Keys that are documented and not built yet: refused by name instead of as a typing error.
    package let planned: [String]

    /// Every key that is read.
    package var keys: [String] {
        required.map(\.key) + optional
    }

    init(_ name: String, required: [(key: String, example: String)] = [], optional: [String] = []) {
        self.name = name
        self.required = required
        self.optional = optional
        planned = PlannedSettings.keys[name] ?? []
    }
}

extension SettingSection {
    package static let pipeline = SettingSection(
        "pipeline",
        required: [
            ("version", "1"), ("pipeline", "shop"), ("time_zone", "Europe/Moscow"), ("currency", "RUB"),
            ("start", "2025-01-01"), ("warehouse", "var/shop.sqlite"), ("landing", "var/landing"), ("sources", "..."),
        ],
        optional: ["attribution", "identity", "rejects", "funnel", "matching", "http"]
    )
    package static let attribution = SettingSection(
        "attribution",
        optional: [
            "models", "report", "conversions", "anchor", "lookback", "half_life", "position", "max_touches",
        ]
    )
    package static let report = SettingSection("report", optional: ["model", "basis", "vat"])
    package static let identity = SettingSection(
        "identity", optional: ["keys", "region", "max_links", "store_contacts", "key"])
    package static let maxLinks = SettingSection("max_links", optional: IdentityKey.Kind.allCases.map(\.rawValue))
    package static let rejects = SettingSection("rejects", optional: ["max_rows", "max_ratio"])
    package static let funnel = SettingSection("funnel", required: [("stages", "...")], optional: ["unmapped"])
    package static let stage = SettingSection(
        "stages",
        required: [("id", "won"), ("match", "[\"0/WON\"]")],
        optional: ["title", "milestone"]
    )
    package static let title = SettingSection("title", required: [("en", "Qualified"), ("ru", "Квалифицирован")])
    package static let matching = SettingSection("matching", required: [("aliases", "aliases.csv")])
    package static let source = SettingSection(
        "source",
        required: [("entity", "lead"), ("files", "data/leads-*.csv")],
        optional: ["in_place", "format", "map", "where", "load", "vat", "fees", "utm", "split"]
    )
    /// A source whose rows a platform gives.
    package static let connectedSource = SettingSection(
        "connected_source",
        required: [("connector", "yandex-direct-spend")],
        optional: ["with", "format", "map", "where", "load", "vat", "fees", "utm", "split"]
    )
    package static let http = SettingSection(
        "http", optional: ["private_hosts", "connect_timeout", "idle_timeout", "whole_timeout"])
    package static let format = SettingSection(
        "format",
        optional: [
            "type", "delimiter", "quote", "encoding", "decimal", "thousands", "date", "instant", "time_zone",
            "skip_rows", "total_row", "header", "records", "null", "short_rows", "sheet", "member",
        ]
    )
    package static let mapping = SettingSection(
        "map",
        optional: ["from", "const", "format", "values", "unit", "round", "required", "optional", "empty"]
    )
    package static let load = SettingSection(
        "load",
        optional: ["replace", "overlap", "per", "lookback", "merge", "version", "reread", "snapshot", "max_shrink"])

    package static let vat = SettingSection(
        "vat",
        required: [("included", "true"), ("rates", "[{ from: 2026-01-01, rate: 22 }]")]
    )
    package static let vatRate = SettingSection("vat_rate", required: [("from", "2026-01-01"), ("rate", "22")])
    package static let fee = SettingSection(
        "fee",
        required: [("kind", "agency")],
        optional: ["rate", "fixed", "base", "from", "to"]
    )

    package static let split = SettingSection("split", required: [("by", "leads")], optional: ["shares"])

    package static let contract = SettingSection(
        "contract",
        required: [
            ("entity", "lead"), ("day", "created_at"), ("new_columns", "ignore"), ("identical_rows", "drop"),
            ("fields", "..."),
        ],
        optional: ["key", "last_day", "one_of"]
    )
    package static let field = SettingSection(
        "field",
        required: [("type", "text")],
        optional: ["required", "minimum", "maximum", "allowed"]
    )

    /// The sections of a pipeline file.
    package static let pipelineFile = [
        pipeline, attribution, report, identity, maxLinks, rejects, source, format, mapping, load, vat, vatRate, fee,
        split, funnel, stage, title, matching, connectedSource, http,
    ]
}
