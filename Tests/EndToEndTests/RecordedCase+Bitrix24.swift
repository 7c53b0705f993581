import TestSupport

/// Bitrix24: by webhook and as an application, page by page and in batches.
extension RecordedCase {
    private static let webhook = "/rest/1/\(RecordedConnectorTests.canary)"

    /// The names of a kind of status.
    static func statuses(_ entity: String, _ names: KeyValuePairs<String, String>) -> Exchange {
        let rows = names.map { "{\"ID\":\"1\",\"ENTITY_ID\":\"\(entity)\",\"STATUS_ID\":\"\($0)\",\"NAME\":\"\($1)\"}" }
        return Exchange(
            "POST \(webhook)/crm.status.list.json", asks: ["filter[ENTITY_ID]": entity],
            .json("{\"result\":[\(rows.joined(separator: ","))],\"total\":\(rows.count)}"))
    }

    static let categories = Exchange(
        "POST \(webhook)/crm.category.list.json", asks: ["entityTypeId": "2"],
        .recorded(
            #"{"result":{"categories":[{"id":0,"name":"Общая","isDefault":"Y"},{"id":1,"name":"Опт"}]},"total":2}"#))
    static let stages = Exchange(
        "POST \(webhook)/crm.status.list.json", asks: ["filter[%ENTITY_ID]": "DEAL_STAGE"],
        .recorded(
            """
            {"result":[{"ID":"101","ENTITY_ID":"DEAL_STAGE","STATUS_ID":"NEW","NAME":"Новая","SEMANTICS":null},
            {"ID":"102","ENTITY_ID":"DEAL_STAGE","STATUS_ID":"WON","NAME":"Оплачено","SEMANTICS":"S"},
            {"ID":"201","ENTITY_ID":"DEAL_STAGE_1","STATUS_ID":"C1:WON","NAME":"Отгружено","SEMANTICS":"S"}],"total":3}
            """))

    /// An answer to a batch of pages with so many records each; the page after a short one has none to go on from.
    private static func batch(_ pages: [[String]]) -> ServerReply {
        let results = pages.enumerated().map { "\"p\($0)\":[\($1.joined(separator: ","))]" }
        let error = #"{"error":"INVALID_ARG_VALUE","error_description":"field '>ID' has invalid value"}"#
        let errors = pages.count < 20 ? "{\"p\(pages.count)\":\(error)}" : "[]"
        return .json(
            "{\"result\":{\"result\":{\(results.joined(separator: ","))},\"result_error\":\(errors),\"result_total\":[],"
                + "\"result_next\":[],\"result_time\":[]},\"time\":{\"operating\":0}}")
    }

    private static func deal(_ id: Int) -> String {
        Platforms.bitrixDeal(id, created: "2026-01-02T11:20:00", changed: "2026-01-03T11:20:00", amount: "10.50")
    }

    static let bitrix24: [RecordedCase] = [
        RecordedCase(
            connector: "bitrix24-leads", with: "webhook: \"SERVER/rest/1/${env:CANARY}\"",
            rest: ", map: { status: status_name }", day: "2026-01-05",
            exchanges: [
                Exchange(
                    "POST /rest/1/\(RecordedConnectorTests.canary)/crm.lead.list.json",
                    asks: ["start": "-1", "filter[>ID]": "0", "filter[>=DATE_MODIFY]": "2026-01-01T00:00:00+03:00"],
                    .recorded(
                        #"{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}"#, status: 503),
                    .recorded(
                        """
                        {"result":[{"ID":"5","TITLE":"x","STATUS_ID":"NEW","STATUS_SEMANTIC_ID":"P","SOURCE_ID":"WEB",
                        "CONTACT_ID":null,"COMPANY_ID":"0","ASSIGNED_BY_ID":"1","DATE_CREATE":"2026-01-02T11:20:00+03:00",
                        "DATE_MODIFY":"2026-01-03T11:20:00+03:00","UTM_SOURCE":"google","UTM_MEDIUM":"cpc",
                        "UTM_CAMPAIGN":null,"UTM_CONTENT":null,"UTM_TERM":null,
                        "PHONE":[{"ID":"10","VALUE_TYPE":"WORK","VALUE":"+7 912 000-00-05","TYPE_ID":"PHONE"}]},
                        {"ID":"6","TITLE":"y","STATUS_ID":"JUNK","STATUS_SEMANTIC_ID":"F","SOURCE_ID":"CALL",
                        "CONTACT_ID":"7","COMPANY_ID":null,"ASSIGNED_BY_ID":"2","DATE_CREATE":"2026-01-02T23:30:00-03:00",
                        "DATE_MODIFY":"2026-01-03T11:20:00+03:00","UTM_SOURCE":null,"UTM_MEDIUM":null,
                        "UTM_CAMPAIGN":null,"UTM_CONTENT":null,"UTM_TERM":null,
                        "EMAIL":[{"ID":"11","VALUE":"a@example.com"}]}],"total":0,"time":{"operating":0}}
                        """)),
                statuses("STATUS", ["NEW": "Не обработан", "JUNK": "Некачественный"]),
                statuses("SOURCE", ["WEB": "Сайт", "CALL": "Звонок"]),
            ],
            query: """
                SELECT lead.lead_id, lead.day, fact.phone, fact.email, fact.status, fact.crm_source, lead.source
                FROM v1_lead AS lead JOIN fact_lead AS fact USING (lead_id) ORDER BY 1
                """,
            rows: [
                "5|2026-01-02|+79120000005||Не обработан|WEB|google",
                "6|2026-01-03||a@example.com|Некачественный|CALL|call",
            ]),
        RecordedCase(
            connector: "bitrix24-stage-history", with: "webhook: \"SERVER/rest/1/${env:CANARY}\"",
            rest: ", map: { pipeline: pipeline_name, stage: stage_name }", day: "2026-01-03",
            exchanges: [
                Exchange(
                    "POST /rest/1/\(RecordedConnectorTests.canary)/crm.stagehistory.list.json",
                    asks: [
                        "start": "-1", "entityTypeId": "2", "filter[>ID]": "0",
                        "filter[>=CREATED_TIME]": "2026-01-01T00:00:00+03:00",
                        "filter[<CREATED_TIME]": "2026-01-02T00:00:00+03:00",
                    ],
                    .recorded(
                        """
                        {"result":{"items":[{"ID":7001,"TYPE_ID":1,"OWNER_ID":5120,
                        "CREATED_TIME":"2026-01-01T11:20:01+03:00","CATEGORY_ID":0,"STAGE_SEMANTIC_ID":"P","STAGE_ID":"NEW"},
                        {"ID":7002,"TYPE_ID":3,"OWNER_ID":5120,"CREATED_TIME":"2026-01-01T12:00:00+03:00","CATEGORY_ID":1,
                        "STAGE_SEMANTIC_ID":"S","STAGE_ID":"C1:WON"}]},"total":0,"time":{"operating":0}}
                        """)),
                // An empty map comes as a list.
                Exchange(
                    "POST /rest/1/\(RecordedConnectorTests.canary)/crm.stagehistory.list.json",
                    asks: ["filter[>=CREATED_TIME]": "2026-01-02T00:00:00+03:00"],
                    .recorded(#"{"result":{"items":[]},"total":0,"time":{"operating":0}}"#)),
                categories, stages,
            ],
            query: "SELECT at, deal_id, pipeline, stage FROM fact_stage_event ORDER BY at",
            rows: ["2026-01-01 08:20:01|5120|Общая|Новая", "2026-01-01 09:00:00|5120|Опт|Отгружено"]),
        RecordedCase(
            connector: "bitrix24-deals-batch", with: "webhook: \"SERVER/rest/1/${env:CANARY}\"",
            rest: ", map: { stage: stage_name }", day: "2026-01-05",
            exchanges: [
                Exchange(
                    "POST \(webhook)/batch.json",
                    holds: [
                        #""p0": "crm.deal.list?filter[>ID]=0&order[ID]=ASC&start=-1"#,
                        "filter[>=DATE_MODIFY]=2026-01-01T00%3A00%3A00%2B03%3A00",
                        #""p19": "crm.deal.list?filter[>ID]=$result[p18][49][ID]"#,
                    ],
                    // A limit that one of the commands met, and then a thousand deals.
                    .recorded(
                        """
                        {"result":{"result":{"p0":[]},"result_error":{"p1":{"error":"QUERY_LIMIT_EXCEEDED",
                        "error_description":"Too many requests"}},"result_total":[],"result_next":[],"result_time":[]}}
                        """),
                    batch((0..<20).map { page in (1...50).map { deal(page * 50 + $0) } })),
                Exchange(
                    "POST \(webhook)/batch.json", holds: ["filter[>ID]=1000&"], batch([[deal(1001), deal(1002)]])),
                categories, stages,
            ],
            query: "SELECT count(*), min(CAST(deal_id AS INTEGER)), max(CAST(deal_id AS INTEGER)), sum(amount_micros), "
                + "max(stage) FROM v1_deal",
            rows: ["1002|1|1002|10521000000|Оплачено"]),
        RecordedCase(
            connector: "bitrix24-leads-batch",
            with: "webhook: SERVER/rest, client_id: app, client_secret: \"${env:CANARY}\", "
                + "refresh_token: \"${env:CANARY}\", token_url: SERVER/oauth/token/",
            day: "2026-01-05",
            exchanges: [
                Exchange(
                    "GET /oauth/token/",
                    asks: [
                        "grant_type": "refresh_token", "client_id": "app",
                        "client_secret": RecordedConnectorTests.canary,
                        "refresh_token": RecordedConnectorTests.canary,
                    ],
                    .recorded(
                        """
                        {"access_token":"b24-one","expires_in":3600,"refresh_token":"b24-next","scope":"crm",
                        "client_endpoint":"https://shop.bitrix24.ru/rest/"}
                        """)),
                Exchange(
                    "GET /oauth/token/", asks: ["refresh_token": "b24-next"],
                    .recorded(#"{"access_token":"b24-two","expires_in":3600,"refresh_token":"b24-last"}"#)),
                Exchange(
                    "POST /rest/batch.json", asks: ["auth": "b24-one"],
                    .recorded(#"{"error":"expired_token","error_description":"expired"}"#, status: 401)),
                Exchange(
                    "POST /rest/batch.json", asks: ["auth": "b24-two"],
                    batch([
                        [
                            """
                            {"ID":"5","STATUS_ID":"NEW","SOURCE_ID":"WEB","CONTACT_ID":null,"COMPANY_ID":"0",
                            "ASSIGNED_BY_ID":"1","DATE_CREATE":"2026-01-02T11:20:00+03:00",
                            "DATE_MODIFY":"2026-01-03T11:20:00+03:00","UTM_SOURCE":"google","UTM_MEDIUM":"cpc",
                            "UTM_CAMPAIGN":null,"UTM_CONTENT":null,"UTM_TERM":null,"PHONE":[{"VALUE":"+7 912 000-00-05"}]}
                            """
                        ]
                    ])),
                Exchange(
                    "POST /rest/crm.status.list.json", asks: ["auth": "b24-two"], .json(#"{"result":[],"total":0}"#)),
            ],
            query: "SELECT lead.lead_id, fact.phone, fact.status, lead.source FROM v1_lead AS lead "
                + "JOIN fact_lead AS fact USING (lead_id)",
            rows: ["5|+79120000005|NEW|google"]),
    ]
}
