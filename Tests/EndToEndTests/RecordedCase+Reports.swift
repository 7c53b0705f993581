import TestSupport

/// Reports that are ordered and waited for.
extension RecordedCase {
    private static let canary = RecordedConnectorTests.canary

    /// An archive with one CSV file, with a byte order mark, from an address that the state names.
    static let microsoft: RecordedCase = {
        let submit = "POST /Reporting/v13/GenerateReport/Submit"
        let poll = "POST /Reporting/v13/GenerateReport/Poll"
        let header =
            "TimePeriod,AccountId,CurrencyCode,CampaignId,CampaignName,Network,DeviceType,Impressions,Clicks,Spend"
        let table = """
            \u{FEFF}\(header.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ","))
            "2026-01-01","123","RUB","9001","Brand, search","Microsoft sites and select traffic","Computer","1200","60","1800.51"
            "2026-01-31","123","RUB","9002","PMax","Audience","Smartphone","7","0","0.00"

            """.replacing("\n", with: "\r\n")
        func status(_ status: String, _ link: String) -> ServerReply {
            .recorded(#"{"ReportRequestStatus":{"ReportDownloadUrl":\#(link),"Status":"\#(status)"}}"#)
        }
        return RecordedCase(
            connector: "microsoft-ads-spend",
            with: "account: 123, customer: 77, developer_token: \"${env:CANARY}\", client_id: app, "
                + "refresh_token: \"${env:CANARY}\", base: SERVER, token_url: SERVER/token",
            day: "2026-02-02",
            trialDay: "2026-02-01",
            exchanges: [
                // The first refresh token is good once: each renewal brings the next one.
                Exchange(
                    "POST /token",
                    asks: [
                        "grant_type": "refresh_token", "refresh_token": canary, "client_id": "app",
                        "scope": "https://ads.microsoft.com/msads.manage offline_access",
                    ],
                    .recorded(
                        #"{"token_type":"Bearer","expires_in":3600,"access_token":"ms-one","refresh_token":"ms-refresh-2"}"#
                    ),
                    .recorded(#"{"error":"invalid_grant"}"#, status: 400)),
                Exchange(
                    "POST /token", asks: ["refresh_token": "ms-refresh-2"],
                    .recorded(
                        #"{"token_type":"Bearer","expires_in":3600,"access_token":"ms-two","refresh_token":"ms-refresh-3"}"#
                    )),
                Exchange(
                    submit,
                    asks: [
                        "header:authorization": "Bearer ms-one", "header:developertoken": canary,
                        "header:customerid": "77", "header:customeraccountid": "123",
                    ],
                    holds: [
                        #""Type": "CampaignPerformanceReportRequest""#, #""AccountIds": [123]"#,
                        #""CustomDateRangeStart": {"Day": 1, "Month": 1, "Year": 2026}"#,
                        #""CustomDateRangeEnd": {"Day": 31, "Month": 1, "Year": 2026}"#,
                        #""ExcludeReportHeader": true"#, #""ExcludeReportFooter": true"#,
                    ],
                    .recorded(
                        """
                        {"TrackingId":"t","Type":"ApiFaultDetail","OperationErrors":[{"Code":117,
                        "ErrorCode":"CallRateExceeded","Message":"slow down"}]}
                        """, status: 400),
                    .recorded(#"{"ReportRequestId":"jan_1"}"#)),
                // A token that is taken back in the middle is renewed by the newest refresh token.
                Exchange(
                    poll, asks: ["header:authorization": "Bearer ms-one"], holds: [#""ReportRequestId": "jan_1""#],
                    status("Pending", "null"),
                    .recorded(
                        """
                        {"TrackingId":"t","Type":"AdApiFaultDetail","Errors":[{"Code":109,
                        "ErrorCode":"AuthenticationTokenExpired","Message":"expired"}]}
                        """, status: 401)),
                Exchange(
                    poll, asks: ["header:authorization": "Bearer ms-two"], holds: [#""ReportRequestId": "jan_1""#],
                    status("Success", #""/reports/jan.zip?sv=2026&sig=abcd1234""#)),
                Exchange(
                    "GET /reports/jan.zip", asks: ["sig": "abcd1234"],
                    ServerReply(
                        bytes: ZipFile([ZipFile.Entry("throughline.csv", table)]).bytes,
                        headers: ["Content-Type": "application/x-zip-compressed"])),
                Exchange(
                    submit, asks: ["header:authorization": "Bearer ms-two"],
                    holds: [
                        #""CustomDateRangeStart": {"Day": 1, "Month": 2, "Year": 2026}"#,
                        #""CustomDateRangeEnd": {"Day": 1, "Month": 2, "Year": 2026}"#,
                    ], .recorded(#"{"ReportRequestId":"feb_1"}"#), .recorded(#"{"ReportRequestId":"feb_2"}"#)),
                // It fails once, and then there are no rows in the window.
                Exchange(poll, holds: [#""ReportRequestId": "feb_1""#], status("Error", "null")),
                Exchange(poll, holds: [#""ReportRequestId": "feb_2""#], status("Success", "null")),
            ],
            query: """
                SELECT day, source, medium, platform, account, campaign_id, campaign_name, network_type, device, impressions, clicks,
                cost_micros FROM v1_spend ORDER BY day
                """,
            rows: [
                "2026-01-01|bing|cpc|bing|123|9001|Brand, search|Microsoft sites and select traffic|Computer|1200|60|1800510000",
                "2026-01-31|bing|cpc|bing|123|9002|PMax|Audience|Smartphone|7|0|0",
            ])
    }()

    static let metaReport: RecordedCase = {
        let order = "POST /v21.0/act_1/insights"
        func state(_ id: Int, _ status: String, _ percent: Int) -> ServerReply {
            .recorded(
                """
                {"id":"\(id)","account_id":"1","time_ref":1767225600,"async_status":"\(status)",
                "async_percent_completion":\(percent)}
                """)
        }
        let fresh = ServerReply.recorded(
            """
            {"error":{"message":"Unsupported get request. Object with ID '71' does not exist","type":"GraphMethodException",
            "code":100,"error_subcode":33,"fbtrace_id":"A"}}
            """, status: 400)
        return RecordedCase(
            connector: "meta-ads-spend-report", with: "account: 1, token: \"${env:CANARY}\", base: SERVER",
            day: "2026-01-03",
            exchanges: [
                Exchange(
                    order,
                    asks: [
                        "time_range": #"{"since":"2026-01-01","until":"2026-01-01"}"#, "level": "ad",
                        "time_increment": "1", "header:authorization": "Bearer \(canary)",
                    ],
                    .recorded(
                        #"{"error":{"message":"limit","type":"OAuthException","code":17,"error_subcode":2446079}}"#,
                        status: 400),
                    .recorded(#"{"report_run_id":"71"}"#), .recorded(#"{"report_run_id":"72"}"#)),
                // Not known yet, then on its way, then failed: ordered again.
                Exchange(
                    "GET /v21.0/71", fresh, state(71, "Job Not Started", 0), state(71, "Job Running", 40),
                    state(71, "Job Failed", 40)),
                Exchange("GET /v21.0/72", state(72, "Job Started", 0), state(72, "Job Completed", 100)),
                Exchange(
                    "GET /v21.0/72/insights", asks: ["after": "MjQZD", "header:authorization": "Bearer \(canary)"],
                    .recorded(
                        """
                        {"data":[{"date_start":"2026-01-01","date_stop":"2026-01-01","account_currency":"RUB",
                        "account_id":"1","campaign_id":"120","campaign_name":"C","adset_id":"121","adset_name":"S",
                        "ad_id":"123","ad_name":"B","spend":"0.01"}],
                        "paging":{"cursors":{"before":"MjQZD","after":"MjQZD"}}}
                        """)),
                Exchange(
                    "GET /v21.0/72/insights", asks: ["limit": "500"],
                    .recorded(
                        """
                        {"data":[{"date_start":"2026-01-01","date_stop":"2026-01-01","account_currency":"RUB",
                        "account_id":"1","campaign_id":"120","campaign_name":"C","adset_id":"121","adset_name":"S",
                        "ad_id":"122","ad_name":"A","impressions":"1000","inline_link_clicks":"25","spend":"12.34"}],
                        "paging":{"cursors":{"before":"MAZDZD","after":"MjQZD"},
                        "next":"/v21.0/72/insights?limit=500&after=MjQZD"}}
                        """)),
                Exchange(
                    order, asks: ["time_range": #"{"since":"2026-01-02","until":"2026-01-02"}"#],
                    .recorded(#"{"report_run_id":"73"}"#), .recorded(#"{"report_run_id":"74"}"#)),
                Exchange("GET /v21.0/73", state(73, "Job Skipped", 0)),
                Exchange("GET /v21.0/74", state(74, "Job Completed", 100)),
                Exchange("GET /v21.0/74/insights", .recorded(#"{"data":[],"paging":{}}"#)),
            ],
            query: """
                SELECT day, source, medium, account, campaign_id, campaign_name, ad_group, ad_id, impressions, clicks,
                cost_micros FROM v1_spend ORDER BY ad_id
                """,
            rows: [
                "2026-01-01|facebook|cpc|1|120|C|S|122|1000|25|12340000",
                "2026-01-01|facebook|cpc|1|120|C|S|123|0|0|10000",
            ])
    }()
}
