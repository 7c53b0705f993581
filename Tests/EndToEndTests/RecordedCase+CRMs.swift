import TestSupport

extension RecordedCase {
    static let salesforceWith =
        "base: SERVER, login: SERVER, client_id: app, client_secret: \"${env:CANARY}\", refresh_token: \"${env:CANARY}\""
    static let salesforceToken = Exchange(
        "POST /services/oauth2/token", asks: ["grant_type": "refresh_token"],
        .recorded(
            #"{"access_token":"00Dfirst","instance_url":"https://shop.my.salesforce.com","token_type":"Bearer"}"#),
        .recorded(
            #"{"access_token":"00Dsecond","instance_url":"https://shop.my.salesforce.com","token_type":"Bearer"}"#))

    /// Where the names of stages are.
    ///
    /// Those of success and failure are the same ids in every pipeline.
    static let amocrmPipelines = Exchange(
        "GET /api/v4/leads/pipelines",
        .recorded(
            """
            {"_total_items":2,"_embedded":{"pipelines":[
            {"id":61,"name":"Продажи","sort":1,"is_main":true,"_embedded":{"statuses":[
            {"id":21,"name":"Первичный контакт","sort":20,"pipeline_id":61,"type":0},
            {"id":142,"name":"Успешно реализовано","sort":10000,"pipeline_id":61,"type":0}]}},
            {"id":62,"name":"Опт","sort":2,"is_main":false,"_embedded":{"statuses":[
            {"id":142,"name":"Отгружено","sort":10000,"pipeline_id":62,"type":0}]}}]}}
            """))

    static let crms: [RecordedCase] = [
        RecordedCase(
            connector: "amocrm-leads", with: "base: SERVER, token: \"${env:CANARY}\"",
            rest: ", map: { pipeline: pipeline_name }", day: "2026-01-05",
            exchanges: [
                // Beyond the last page nothing comes, and says so by its status.
                Exchange("GET /api/v4/leads", asks: ["page": "2"], ServerReply(204)),
                Exchange(
                    "GET /api/v4/leads",
                    asks: [
                        "filter[updated_at][from]": "1767214800", "limit": "250", "with": "contacts,loss_reason",
                        "header:authorization": "Bearer \(RecordedConnectorTests.canary)",
                    ],
                    ServerReply(429, "<html>Too many requests</html>"),
                    .recorded(
                        """
                        {"_page":1,"_links":{"self":{"href":"x"},"next":{"href":"/api/v4/leads?page=2&limit=250"}},
                        "_embedded":{"leads":[
                        {"id":88001,"name":"Окна","price":42000,"responsible_user_id":31,"status_id":21,"pipeline_id":61,
                        "created_at":1767340800,"updated_at":1767344400,"closed_at":null,"is_deleted":false,
                        "custom_fields_values":[
                        {"field_id":701,"field_name":"utm_source","field_code":"UTM_SOURCE","values":[{"value":"yandex"}]},
                        {"field_id":703,"field_name":"_ym_uid","field_code":"_YM_UID","values":[{"value":"171828"}]},
                        {"field_id":702,"field_name":"Город","field_code":null,"values":[{"value":"Москва","enum_id":33}]}],
                        "_embedded":{"tags":[],"companies":[{"id":301}],"contacts":[{"id":201,"is_main":true}]}},
                        {"id":88002,"name":"x","price":0,"responsible_user_id":31,"status_id":143,"pipeline_id":61,
                        "created_at":1767340800,"updated_at":1767344400,"closed_at":1767344400,"is_deleted":false,
                        "custom_fields_values":null,"_embedded":{"tags":[],"companies":[],"contacts":[{"id":202,"is_main":true}]}}]}}
                        """)),
                // Both leads' contacts in one question; who was deleted isn't in the answer.
                Exchange(
                    "GET /api/v4/contacts", asks: ["filter[id][]": "202", "limit": "250"],
                    .recorded(
                        """
                        {"_page":1,"_embedded":{"contacts":[
                        {"id":201,"name":"Иванов","custom_fields_values":[{"field_code":"PHONE","field_type":"multitext",
                        "values":[{"value":"8 (912) 000-00-01","enum_code":"WORK"}]},{"field_code":"EMAIL",
                        "values":[{"value":"Ivan@Example.com","enum_code":"WORK"}]}]}]}}
                        """)),
                amocrmPipelines,
            ],
            query: """
                SELECT lead.lead_id, lead.created_at, fact.phone, fact.email, fact.contact_id, fact.company_id, fact.pipeline,
                fact.status, fact.client_id, lead.source, fact.manager FROM v1_lead AS lead
                JOIN fact_lead AS fact USING (lead_id) ORDER BY 1
                """,
            rows: [
                "88001|2026-01-02 08:00:00|+79120000001|ivan@example.com|201|301|Продажи|21|171828|yandex|31",
                "88002|2026-01-02 08:00:00|||202||Продажи|143|||31",
            ]),
        RecordedCase(
            connector: "amocrm-stage-history", with: "base: SERVER, token: \"${env:CANARY}\"",
            rest: ", map: { stage: stage_name }", day: "2026-01-03",
            exchanges: [
                Exchange(
                    "GET /api/v4/events",
                    asks: ["filter[created_at][from]": "1767214800", "filter[created_at][to]": "1767301199"],
                    .recorded(
                        """
                        {"_page":1,"_links":{"self":{"href":"x"}},"_embedded":{"events":[{"id":"01aaaaexample",
                        "type":"lead_status_changed","entity_id":88001,"entity_type":"lead","created_by":7,
                        "created_at":1767225600,"value_before":[{"lead_status":{"id":21,"pipeline_id":9}}],
                        "value_after":[{"lead_status":{"id":142,"pipeline_id":61}}]}]}}
                        """)),
                Exchange(
                    "GET /api/v4/events", asks: ["filter[created_at][from]": "1767301200"], ServerReply(204)),
                amocrmPipelines,
            ],
            query: "SELECT day, at, deal_id, pipeline, stage FROM fact_stage_event",
            rows: ["2026-01-01|2026-01-01 00:00:00|88001|61|Успешно реализовано"]),
        RecordedCase(
            connector: "hubspot-deals", with: "token: \"${env:CANARY}\", base: SERVER", day: "2026-01-05",
            exchanges: [
                Exchange(
                    "GET /crm/v3/objects/deals", asks: ["after": "100", "associations": "contacts"],
                    .recorded(
                        """
                        {"results":[{"id":"3","properties":{"amount":null,"deal_currency_code":null,"dealstage":"qualified",
                        "pipeline":"777","createdate":"2026-01-03T10:00:00Z","closedate":null,
                        "hs_lastmodifieddate":"2026-01-03T10:00:00.123Z","hs_is_closed":"false",
                        "hs_is_closed_won":"false","closed_lost_reason":null,"hubspot_owner_id":null},"archived":false}]}
                        """)),
                Exchange(
                    "GET /crm/v3/objects/deals",
                    asks: ["limit": "100", "header:authorization": "Bearer \(RecordedConnectorTests.canary)"],
                    .recorded(#"{"status":"error","message":"x","category":"RATE_LIMITS"}"#, status: 429),
                    .recorded(
                        """
                        {"results":[{"id":"1","properties":{"amount":"100.10","deal_currency_code":"RUB",
                        "dealstage":"closedwon","pipeline":"default","createdate":"2026-01-02T10:00:00.000Z",
                        "closedate":"2026-01-04T10:00:00.000Z","hs_lastmodifieddate":"2026-01-04T10:00:00.000Z",
                        "hs_is_closed":"true","hs_is_closed_won":"true","closed_lost_reason":null,
                        "hubspot_owner_id":"9"},"archived":false,
                        "associations":{"contacts":{"results":[{"id":"5","type":"deal_to_contact"}]}}},
                        {"id":"2","properties":{"amount":"7","deal_currency_code":"RUB","dealstage":"12345","pipeline":"777",
                        "createdate":"2026-01-02T21:30:00.000Z","closedate":"2026-01-04T10:00:00.000Z",
                        "hs_lastmodifieddate":"2026-01-04T10:00:00.000Z","hs_is_closed":"true",
                        "hs_is_closed_won":"false","closed_lost_reason":"price","hubspot_owner_id":"9"},
                        "archived":false}],"paging":{"next":{"after":"100","link":"https://api.hubapi.com/x"}}}
                        """)),
            ],
            query: """
                SELECT deal.deal_id, deal.day, deal.status, deal.pipeline, deal.stage, deal.amount_micros, deal.lost_reason,
                fact.lead_id, fact.contact_id FROM v1_deal AS deal JOIN fact_deal AS fact USING (deal_id) ORDER BY 1
                """,
            rows: [
                "1|2026-01-02|won|default|closedwon|100100000||5|5", "2|2026-01-03|lost|777|12345|7000000|price||",
                "3|2026-01-03|open|777|qualified|0|||",
            ]),
        RecordedCase(
            connector: "hubspot-contacts", with: "token: \"${env:CANARY}\", base: SERVER", day: "2026-01-05",
            exchanges: [
                Exchange(
                    "POST /crm/v3/objects/contacts/search",
                    asks: ["header:authorization": "Bearer \(RecordedConnectorTests.canary)"],
                    holds: [
                        #""propertyName": "lastmodifieddate", "operator": "GTE", "value": "1767214800000""#,
                        #""propertyName": "hs_object_id", "operator": "GT", "value": "0""#,
                    ],
                    .recorded(
                        """
                        {"total":1,"results":[{"id":"51","properties":{"createdate":"2026-01-02T10:00:00.000Z",
                        "lastmodifieddate":"2026-01-04T10:00:00.000Z","phone":"+7 912 000 00 06","email":"b@example.com",
                        "lifecyclestage":"lead","hubspot_owner_id":"9","hs_analytics_source":"PAID_SEARCH",
                        "hs_analytics_first_url":"https://shop.example/?utm_source=yandex&utm_medium=cpc",
                        "hs_google_click_id":null}}]}
                        """))
            ],
            query: """
                SELECT lead.lead_id, lead.day, lead.channel, fact.phone, fact.email, fact.contact_id, fact.status,
                fact.crm_source FROM v1_lead AS lead JOIN fact_lead AS fact USING (lead_id)
                """,
            rows: ["51|2026-01-02|Paid Search|+79120000006|b@example.com|51|lead|PAID_SEARCH"]),
        RecordedCase(
            connector: "salesforce-opportunities", with: salesforceWith, day: "2026-01-05",
            exchanges: [
                salesforceToken,
                Exchange(
                    "GET /services/data/v60.0/queryAll", asks: ["header:authorization": "Bearer 00Dfirst"],
                    .recorded(
                        #"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#, status: 401
                    )),
                Exchange(
                    "GET /services/data/v60.0/queryAll", asks: ["header:authorization": "Bearer 00Dsecond"],
                    .recorded(
                        """
                        {"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v60.0/query/01g-2000","records":[
                        {"attributes":{"type":"Opportunity"},"Id":"006A","Amount":100.5,"StageName":"Closed Won","IsWon":true,
                        "IsClosed":true,"CloseDate":"2026-01-03","CreatedDate":"2026-01-01T22:00:00.000+0000",
                        "SystemModstamp":"2026-01-03T10:00:00.000+0000","AccountId":"001A","LeadSource":"Web","OwnerId":"005A",
                        "IsDeleted":false,"OpportunityContactRoles":{"totalSize":1,"done":true,
                        "records":[{"ContactId":"003A"}]}},
                        {"attributes":{"type":"Opportunity"},"Id":"006B","Amount":null,"StageName":"Lost for good",
                        "IsWon":false,"IsClosed":true,"CloseDate":"2026-01-03","CreatedDate":"2026-01-02T10:00:00.000+0000",
                        "SystemModstamp":"2026-01-03T10:00:00.000+0000","AccountId":null,"LeadSource":null,"OwnerId":"005A",
                        "IsDeleted":false,"OpportunityContactRoles":null}]}
                        """)),
                Exchange(
                    "GET /services/data/v60.0/query/01g-2000",
                    .recorded(
                        """
                        {"totalSize":3,"done":true,"records":[
                        {"attributes":{"type":"Opportunity"},"Id":"006C","Amount":1.0,"StageName":"New","IsWon":false,
                        "IsClosed":false,"CloseDate":"2026-03-03","CreatedDate":"2026-01-02T10:00:00.000+0000",
                        "SystemModstamp":"2026-01-03T10:00:00.000+0000","AccountId":null,"LeadSource":null,"OwnerId":"005A",
                        "IsDeleted":true,"OpportunityContactRoles":null}]}
                        """)),
            ],
            query: """
                SELECT deal.deal_id, deal.day, deal.status, deal.stage, deal.amount_micros, fact.contact_id, fact.company_id,
                fact.is_deleted FROM fact_deal AS fact LEFT JOIN v1_deal AS deal USING (deal_id) ORDER BY fact.deal_id
                """,
            rows: [
                "006A|2026-01-02|won|Closed Won|100500000|003A|001A|0", "006B|2026-01-02|lost|Lost for good|0|||0",
                "NULL|NULL|NULL|NULL|NULL|||1",
            ]),
        RecordedCase(
            connector: "salesforce-leads", with: salesforceWith, day: "2026-01-05",
            exchanges: [
                Exchange(
                    "POST /services/oauth2/token", asks: ["grant_type": "refresh_token"],
                    .recorded(#"{"access_token":"00Dfirst","token_type":"Bearer"}"#)),
                Exchange(
                    "GET /services/data/v60.0/queryAll", asks: ["header:authorization": "Bearer 00Dfirst"],
                    .recorded(#"[{"message":"busy","errorCode":"SERVER_UNAVAILABLE"}]"#, status: 503),
                    .recorded(
                        """
                        {"totalSize":1,"done":true,"records":[{"attributes":{"type":"Lead"},"Id":"00QA",
                        "CreatedDate":"2026-01-02T10:00:00.000+0000","SystemModstamp":"2026-01-03T10:00:00.000+0000",
                        "Phone":"+79120000007","Email":"c@example.com","LeadSource":"Web","Status":"Qualified",
                        "OwnerId":"005A","ConvertedContactId":"003A","ConvertedAccountId":"001A","IsDeleted":false}]}
                        """)),
            ],
            query: """
                SELECT lead.lead_id, lead.day, fact.phone, fact.email, fact.contact_id, fact.company_id, fact.status
                FROM v1_lead AS lead JOIN fact_lead AS fact USING (lead_id)
                """,
            rows: ["00QA|2026-01-02|+79120000007|c@example.com|003A|001A|Qualified"]),
        RecordedCase(
            connector: "salesforce-stage-history", with: salesforceWith, day: "2026-01-03",
            exchanges: [
                Exchange(
                    "POST /services/oauth2/token", asks: ["grant_type": "refresh_token"],
                    .recorded(#"{"access_token":"00Dfirst","token_type":"Bearer"}"#)),
                Exchange(
                    "GET /services/data/v60.0/query",
                    asks: [
                        "q":
                            "SELECT Id, OpportunityId, StageName, CreatedDate FROM OpportunityHistory WHERE CreatedDate >= "
                            + "2026-01-01T00:00:00+03:00 AND CreatedDate < 2026-01-02T00:00:00+03:00 ORDER BY Id"
                    ],
                    .recorded(
                        """
                        {"totalSize":1,"done":true,"records":[{"attributes":{"type":"OpportunityHistory"},"Id":"008A",
                        "OpportunityId":"006A","StageName":"Closed Won","CreatedDate":"2026-01-01T10:00:00.000+0000"}]}
                        """)),
                Exchange(
                    "GET /services/data/v60.0/query", .recorded(#"{"totalSize":0,"done":true,"records":[]}"#)),
            ],
            query: "SELECT at, deal_id, stage FROM fact_stage_event",
            rows: ["2026-01-01 10:00:00|006A|Closed Won"]),
    ]
}
