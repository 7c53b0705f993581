/// A row of one of a company's exports, whatever its entity.
struct LifeRecord: Hashable {
    /// What in the row breaks the contract.
    enum Flaw: Hashable {
        /// Its day or moment is no date.
        case day
        /// Its amount is no number.
        case amount
    }

    var id = ""
    /// When: minutes since 1970 UTC; of dates the day's first, as if the zone were UTC.
    var at = 0
    /// The last day of a cost that spreads.
    var until: Int?
    /// When it was last changed.
    var version: Int?
    var source = ""
    var medium = ""
    /// The name of spend's campaign, or the tag of a visit or lead.
    var campaign = ""
    var campaignID = ""
    /// The account of spend, the user of a visit or lead.
    var account = ""
    /// The browser of a lead or deal, as its export writes it.
    var client = ""
    /// As written, so perhaps nobody's.
    var phone = ""
    var email = ""
    /// How a lead came: by a call, by hand.
    var kind = ""
    var currency = ""
    /// Micros.
    var amount = 0
    /// What the export has in its second column of amounts, micros.
    var charged = 0
    var impressions = 0
    var clicks = 0
    /// The outcome of a lead, the status of a deal, the kind of a payment.
    var status = ""
    var pipeline = ""
    var stage = ""
    /// The lead of a deal, the deal of a payment or a stage event, the browser of a visit.
    var link = ""
    var refundOf = ""
    var wonAt: Int?
    var closedAt: Int?
    var isDeleted = false
    var flaw: Flaw?
    /// Whether moments are written in UTC rather than in local time.
    var isUTC = false

    /// The day of a date.
    var date: Int { at.floored(by: 1440) }
}

extension LifeRecord {
    static let headers = [
        "ads": "date,source,medium,account,campaign_id,campaign,cost,charged,impressions,clicks",
        "posts": "date,date_to,source,medium,cost,charged,currency,impressions,clicks",
        "office": "date,date_to,cost,charged",
        "site": "at\tclient_id\tvisit_id\tuser_id\tsource\tmedium\tcampaign",
        "rates": "date,currency,rate",
        "leads":
            "lead_id,created_at,updated_at,client_id,user_id,phone,email,source,medium,campaign,kind,outcome,deleted",
        "deals":
            "deal_id,created_at,updated_at,status,pipeline,stage,won_at,closed_at,amount,lead_id,client_id,phone,email,"
            + "source,medium,deleted",
        "history": "deal_id,at,pipeline,stage",
        "payments": "payment_id,at,updated_at,amount,deal_id,kind,refund_of,deleted",
    ]

    /// The row as a source's export has it.
    func line(of source: String, in zone: BusinessZone) -> String {
        let day = flaw == .day ? "soon" : BusinessZone.date(date)
        let moment = flaw == .day ? "soon" : zone.text(at, isUTC: isUTC)
        let sum = flaw == .amount ? "a lot" : Self.decimal(amount)
        func text(_ minute: Int?) -> String { minute.map { zone.text($0, isUTC: isUTC) } ?? "" }
        let deleted = isDeleted ? "да" : ""
        let cells: [String] =
            switch source {
            case "ads":
                [
                    day, self.source, medium, account, campaignID, campaign, sum, Self.decimal(charged),
                    "\(impressions)", "\(clicks)",
                ]
            case "posts":
                [
                    day, until.map(BusinessZone.date) ?? "", self.source, medium, sum, Self.decimal(charged), currency,
                    "\(impressions)", "\(clicks)",
                ]
            case "office": [day, until.map(BusinessZone.date) ?? "", sum, Self.decimal(charged)]
            case "site": [moment, link, id, account, self.source, medium, campaign]
            case "rates": [day, currency, sum]
            case "leads":
                [
                    id, moment, text(version), client, account, phone, email, self.source, medium, campaign, kind,
                    status, deleted,
                ]
            case "deals":
                [
                    id, moment, text(version), status, pipeline, stage, text(wonAt), text(closedAt), sum, link,
                    client, phone, email, self.source, medium, deleted,
                ]
            case "history": [link, moment, pipeline, stage]
            default: [id, moment, text(version), sum, link, status, refundOf, deleted]
            }
        return cells.joined(separator: source == "site" ? "\t" : ",") + "\n"
    }

    /// An export of some rows.
    static func text(_ records: [LifeRecord], of source: String, in zone: BusinessZone) -> String {
        (headers[source] ?? "") + "\n" + records.map { $0.line(of: source, in: zone) }.joined()
    }

    /// Micros as a decimal number.
    private static func decimal(_ micros: Int) -> String {
        let rest = String(micros.magnitude % 1_000_000)
        let zeros = String(repeating: "0", count: 6 - rest.count)
        return "\(micros < 0 ? "-" : "")\(micros.magnitude / 1_000_000).\(zeros)\(rest)"
    }
}
