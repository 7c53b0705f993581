import TestSupport

extension RecordedCase {
    static let calls: [RecordedCase] = [
        RecordedCase(
            connector: "calltouch-calls", with: "token: \"${env:CANARY}\", site: 55, base: SERVER", day: "2026-01-03",
            exchanges: [
                Exchange(
                    "GET /calls-service/RestAPI/55/calls-diary/calls",
                    asks: [
                        "dateFrom": "01/01/2026", "dateTo": "01/01/2026", "page": "1",
                        "clientApiId": RecordedConnectorTests.canary,
                    ],
                    .recorded(
                        """
                        {"page":1,"pageTotal":2,"pageSize":1000,"recordsTotal":2,"records":[{"callId":123456789,
                        "date":"01/01/2026 10:15:30","callerNumber":"79120000001","phoneNumber":"74997654321","duration":95,
                        "waitingConnect":7,"successful":true,"uniqueCall":true,"targetCall":true,"source":"yandex",
                        "medium":"cpc","utmCampaign":"123","utmContent":"456","utmTerm":"окна","yaClientId":"1718",
                        "manager":"","orders":[],"callTags":[]}]}
                        """)),
                // Older answers write flags as texts.
                Exchange(
                    "GET /calls-service/RestAPI/55/calls-diary/calls", asks: ["dateFrom": "01/01/2026", "page": "2"],
                    .recorded(
                        """
                        {"page":2,"pageTotal":2,"pageSize":1000,"recordsTotal":2,"records":[{"callId":123456790,
                        "date":"01/01/2026 23:59:59","callerNumber":"79120000002","phoneNumber":"74997654321","duration":0,
                        "waitingConnect":30,"successful":"False","uniqueCall":"False","targetCall":"False",
                        "source":"google","medium":"organic"}]}
                        """)),
                Exchange(
                    "GET /calls-service/RestAPI/55/calls-diary/calls", asks: ["dateFrom": "02/01/2026", "page": "1"],
                    ServerReply(500, "error"),
                    .recorded(#"{"page":1,"pageTotal":0,"pageSize":1000,"recordsTotal":0,"records":[]}"#)),
            ],
            query: """
                SELECT call.call_id, call.at, call.channel, call.source, call.campaign, call.direction, call.tracking_number,
                call.is_answered, call.wait, call.duration, call.is_target, call.is_first, call.client_id, fact.phone
                FROM v1_call AS call JOIN fact_call AS fact USING (call_id) ORDER BY 1
                """,
            rows: [
                "123456789|2026-01-01 07:15:30|Paid Search|yandex|123|in|74997654321|1|7|95|1|1|1718|+79120000001",
                "123456790|2026-01-01 20:59:59|Organic Search|google||in|74997654321|0|30|0|0|0||+79120000002",
            ]),
        RecordedCase(
            connector: "calltouch-requests", with: "token: \"${env:CANARY}\", site: 55, base: SERVER",
            day: "2026-01-03",
            exchanges: [
                // Month first, unlike calls.
                Exchange(
                    "GET /calls-service/RestAPI/requests",
                    asks: ["siteId": "55", "dateFrom": "01/01/2026", "clientApiId": RecordedConnectorTests.canary],
                    .recorded("[]")),
                Exchange(
                    "GET /calls-service/RestAPI/requests", asks: ["dateFrom": "01/02/2026", "dateTo": "01/02/2026"],
                    .recorded(
                        """
                        [{"requestId":9001,"requestNumber":"9001","date":1767340800000,"dateStr":"02/01/2026 11:00:00",
                        "subject":"Замер","manager":"","uniqueRequest":true,"targetRequest":true,
                        "client":{"clientId":1,"fio":"x","phones":[{"phoneNumber":"79120000003","phoneType":"MOBILE"}]},
                        "session":{"sessionId":987,"source":"vk","medium":"cpc","url":"https://shop.example/",
                        "ref":"https://vk.com/","utmCampaign":"sale","yaClientId":"1719"},"orders":[],"comments":[]}]
                        """)),
            ],
            query: """
                SELECT lead.lead_id, lead.created_at, lead.channel, lead.campaign, fact.form, fact.phone, fact.client_id
                FROM v1_lead AS lead JOIN fact_lead AS fact USING (lead_id)
                """,
            rows: ["9001|2026-01-02 08:00:00|Paid Social|sale|Замер|+79120000003|1719"]),
        RecordedCase(
            connector: "uis-calls", with: "token: \"${env:CANARY}\", base: SERVER", day: "2026-01-03",
            exchanges: [
                Exchange(
                    "POST /v2.0",
                    holds: [
                        #""method": "get.calls_report""#, #""date_from": "2026-01-01 00:00:00""#,
                        #""date_till": "2026-01-01 23:59:59""#, #""offset": 0,"#,
                        #""access_token": "\#(RecordedConnectorTests.canary)""#,
                    ],
                    // Errors come as successes.
                    .recorded(
                        """
                        {"jsonrpc":"2.0","id":"calls","error":{"code":-32029,"message":"limit",
                        "data":{"mnemonic":"limit_exceeded"}}}
                        """),
                    .recorded(
                        """
                        {"jsonrpc":"2.0","id":"calls","result":{"data":[{"id":1,"start_time":"2026-01-01 10:00:00",
                        "direction":"in","is_lost":false,"virtual_phone_number":"74950000001",
                        "contact_phone_number":"79120000001","wait_duration":5,"talk_duration":60,
                        "last_answered_employee_full_name":"Петров","utm_source":"yandex","utm_medium":"cpc",
                        "utm_campaign":"brand","utm_content":null,"utm_term":null,"ym_client_id":"1718"}],
                        "metadata":{"total_items":2,"limits":{"minute_remaining":99}}}}
                        """)),
                Exchange(
                    "POST /v2.0", holds: [#""date_from": "2026-01-01 00:00:00""#, #""offset": 1,"#],
                    .recorded(
                        """
                        {"jsonrpc":"2.0","id":"calls","result":{"data":[{"id":2,"start_time":"2026-01-01 11:00:00",
                        "direction":"in","is_lost":true,"virtual_phone_number":"74950000001",
                        "contact_phone_number":"79120000002","wait_duration":30,"talk_duration":null,
                        "last_answered_employee_full_name":null,"utm_source":null,"utm_medium":null,"utm_campaign":null,
                        "utm_content":null,"utm_term":null,"ym_client_id":null}],"metadata":{"total_items":2}}}
                        """)),
                Exchange(
                    "POST /v2.0", holds: [#""date_from": "2026-01-02 00:00:00""#],
                    .recorded(#"{"jsonrpc":"2.0","id":"calls","result":{"data":[],"metadata":{"total_items":0}}}"#)),
            ],
            query: """
                SELECT call_id, at, channel, campaign, is_answered, wait, duration, manager, client_id FROM v1_call ORDER BY 1
                """,
            rows: [
                "1|2026-01-01 07:00:00|Paid Search|brand|1|5|60|Петров|1718",
                "2|2026-01-01 08:00:00|(unattributed)||0|30|NULL||",
            ]),
        RecordedCase(
            connector: "callrail-calls", with: "key: \"${env:CANARY}\", account: 12, base: SERVER", day: "2026-01-03",
            exchanges: [
                Exchange(
                    "GET /v3/a/12/calls.json", asks: ["start_date": "2026-01-01", "page": "2"],
                    .recorded(#"{"page":2,"per_page":250,"total_pages":2,"total_records":1,"calls":[]}"#)),
                Exchange(
                    "GET /v3/a/12/calls.json",
                    asks: [
                        "start_date": "2026-01-01", "end_date": "2026-01-01",
                        "header:authorization": "Token token=\"\(RecordedConnectorTests.canary)\"",
                    ],
                    .recorded(
                        """
                        {"page":1,"per_page":250,"total_pages":2,"total_records":1,"calls":[{"id":"CAL1","answered":true,
                        "customer_phone_number":"+19120000001","direction":"inbound","duration":60,
                        "start_time":"2026-01-01T10:00:00.000-05:00","tracking_phone_number":"+18005550100",
                        "first_call":true,"utm_source":"google","utm_medium":"cpc","utm_campaign":"brand",
                        "utm_content":null,"utm_term":null}]}
                        """,
                        headers: ["Link": #"</v3/a/12/calls.json?start_date=2026-01-01&page=2>; rel="next""#])),
                Exchange(
                    "GET /v3/a/12/calls.json", asks: ["start_date": "2026-01-02"],
                    .recorded(#"{"page":1,"per_page":250,"total_pages":0,"total_records":0,"calls":[]}"#)),
            ],
            query: "SELECT call_id, at, channel, campaign, direction, is_answered, duration, is_first FROM v1_call",
            rows: ["CAL1|2026-01-01 15:00:00|Paid Search|brand|in|1|60|1"]),
        RecordedCase(
            connector: "amocrm-calls", with: "base: SERVER, token: \"${env:CANARY}\"", day: "2026-01-05",
            exchanges: [
                Exchange(
                    "GET /api/v4/leads/notes",
                    asks: ["filter[note_type]": "call_in,call_out", "filter[updated_at][from]": "1767214800"],
                    .recorded(
                        """
                        {"_page":1,"_links":{"self":{"href":"x"}},"_embedded":{"notes":[{"id":501,"entity_id":101,
                        "created_by":7,"note_type":"call_in","params":{"uniq":"u","duration":95,"source":"onpbx",
                        "phone":"+7 912 000-00-01"},"created_at":1767340800,"updated_at":1767340900},
                        {"id":502,"entity_id":101,"created_by":7,"note_type":"call_out","params":{"uniq":"v","duration":0,
                        "phone":"89120000001"},"created_at":1767340900,"updated_at":1767340900}]}}
                        """))
            ],
            query: """
                SELECT call.call_id, call.at, call.direction, call.duration, call.lead_id, call.manager, fact.phone
                FROM v1_call AS call JOIN fact_call AS fact USING (call_id) ORDER BY 1
                """,
            rows: [
                "501|2026-01-02 08:00:00|in|95|101|7|+79120000001", "502|2026-01-02 08:01:40|out|0|101|7|+79120000001",
            ]),
        RecordedCase(
            connector: "bitrix24-calls", with: "webhook: \"SERVER/rest/1/${env:CANARY}\"", day: "2026-01-03",
            exchanges: [
                Exchange(
                    "POST /rest/1/\(RecordedConnectorTests.canary)/voximplant.statistic.get.json",
                    asks: [
                        "start": "0", "FILTER[>=CALL_START_DATE]": "2026-01-01T00:00:00+03:00",
                        "FILTER[<CALL_START_DATE]": "2026-01-02T00:00:00+03:00",
                    ],
                    .recorded(#"{"error":"OPERATION_TIME_LIMIT","error_description":"x"}"#, status: 429),
                    .recorded(
                        """
                        {"result":[{"ID":"1","CALL_ID":"externalCall.1","CALL_TYPE":"2","PORTAL_USER_ID":"7",
                        "PORTAL_NUMBER":"74950000001","PHONE_NUMBER":"+79120000001","CALL_START_DATE":
                        "2026-01-01T10:00:00+03:00","CALL_DURATION":"60","CALL_FAILED_CODE":"200","COST":"0.0000"},
                        {"ID":"2","CALL_ID":"externalCall.2","CALL_TYPE":"1","PORTAL_USER_ID":"8","PORTAL_NUMBER":
                        "74950000001","PHONE_NUMBER":"+79120000002","CALL_START_DATE":"2026-01-01T23:59:00+03:00",
                        "CALL_DURATION":"0","CALL_FAILED_CODE":"304","COST":"0.0000"}],"total":2}
                        """)),
                Exchange(
                    "POST /rest/1/\(RecordedConnectorTests.canary)/voximplant.statistic.get.json",
                    asks: ["FILTER[>=CALL_START_DATE]": "2026-01-02T00:00:00+03:00"],
                    .recorded(#"{"result":[],"total":0}"#)),
            ],
            query:
                "SELECT call_id, at, direction, tracking_number, is_answered, duration, manager FROM v1_call ORDER BY 1",
            rows: [
                "1|2026-01-01 07:00:00|in|74950000001|1|60|7", "2|2026-01-01 20:59:00|out|74950000001|0|0|8",
            ]),
    ]
}
