/// How the records of one entity become rows of a fact table.
///
/// Every fact table begins with `file_id`, `record`, `line` and `day`; one of records with a key goes on with
/// `source_name`, the key, `version` and `is_current`. Then come the given columns, which the transform computes, and the
/// fields, which are taken over from the records.
package struct FactTable: Hashable, Sendable {
    /// One column that holds a contract's field.
    struct Field: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            /// '' where the record has none.
            case text
            /// `YYYY-MM-DD HH:MM:SS` in UTC, or NULL.
            case instant
            /// 0 where the record has none.
            case number
            /// NULL where the record has none.
            case numberOrNull
        }

        var column: String
        var field: String
        var kind: Kind
    }

    package let name: String
    package let entity: String
    /// The field whose value names a record, where the entity has one.
    package let key: String?
    /// The columns the transform computes, in the order it gives them.
    package let given: [String]
    let fields: [Field]
    /// A column that is 1 for records that are rejected once all is read: they neither count nor supersede.
    package let rejectedColumn: String?
    /// The SQL that is true of a record, as `fact`, that never is, whatever others say.
    let isNeverRejected: String

    /// The SQL that counts the records behind some rows.
    let recordCount: String

    /// Whether rows have a channel.
    var hasTraffic: Bool { given.contains("traffic_id") || given.contains("placement_id") }

    /// Given columns that tell nothing of the record itself: they are settled from other records, or are its place.
    private static let circumstances: Set<String> = [
        "traffic_id", "unattributed_reason", "report_day", "lead_source", "won_at", "byte_offset", "byte_length",
    ]

    /// The columns that two records of one key and version must agree in.
    ///
    var content: [String] {
        given.filter { !Self.circumstances.contains($0) } + fields.map(\.column)
    }

    /// Columns in the order of the loader's parameters.
    var columns: [String] {
        let keyed = key.map { ["source_name", $0, "version", "is_current"] } ?? []
        return ["file_id", "record", "line", "day"] + keyed + given + fields.map(\.column)
    }

    private init(
        _ name: String, entity: String, key: String? = nil, given: [String], texts: [String], instants: [String] = [],
        numbers: [String: String] = [:], optionalNumbers: [String: String] = [:], renamed: [String: String] = [:],
        rejectedColumn: String? = nil, isNeverRejected: String = "true", recordCount: String = "count(*)"
    ) {
        self.name = name
        self.entity = entity
        self.key = key
        self.given = given
        self.rejectedColumn = rejectedColumn
        self.isNeverRejected = isNeverRejected
        self.recordCount = recordCount
        fields =
            texts.map { Field(column: renamed[$0] ?? $0, field: $0, kind: .text) }
            + instants.map { Field(column: renamed[$0] ?? $0, field: $0, kind: .instant) }
            + numbers.sorted { $0.key < $1.key }.map { Field(column: $0.value, field: $0.key, kind: .number) }
            + optionalNumbers.sorted { $0.key < $1.key }.map {
                Field(column: $0.value, field: $0.key, kind: .numberOrNull)
            }
    }
}

extension FactTable {
    package static let spend = FactTable(
        "fact_spend", entity: "spend",
        given: [
            "traffic_id", "advert_id", "currency", "date_to", "net_micros", "vat_micros", "fee_micros", "levy_micros",
            "cost_micros",
        ],
        texts: ["contractor", "network_type", "keyword", "device", "branch", "cost_type"],
        numbers: ["impressions": "impressions", "clicks": "clicks", "cost": "amount_micros"])

    /// Visits by day and tags, which `Publication` writes itself.
    package static let visit = FactTable(
        "fact_visit_daily", entity: "visit", given: ["placement_id"], texts: ["site"],
        recordCount: "ifnull(sum(visits), 0)")

    package static let lead = FactTable(
        "fact_lead", entity: "lead", key: "lead_id",
        given: [
            "is_counted", "own_tag_id", "own_reason", "phone", "email",
            "is_phone_unreadable", "is_email_unreadable",
        ],
        texts: [
            "client_id", "user_id", "contact_id", "company_id", "tax_id", "promo_code", "content", "term", "click_id",
            "referrer", "landing", "declared_source", "crm_source", "form", "kind", "scheme", "pipeline", "branch",
            "product", "status", "outcome", "reject_reason", "bant", "merged_into", "manager",
        ],
        instants: [
            "created_at", "updated_at", "mql_at", "sql_at", "sal_at", "sales_rejected_at", "first_response_at",
        ],
        numbers: ["deleted": "is_deleted"])

    package static let rate = FactTable(
        "fact_rate", entity: "rate", given: ["currency", "rate_e10", "per_e10"], texts: [])

    package static let trackingNumber = FactTable(
        "fact_tracking_number", entity: "tracking_number", given: ["digits", "date_to"],
        texts: ["number", "source", "medium", "campaign"])

    package static let call = FactTable(
        "fact_call", entity: "call", key: "call_id",
        given: ["traffic_id", "unattributed_reason", "own_tag_id", "phone", "is_phone_unreadable"],
        texts: ["direction", "tracking_number", "manager", "lead_id", "client_id"], instants: ["at", "updated_at"],
        numbers: ["deleted": "is_deleted"],
        optionalNumbers: [
            "answered": "is_answered", "wait": "wait", "duration": "duration", "target": "is_target",
            "first": "is_first",
        ])

    package static let deal = FactTable(
        "fact_deal", entity: "deal", key: "deal_id",
        given: [
            "report_day", "lead_source", "won_at", "status", "is_status_assumed",
            "funnel_stage", "byte_offset", "byte_length", "phone", "email", "is_phone_unreadable",
            "is_email_unreadable",
        ],
        texts: [
            "pipeline", "stage", "lead_id", "contact_id", "company_id", "tax_id", "client_id", "source", "medium",
            "campaign", "content", "term", "lost_reason", "branch", "legal_entity", "product", "manager",
        ],
        instants: ["created_at", "updated_at", "won_at", "lost_at", "closed_at"],
        numbers: ["amount": "amount_micros", "deleted": "is_deleted"], optionalNumbers: ["margin": "margin_micros"],
        renamed: [
            "won_at": "stated_won_at", "source": "own_source", "medium": "own_medium", "campaign": "own_campaign",
            "content": "own_content", "term": "own_term",
        ],
        rejectedColumn: "is_dateless",
        isNeverRejected: """
            (fact.status <> 'won' OR fact.is_deleted OR fact.stated_won_at NOTNULL OR fact.closed_at NOTNULL)
            """)

    package static let stageEvent = FactTable(
        "fact_stage_event", entity: "stage_event", given: ["funnel_stage"],
        texts: ["deal_id", "lead_id", "pipeline", "stage", "manager"], instants: ["at"])

    package static let payment = FactTable(
        "fact_payment", entity: "payment", key: "payment_id",
        given: ["report_day", "kind", "amount_micros"],
        texts: ["deal_id", "refund_of", "invoice", "customer", "tax_id", "method", "legal_entity"],
        instants: ["at", "updated_at"], numbers: ["deleted": "is_deleted"])

    package static let emailCampaign = FactTable(
        "fact_email_campaign", entity: "email_campaign", key: "campaign_id", given: [], texts: ["name", "list"],
        instants: ["sent_at", "updated_at"], numbers: ["deleted": "is_deleted"],
        optionalNumbers: [
            "planned": "planned", "sent": "sent", "delivered": "delivered", "opened": "opened", "clicked": "clicked",
            "unsubscribed": "unsubscribed", "spam": "spam", "subscribers": "subscribers",
        ])

    package static let audience = FactTable(
        "fact_audience", entity: "audience", given: [], texts: ["network", "account"],
        optionalNumbers: [
            "followers": "followers", "followers_gained": "followers_gained", "followers_lost": "followers_lost",
            "reach": "reach", "views": "views", "profile_views": "profile_views", "posts": "posts",
        ])

    package static let content = FactTable(
        "fact_content", entity: "content", given: [], texts: ["kind", "title"],
        optionalNumbers: ["minutes": "minutes", "characters": "characters", "brief_met": "is_brief_met"])

    package static let chat = FactTable(
        "fact_chat", entity: "chat", key: "chat_id", given: ["phone", "is_phone_unreadable"],
        texts: ["client_id", "manager"], instants: ["at", "updated_at"], numbers: ["deleted": "is_deleted"],
        optionalNumbers: ["first_reply": "first_reply", "answered": "is_answered"])

    /// Every fact table, in the order of the digest.
    package static let all = [
        spend, visit, lead, rate, trackingNumber, call, deal, stageEvent, payment, emailCampaign, audience, content,
        chat,
    ]

    /// The table of an entity, or nil where this version keeps none.
    package static func of(entity: String) -> FactTable? {
        all.first { $0.entity == entity }
    }
}
