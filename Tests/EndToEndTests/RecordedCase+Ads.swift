import TestSupport

extension RecordedCase {
    static let googleToken = Exchange(
        "POST /token", asks: ["grant_type": "refresh_token", "refresh_token": RecordedConnectorTests.canary],
        .recorded(#"{"access_token":"ya29.access","expires_in":3599,"token_type":"Bearer"}"#))
    static let googleWith =
        "client_id: app, client_secret: \"${env:CANARY}\", refresh_token: \"${env:CANARY}\", base: SERVER, "
        + "token_url: SERVER/token"

    static let ads: [RecordedCase] = [
        RecordedCase(
            connector: "yandex-metrica-expenses", with: "token: \"${env:CANARY}\", counter: 77, base: SERVER",
            day: "2026-01-03",
            exchanges: [
                Exchange(
                    "GET /stat/v1/data",
                    asks: [
                        "ids": "77", "date1": "2026-01-01", "date2": "2026-01-01", "offset": "1", "accuracy": "full",
                        "currency": "RUB", "metrics": "ym:ev:expenses<currency>,ym:ev:expenseClicks",
                        "header:authorization": "OAuth \(RecordedConnectorTests.canary)",
                    ],
                    .recorded(
                        """
                        {"errors":[{"error_type":"quota_parallel_requests","message":"x"}],"code":429,"message":"x"}
                        """, status: 429),
                    .recorded(
                        """
                        {"query":{"ids":[77]},"data":[
                        {"dimensions":[{"name":"2026-01-01"},{"name":"bing"},{"name":"cpc"},{"name":"Окна"}],
                        "metrics":[1234.5600000000002,17.0]},
                        {"dimensions":[{"name":"2026-01-01"},{"name":"telegram"},{"name":null},{"name":null}],
                        "metrics":[500.0,0.0]}],"total_rows":2,"sampled":false,"totals":[1734.56,17.0]}
                        """)),
                Exchange(
                    "GET /stat/v1/data", asks: ["date1": "2026-01-02"],
                    .recorded(#"{"data":[],"total_rows":0,"sampled":false,"totals":[0.0,0.0]}"#)),
            ],
            query: "SELECT day, source, medium, campaign_name, cost_micros, clicks FROM v1_spend ORDER BY source",
            rows: [
                "2026-01-01|bing|cpc|Окна|1234560000|17", "2026-01-01|telegram|(not set)||500000000|0",
            ]),
        RecordedCase(
            connector: "google-ads-spend",
            with: "customer: 555-000-1112, manager: 987-654-3210, developer_token: \"${env:CANARY}\", \(googleWith)",
            day: "2026-02-02",
            exchanges: [
                googleToken,
                Exchange(
                    "POST /v20/customers/5550001112/googleAds:searchStream",
                    asks: [
                        "header:authorization": "Bearer ya29.access", "header:login-customer-id": "9876543210",
                        "header:developer-token": RecordedConnectorTests.canary,
                    ], holds: ["BETWEEN '2026-01-01' AND '2026-01-31'", "FROM campaign"],
                    .recorded(
                        #"[{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED"}}]"#, status: 429),
                    // Batches, whole numbers as texts, and zeros that are left out.
                    .recorded(
                        """
                        [{"results":[{"customer":{"id":"5550001112","currencyCode":"RUB"},"campaign":{"id":"9001",
                        "name":"Brand"},"metrics":{"impressions":"1200","clicks":"60","costMicros":"1800500001"},
                        "segments":{"date":"2026-01-01","device":"MOBILE","adNetworkType":"SEARCH"}}],
                        "fieldMask":"campaign.id","requestId":"r"},
                        {"results":[{"customer":{"id":"5550001112","currencyCode":"RUB"},"campaign":{"id":"9002",
                        "name":"PMax"},"metrics":{"impressions":"7"},
                        "segments":{"date":"2026-01-31","device":"DESKTOP","adNetworkType":"MIXED"}}]}]
                        """)),
                // Nothing is an empty list.
                Exchange(
                    "POST /v20/customers/5550001112/googleAds:searchStream",
                    holds: ["BETWEEN '2026-02-01' AND '2026-02-01'"], .recorded("[]")),
            ],
            query: """
                SELECT day, source, medium, account, campaign_id, campaign_name, network_type, device, impressions, clicks,
                cost_micros FROM v1_spend ORDER BY day
                """,
            rows: [
                "2026-01-01|google|cpc|5550001112|9001|Brand|SEARCH|MOBILE|1200|60|1800500001",
                "2026-01-31|google|cpc|5550001112|9002|PMax|MIXED|DESKTOP|7|0|0",
            ]),
        RecordedCase(
            connector: "meta-ads-spend", with: "account: 1, token: \"${env:CANARY}\", base: SERVER", day: "2026-01-03",
            exchanges: [
                Exchange(
                    "GET /v21.0/act_1/insights",
                    asks: [
                        "time_range": #"{"since":"2026-01-01","until":"2026-01-01"}"#, "after": "MjQZD",
                        "header:authorization": "Bearer \(RecordedConnectorTests.canary)",
                    ],
                    .recorded(
                        """
                        {"data":[{"date_start":"2026-01-01","date_stop":"2026-01-01","account_currency":"RUB",
                        "account_id":"1","campaign_id":"120","campaign_name":"C","adset_id":"121","adset_name":"S",
                        "ad_id":"123","ad_name":"B","spend":"0.01"}],
                        "paging":{"cursors":{"before":"MjQZD","after":"MjQZD"}}}
                        """)),
                Exchange(
                    "GET /v21.0/act_1/insights",
                    asks: [
                        "time_range": #"{"since":"2026-01-01","until":"2026-01-01"}"#, "level": "ad",
                        "header:authorization": "Bearer \(RecordedConnectorTests.canary)",
                    ],
                    // Too many requests come as 400.
                    .recorded(
                        #"{"error":{"message":"limit","type":"OAuthException","code":17,"fbtrace_id":"A"}}"#,
                        status: 400),
                    .recorded(
                        """
                        {"data":[{"date_start":"2026-01-01","date_stop":"2026-01-01","account_currency":"RUB",
                        "account_id":"1","campaign_id":"120","campaign_name":"C","adset_id":"121","adset_name":"S",
                        "ad_id":"122","ad_name":"A","impressions":"1000","clicks":"30","inline_link_clicks":"25",
                        "spend":"12.34"}],"paging":{"cursors":{"before":"MAZDZD","after":"MjQZD"},
                        "next":"/v21.0/act_1/insights?level=ad&time_range=%7B%22since%22%3A%222026-01-01%22%2C%22until%22
                        %3A%222026-01-01%22%7D&after=MjQZD"}}
                        """)),
                Exchange(
                    "GET /v21.0/act_1/insights",
                    asks: ["time_range": #"{"since":"2026-01-02","until":"2026-01-02"}"#],
                    .recorded(#"{"data":[],"paging":{}}"#)),
            ],
            query: """
                SELECT day, source, medium, campaign_id, campaign_name, ad_group_id, ad_group, ad_id, ad, impressions, clicks,
                cost_micros FROM v1_spend ORDER BY ad_id
                """,
            rows: [
                "2026-01-01|facebook|cpc|120|C|121|S|122|A|1000|25|12340000",
                "2026-01-01|facebook|cpc|120|C|121|S|123|B|0|0|10000",
            ]),
        RecordedCase(
            connector: "tiktok-ads-spend", with: "advertiser: 7, token: \"${env:CANARY}\", base: SERVER",
            day: "2026-01-03",
            exchanges: [
                Exchange(
                    "GET /open_api/v1.3/report/integrated/get/",
                    asks: [
                        "start_date": "2026-01-01", "end_date": "2026-01-01", "page": "1", "advertiser_id": "7",
                        "header:access-token": RecordedConnectorTests.canary,
                    ],
                    // Errors come as successes.
                    .recorded(#"{"code":40100,"message":"Too many requests","request_id":"r","data":{}}"#),
                    .recorded(
                        """
                        {"code":0,"message":"OK","request_id":"r","data":{"list":[{"dimensions":{"ad_id":"1",
                        "stat_time_day":"2026-01-01 00:00:00"},"metrics":{"spend":"10.5","impressions":"1000","clicks":"10",
                        "campaign_id":"31","campaign_name":"C","adgroup_id":"21","adgroup_name":"G","ad_name":"A"}}],
                        "page_info":{"page":1,"page_size":1000,"total_number":2,"total_page":2}}}
                        """)),
                Exchange(
                    "GET /open_api/v1.3/report/integrated/get/", asks: ["start_date": "2026-01-01", "page": "2"],
                    .recorded(
                        """
                        {"code":0,"message":"OK","request_id":"r","data":{"list":[{"dimensions":{"ad_id":"2",
                        "stat_time_day":"2026-01-01 00:00:00"},"metrics":{"spend":"0.0","impressions":"1","clicks":"0",
                        "campaign_id":"31","campaign_name":"C","adgroup_id":"21","adgroup_name":"G","ad_name":"B"}}],
                        "page_info":{"page":2,"page_size":1000,"total_number":2,"total_page":2}}}
                        """)),
                Exchange(
                    "GET /open_api/v1.3/report/integrated/get/", asks: ["start_date": "2026-01-02"],
                    .recorded(
                        """
                        {"code":0,"message":"OK","request_id":"r","data":{"list":[],
                        "page_info":{"page":1,"page_size":1000,"total_number":0,"total_page":0}}}
                        """)),
            ],
            query:
                "SELECT day, source, campaign_id, ad_group, ad_id, impressions, clicks, cost_micros FROM v1_spend ORDER BY ad_id",
            rows: ["2026-01-01|tiktok|31|G|1|1000|10|10500000", "2026-01-01|tiktok|31|G|2|1|0|0"]),
        microsoft, metaReport,
        RecordedCase(
            connector: "vk-ads-spend",
            with: "client_id: app, client_secret: \"${env:CANARY}\", refresh_token: \"${env:CANARY}\", base: SERVER",
            day: "2026-01-03",
            exchanges: [
                // The seconds are a text; the refresh token stays.
                Exchange(
                    "POST /api/v2/oauth2/token.json", asks: ["grant_type": "refresh_token", "client_id": "app"],
                    .recorded(#"{"access_token":"vk-access","token_type":"bearer","expires_in":"86400"}"#)),
                Exchange(
                    "GET /api/v3/statistics/ad_plans/day.json",
                    asks: ["date_from": "2026-01-01", "date_to": "2026-01-01", "offset": "0", "limit": "250"],
                    .recorded(#"{"code":"expired_token","message":"Access token is expired"}"#, status: 401),
                    .recorded(
                        """
                        {"items":[{"id":700100,"user_id":5,"total":{"base":{"shows":10000,"clicks":50,"goals":2,
                        "spent":"1500.50","cpm":"150.05","ctr":0.5}}},{"id":700101,"user_id":5,"total":{"base":{"shows":0,
                        "clicks":0,"spent":"0"}}}],"total":{"base":{}},"limit":250,"offset":0,"count":2}
                        """)),
                Exchange(
                    "GET /api/v3/statistics/ad_plans/day.json", asks: ["date_from": "2026-01-02"],
                    .recorded(#"{"error":{"message":"try later","code":"ERR_INTERNAL"}}"#, status: 500),
                    .recorded(#"{"items":[],"total":{"base":{}},"limit":250,"offset":0,"count":0}"#)),
            ],
            query: "SELECT day, source, medium, campaign_id, impressions, clicks, cost_micros FROM v1_spend ORDER BY 4",
            rows: ["2026-01-01|vk|cpc|700100|10000|50|1500500000", "2026-01-01|vk|cpc|700101|0|0|0"]),
        RecordedCase(
            connector: "search-console-clicks", with: "site: \"sc-domain:shop.example\", \(googleWith)",
            day: "2026-01-03",
            exchanges: [
                googleToken,
                Exchange(
                    "POST /webmasters/v3/sites/sc-domain:shop.example/searchAnalytics/query",
                    holds: [#""startDate": "2026-01-01""#, #""startRow": 0"#],
                    .recorded(
                        #"{"error":{"code":403,"errors":[{"reason":"userRateLimitExceeded"}]}}"#, status: 403),
                    .recorded(
                        """
                        {"rows":[{"keys":["2026-01-01","окна","MOBILE"],"clicks":3,"impressions":100,"ctr":0.03,
                        "position":12.4}],"responseAggregationType":"byProperty"}
                        """)),
                // Nothing is no key at all.
                Exchange(
                    "POST /webmasters/v3/sites/sc-domain:shop.example/searchAnalytics/query",
                    holds: [#""startDate": "2026-01-02""#], .recorded(#"{"responseAggregationType":"byProperty"}"#)),
            ],
            query: """
                SELECT day, source, medium, keyword, device, impressions, clicks, cost_micros, channel FROM v1_spend
                UNION ALL SELECT day, source, medium, '', '', impressions, clicks, cost_micros, channel FROM v1_channel_daily
                UNION ALL SELECT 'matched', count(*), '', '', '', '', '', '', '' FROM v1_match
                """,
            rows: [
                "2026-01-01|google|organic|окна|MOBILE|100|3|0|Organic Search",
                "2026-01-01|google|organic|||100|3|0|Organic Search", "matched|0|||||||",
            ]),
        RecordedCase(
            connector: "ga4-visits", with: "property: properties/77, \(googleWith)", day: "2026-01-02",
            exchanges: [
                googleToken,
                Exchange(
                    "POST /v1beta/properties/77:runReport",
                    holds: [#""startDate": "2026-01-01""#, #""offset": "0""#, "session_start"],
                    .recorded(
                        """
                        {"dimensionHeaders":[{"name":"dateHourMinute"}],"metricHeaders":[{"name":"eventCount",
                        "type":"TYPE_INTEGER"}],"rows":[{"dimensionValues":[{"value":"202601011015"},
                        {"value":"1234567890.1700000000"},
                        {"value":"shop.example/windows?utm_source=yandex&utm_medium=cpc&utm_campaign=spring"},{"value":""},
                        {"value":"mobile"},{"value":"Moscow"}],"metricValues":[{"value":"1"}]}],"rowCount":2,
                        "metadata":{"timeZone":"Europe/Moscow"}}
                        """)),
                Exchange(
                    "POST /v1beta/properties/77:runReport",
                    holds: [#""startDate": "2026-01-01""#, #""offset": "1""#],
                    .recorded(
                        """
                        {"rows":[{"dimensionValues":[{"value":"202601011100"},{"value":"1234567890.1700000001"},
                        {"value":"shop.example/"},{"value":"https://www.google.com/"},{"value":"desktop"},
                        {"value":"Kazan"}],"metricValues":[{"value":"1"}]}],"rowCount":2}
                        """)),
                Exchange(
                    "POST /v1beta/properties/77:runReport", holds: [#""startDate": "2025-12-31""#],
                    .recorded(#"{"metadata":{},"kind":"analyticsData#runReport"}"#)),
            ],
            query: "SELECT day, channel, source, medium, campaign, visits FROM v1_channel_daily ORDER BY channel",
            rows: ["2026-01-01|Organic Search|google|organic||1", "2026-01-01|Paid Search|yandex|cpc|spring|1"]),
        RecordedCase(
            connector: "ecb-rates", with: "base: SERVER", currency: "EUR", day: "2026-02-02",
            exchanges: [
                Exchange(
                    "GET /service/data/EXR/D.USD.EUR.SP00.A",
                    asks: ["startPeriod": "2025-12-01", "endPeriod": "2025-12-31", "format": "csvdata"],
                    ServerReply(
                        200,
                        """
                        KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE
                        EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-12-31,1.1750,A,"US dollar/Euro, spot"

                        """)),
                Exchange(
                    "GET /service/data/EXR/D.USD.EUR.SP00.A", asks: ["startPeriod": "2026-01-01"],
                    ServerReply(
                        200,
                        """
                        KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE
                        EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-01-02,1.1300,A,"US dollar/Euro, spot"

                        """)),
                // The first of February is a Sunday.
                Exchange(
                    "GET /service/data/EXR/D.USD.EUR.SP00.A", asks: ["startPeriod": "2026-02-01"],
                    ServerReply(404, "No results found.")),
            ],
            query: "SELECT day, currency, rate_e10, per_e10 FROM v1_rate ORDER BY day",
            rows: ["2025-12-31|USD|10000000000|11750000000", "2026-01-02|USD|10000000000|11300000000"]),
    ]
}
