import TestSupport

extension RecordedCase {
    static let audiences: [RecordedCase] = [
        RecordedCase(
            connector: "unisender-campaigns", with: "key: \"${env:CANARY}\", base: SERVER/ru", day: "2026-01-20",
            exchanges: [
                Exchange(
                    "POST /ru/api/getCampaigns",
                    asks: [
                        "from": "2026-01-01 00:00:00", "to": "2026-01-19 23:59:59",
                        "api_key": RecordedConnectorTests.canary, "offset": "0",
                    ],
                    // Errors come as successes.
                    .recorded(#"{"error":"later","code":"retry_later"}"#),
                    .recorded(
                        """
                        {"result":[{"id":1,"start_time":"2026-01-10 22:30:00","status":"completed","message_id":2,"list_id":3,
                        "subject":"Скидки","sender_name":"x","sender_email":"a@example.com"},
                        {"id":2,"start_time":"2026-01-11 10:00:00","status":"completed","message_id":3,"list_id":3,
                        "subject":"Ещё","sender_name":"x","sender_email":"a@example.com"}]}
                        """)),
                Exchange(
                    "POST /ru/api/getCampaignCommonStats", asks: ["campaign_id": "1"],
                    .recorded(
                        """
                        {"result":{"total":101,"sent":100,"delivered":98,"read_unique":40,"read_all":60,"clicked_unique":5,
                        "clicked_all":7,"unsubscribed":1,"spam":0}}
                        """)),
                Exchange(
                    "POST /ru/api/getCampaignCommonStats", asks: ["campaign_id": "2"],
                    .recorded(
                        """
                        {"result":{"total":7,"sent":7,"delivered":7,"read_unique":0,"read_all":0,"clicked_unique":0,
                        "clicked_all":0,"unsubscribed":0,"spam":2}}
                        """)),
            ],
            query: """
                SELECT campaign_id, day, sent_at, name, list, planned, sent, delivered, opened, clicked, unsubscribed, spam,
                subscribers FROM v1_email_campaign ORDER BY 1
                """,
            rows: [
                "1|2026-01-11|2026-01-10 22:30:00|Скидки|3|101|100|98|40|5|1|0|NULL",
                "2|2026-01-11|2026-01-11 10:00:00|Ещё|3|7|7|7|0|0|0|2|NULL",
            ]),
        RecordedCase(
            connector: "sendpulse-campaigns", with: "client_id: app, client_secret: \"${env:CANARY}\", base: SERVER",
            day: "2026-01-20",
            exchanges: [
                Exchange(
                    "POST /oauth/access_token", holds: [#""grant_type":"client_credentials""#],
                    .recorded(#"{"access_token":"sp-access","token_type":"Bearer","expires_in":3600}"#)),
                Exchange(
                    "GET /campaigns",
                    asks: ["limit": "100", "offset": "0", "header:authorization": "Bearer sp-access"],
                    .recorded(
                        """
                        [{"id":1,"name":"Новости","status":3,"all_email_qty":100,"send_date":"2026-01-10 10:00:00",
                        "message":{"subject":"x","list_id":3}}]
                        """)),
                Exchange(
                    "GET /campaigns/1",
                    .recorded(
                        """
                        {"id":1,"name":"Новости","status":3,"all_email_qty":100,"send_date":"2026-01-10 10:00:00",
                        "statistics":[{"code":1,"count":98,"explain":"Sent"},{"code":2,"count":90,"explain":"Delivered"},
                        {"code":3,"count":12,"explain":"Opening"}]}
                        """)),
            ],
            query:
                "SELECT campaign_id, sent_at, name, list, planned, sent, delivered, opened, clicked FROM v1_email_campaign",
            rows: ["1|2026-01-10 10:00:00|Новости|3|100|98|90|12|NULL"]),
        RecordedCase(
            connector: "mailchimp-campaigns", with: "key: \"${env:CANARY}\", base: SERVER", day: "2026-01-20",
            exchanges: [
                Exchange(
                    "GET /3.0/reports",
                    asks: [
                        "offset": "0", "since_send_time": "2026-01-01T00:00:00+03:00",
                        "header:authorization": "Basic dGhyb3VnaGxpbmU6YzRuNHJ5LXMzY3IzdA==",
                    ],
                    .recorded(
                        """
                        {"reports":[{"id":"42694e9e57","campaign_title":"News","type":"regular","list_id":"a1",
                        "subject_line":"Hello","emails_sent":200,"abuse_reports":1,"unsubscribed":2,
                        "send_time":"2026-01-15T09:00:00+00:00","bounces":{"hard_bounces":1,"soft_bounces":2},
                        "opens":{"opens_total":186,"unique_opens":100,"open_rate":0.5},
                        "clicks":{"clicks_total":42,"unique_clicks":42,"unique_subscriber_clicks":40}}],"total_items":1}
                        """))
            ],
            query:
                "SELECT campaign_id, sent_at, name, sent, delivered, opened, clicked, unsubscribed, spam FROM v1_email_campaign",
            rows: ["42694e9e57|2026-01-15 09:00:00|Hello|200|NULL|100|40|2|1"]),
        RecordedCase(
            connector: "vk-community-reach", with: "token: \"${env:CANARY}\", group: \"77\", base: SERVER",
            day: "2026-01-03",
            exchanges: [
                Exchange(
                    "POST /method/stats.get",
                    asks: [
                        "group_id": "77", "timestamp_from": "1767214800", "timestamp_to": "1767301199",
                        "interval": "day",
                        "header:authorization": "Bearer \(RecordedConnectorTests.canary)",
                    ],
                    .recorded(#"{"error":{"error_code":6,"error_msg":"Too many requests per second"}}"#),
                    .recorded(
                        """
                        {"response":[{"period_from":1767214800,"period_to":1767301199,"visitors":{"views":10,"visitors":8},
                        "reach":{"reach":500,"reach_subscribers":400},"activity":{"likes":3,"subscribed":2}}]}
                        """)),
                Exchange(
                    "POST /method/stats.get", asks: ["timestamp_from": "1767301200"], .recorded(#"{"response":[]}"#)),
            ],
            query:
                "SELECT day, network, account, followers, followers_gained, followers_lost, reach, profile_views FROM v1_audience",
            rows: ["2026-01-01|vk|77|NULL|2|0|500|10"]),
        RecordedCase(
            connector: "vk-community-followers", with: "token: \"${env:CANARY}\", group: shop, base: SERVER",
            day: "2026-01-03",
            exchanges: [
                Exchange(
                    "POST /method/groups.getById", asks: ["group_id": "shop", "fields": "members_count"],
                    .recorded(#"{"response":{"groups":[{"id":77,"name":"Shop","members_count":1234}],"profiles":[]}}"#))
            ],
            query: "SELECT day, network, account, followers, reach FROM v1_audience",
            rows: ["2026-01-02|vk|shop|1234|NULL"]),
        RecordedCase(
            connector: "youtube-channel", with: googleWith, day: "2026-01-04",
            exchanges: [
                googleToken,
                Exchange(
                    "GET /v2/reports",
                    asks: [
                        "ids": "channel==MINE", "startDate": "2026-01-01", "endDate": "2026-01-03", "dimensions": "day",
                    ],
                    .recorded(
                        """
                        {"columnHeaders":[{"name":"day","columnType":"DIMENSION","dataType":"STRING"}],
                        "rows":[["2026-01-01",100,3,1],["2026-01-02",50,0,0]]}
                        """)),
            ],
            query:
                "SELECT day, network, account, views, followers_gained, followers_lost FROM v1_audience ORDER BY day",
            rows: ["2026-01-01|youtube|MINE|100|3|1", "2026-01-02|youtube|MINE|50|0|0"]),
        RecordedCase(
            connector: "telegram-followers", with: "token: \"${env:CANARY}\", chat: \"@shop\", base: SERVER",
            day: "2026-01-03",
            exchanges: [
                Exchange(
                    "GET /bot\(RecordedConnectorTests.canary)/getChatMemberCount", asks: ["chat_id": "@shop"],
                    .recorded(
                        #"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":1}}"#, status: 429),
                    .recorded(#"{"ok":true,"result":1234}"#))
            ],
            query: "SELECT day, network, account, followers FROM v1_audience",
            rows: ["2026-01-02|telegram|@shop|1234"]),
    ]
}
