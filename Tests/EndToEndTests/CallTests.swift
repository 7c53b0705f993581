import TestSupport
import Testing

/// Calls: whose they are, which source their number stood for, and which lead they brought.
@Suite struct CallTests {
    private static let sources = """
          calls: { entity: call, files: data/calls*.csv, load: { merge: call_id } }
          numbers: { entity: tracking_number, files: data/numbers.csv, load: { replace: file } }

        """

    private static let files: [String: String] = [
        "data/numbers.csv": """
        number,from,to,source,medium,campaign
        +7 495 000-00-01,2025-06-01,2026-01-04,vk,cpc,Sale
        +7 495 000-00-01,2026-01-05,,yandex,cpc,11111111
        +7 495 000-00-02,2026-01-01,,billboard,offline,Тверь

        """,
        "data/calls.csv": """
        call_id,at,phone,direction,tracking_number,answered,wait,duration,lead_id,client_id,source,medium
        K1,2026-01-04 23:59:59,+7 912 000-00-01,in,84950000001,true,5,60,,,,
        K2,2026-01-05 00:00:00,8 912 000 00 02,in,84950000001,true,5,60,,,,
        K3,2026-01-06 12:20:00,+79120000003,,84950000002,false,30,,,,,
        K4,2026-01-06 12:31:00,+79120000004,,84950000002,false,30,,,,,
        K5,2026-01-06 12:00:00,+79120000005,,84957777777,true,3,90,,,,
        K6,2026-01-06 12:00:00,нет,in,84950000002,true,3,90,M6,,,
        K7,2026-01-05 12:00:00,,in,,true,3,90,,c1,avito,cpc
        K8,2026-01-06 11:50:00,+79120000008,out,84950000002,true,3,90,,,,
        K9,2026-01-06 12:00:00,+79129999999,in,84950000002,true,3,90,,,,
        K10,2026-01-06 11:55:00,+79120000010,in,84950000002,true,3,90,,,,

        """,
        "data/leads.csv": """
        lead_id,created_at,client_id,phone,kind,source,medium
        M1,2026-01-05 12:00:00,,+79120000001,call,,
        M2,2026-01-06 12:00:00,,+79120000002,call,,
        M3,2026-01-06 12:00:00,,+79120000003,,,
        M4,2026-01-06 12:00:00,,+79120000004,,,
        M5,2026-01-06 12:01:00,,+79120000005,,,
        M6,2026-01-06 12:10:00,c6,,call,,
        M7,2026-01-06 12:00:00,c1,,,,
        M8,2026-01-06 12:00:00,,+79120000008,,,
        M10,2026-01-06 12:00:00,c2,+79120000010,,email,email

        """,
        "data/deals.csv": "deal_id,created_at,status\n",
        "data/payments.csv": "payment_id,at,amount\n",
    ]

    private func company(_ changes: [String: String] = [:]) throws -> Company {
        let company = try JourneyTests().company(Self.files.merging(changes, uniquingKeysWith: { $1 }))
        try company.edit("pipeline.yml", "  crm: {", Self.sources + "  crm: {")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        return company
    }

    private func journeys(_ company: Company) throws -> [String] {
        try company.rows(
            "SELECT conversion_id, path || unattributed_reason FROM v1_journey WHERE conversion = 'lead' ORDER BY 1")
    }

    @Test func aCallIsATouchOfItsPhonesLead() throws {
        let company = try company()
        #expect(
            try journeys(company) == [
                // The number was vk's until midnight, and Yandex's from then on.
                "M1|Paid Social",
                // A cookie has visits, a call, and tags of its own, which say nothing beside them.
                "M10|Paid Search > Offline",
                "M2|Paid Search",
                // Twenty minutes after the lead the call is still the lead's; half an hour and a minute isn't.
                "M3|Offline", "M4|no_touch",
                // A call to a number that is nobody's.
                "M5|call_without_source",
                // The CRM says whose call it is.
                "M6|Offline",
                // By its cookie, and by its own tags.
                "M7|Paid Search > Paid Social > Direct > Direct > Classifieds",
                // Who is called came by something else.
                "M8|no_touch",
            ])
        #expect(
            try company.rows("SELECT record_id, at, campaign, match_rule FROM v1_touch WHERE kind = 'call' ORDER BY 1")
                == [
                    "K1|2026-01-04 20:59:59|Sale|name", "K10|2026-01-06 08:55:00|тверь|",
                    "K2|2026-01-04 21:00:00|Поиск Москва|utm_is_id", "K3|2026-01-06 09:00:00|тверь|",
                    "K6|2026-01-06 09:00:00|тверь|", "K7|2026-01-05 09:00:00||",
                ])
        try JourneyTests().check(company)
    }

    @Test func everyCallHasItsChannel() throws {
        let company = try company()
        #expect(
            try company.rows("SELECT call_id, day, channel, campaign, unattributed_reason FROM v1_call ORDER BY 1") == [
                "K1|2026-01-04|Paid Social|Sale|", "K10|2026-01-06|Offline|тверь|",
                "K2|2026-01-05|Paid Search|Поиск Москва|", "K3|2026-01-06|Offline|тверь|",
                "K4|2026-01-06|Offline|тверь|", "K5|2026-01-06|(unattributed)||call_without_source",
                "K6|2026-01-06|Offline|тверь|", "K7|2026-01-05|Classifieds||", "K8|2026-01-06|Offline|тверь|",
                "K9|2026-01-06|Offline|тверь|",
            ])
        #expect(
            try company.rows(
                "SELECT direction, is_answered, wait, duration, file, line FROM v1_call WHERE call_id = 'K3'")
                == ["|0|30|NULL|data/calls.csv|4"])
    }

    /// Numbers that come after their calls, and are corrected, move them without reading the calls again.
    @Test func aNumberMayComeLater() throws {
        let company = try company(["data/numbers.csv": "number,from,to,source,medium,campaign\n"])
        #expect(try journeys(company).contains("M1|call_without_source"))
        try company.write(Self.files["data/numbers.csv", default: ""], to: "data/numbers.csv")
        #expect(try company.run().exitCode == 0)
        #expect(try journeys(company).contains("M1|Paid Social"))
        try JourneyTests().check(company)
        try company.edit("data/calls.csv", "K1,2026-01-04 23:59:59", "K1,2026-01-05 00:00:01")
        #expect(try company.run().exitCode == 0)
        #expect(try journeys(company).contains("M1|Paid Search"))
    }

    @Test func callsAloneAreTouches() throws {
        let company = try Company()
        try company.edit("data/leads.csv", "source,medium,campaign,outcome\n", "source,medium,campaign,outcome,phone\n")
        try company.edit("data/leads.csv", "12:00:00,,,,\n", "12:00:00,,,,,89120000001\n")
        try company.write(
            Company.pipeline + "  calls: { entity: call, files: data/calls.csv }\n"
                + "  numbers: { entity: tracking_number, files: data/numbers.csv }\n", to: "pipeline.yml")
        try company.write(
            "call_id,at,phone,tracking_number\n1,2026-01-01 10:00:00,+79120000001,1234\n", to: "data/calls.csv")
        try company.write(
            "number,from,to,source,medium,campaign\n1234,2025-01-01,,avito,cpc,\n", to: "data/numbers.csv")
        let leads = try company.folder.text(of: "data/leads.csv")
        try company.write(
            leads.split(separator: "\n").map { $0.filter { $0 == "," }.count == 6 ? "\($0),\n" : "\($0)\n" }.joined(),
            to: "data/leads.csv")
        let run = try company.run()
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try company.rows("SELECT channel FROM v1_lead WHERE lead_id = '3'") == ["Classifieds"])
        #expect(try company.rows("SELECT count(*) FROM v1_channel_daily WHERE channel = '(unattributed)'") == ["0"])
    }
}
