/// The pipeline files of the jobs.
struct PipelineText {
    /// Folder of the exports, from the pipeline file.
    var data: String
    var visits: String? = "visits.csv"
    var visitLoad = "{ replace: file }"
    var isDaily = false
    var spend: String? = "spend.csv"
    var spendLoad = "{ replace: file }"
    var hasLeads = true
    var leadLoad = "merge"
    var hasDeals = true
    var lookback = "90d"
    var aliases: String?

    /// A file of each kind a day.
    static var nightly: PipelineText { PipelineText(data: "../nightly", isDaily: true) }

    /// Visits alone.
    static func visits(in folder: String) -> PipelineText {
        PipelineText(data: folder, spend: nil, hasLeads: false, hasDeals: false)
    }

    /// Spend alone.
    static func spend(in folder: String) -> PipelineText {
        PipelineText(data: folder, visits: nil, hasLeads: false, hasDeals: false)
    }

    var text: String {
        let suffix = isDaily ? "-{{ day }}" : ""
        var text = """
            version: 1
            pipeline: benchmark
            time_zone: UTC
            currency: RUB
            start: 2025-01-01
            warehouse: var/warehouse.sqlite
            landing: var/landing
            attribution:
              conversions: [lead, deal_won]
              lookback: \(lookback)
              models: [first_touch, last_touch, last_non_direct, linear, time_decay, position_based]
            identity:
              key: ${file:identity.key}
              max_links: 100000

            """
        if let aliases { text += "matching: { aliases: \(aliases) }\n" }
        text += "sources:\n"
        if let spend {
            let load = isDaily ? "{ replace: day, lookback: 30d }" : spendLoad
            let files = isDaily ? "spend\(suffix).csv" : spend
            text += "  ads: { entity: spend, files: \"\(data)/\(files)\", load: \(load) }\n"
        }
        if let visits {
            let load = isDaily ? "{ replace: day, lookback: 3d }" : visitLoad
            text += """
                  site:
                    entity: visit
                    files: "\(data)/\(isDaily ? "visits-{{ day }}.csv" : visits)"
                    in_place: true
                    map: { at: ts, source: utm_source, medium: utm_medium, campaign: utm_campaign, content: utm_content }
                    load: \(load)

                """
        }
        if hasLeads {
            text += "  crm: { entity: lead, files: \"\(data)/leads\(suffix).csv\", load: { \(leadLoad): lead_id } }\n"
        }
        if hasDeals {
            text += """
                  sales:
                    entity: deal
                    files: "\(data)/deals\(suffix).csv"
                    map: { status: { from: stage, values: { won: won, lost: lost, in_progress: open } } }
                    load: { merge: deal_id }

                """
        }
        return text
    }
}
