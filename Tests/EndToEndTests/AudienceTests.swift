import TestSupport
import Testing

/// E-mail campaigns, audiences, content and chats: landed, checked, loaded, shown.
@Suite struct AudienceTests {
    struct EntityCase: Sendable, CustomTestStringConvertible {
        var entity: String
        var load: String
        /// The file of the first run, with a row that breaks the contract, and that of the second.
        var files: [String]
        var reject: String
        var query: String
        /// The rows after each run.
        var rows: [[String]]

        var testDescription: String { entity }
    }

    static let cases = [
        EntityCase(
            entity: "email_campaign", load: "{ merge: campaign_id, version: updated_at }",
            files: [
                """
                campaign_id,sent_at,updated_at,name,planned,sent,delivered,opened,clicked,unsubscribed,subscribers
                1,2026-01-02 23:30:00,2026-01-03 10:00:00,Скидки,100,99,98,40,5,1,5000
                2,2026-01-03 10:00:00,2026-01-03 10:00:00,Ещё,10,,,,,,
                3,2026-01-03 10:00:00,2026-01-03 10:00:00,Минус,10,-1,,,,,

                """,
                """
                campaign_id,sent_at,updated_at,name,planned,sent,delivered,opened,clicked,unsubscribed,subscribers
                1,2026-01-02 23:30:00,2026-01-04 10:00:00,Скидки,100,99,98,41,6,1,5000

                """,
            ],
            reject: "sent|out_of_range",
            query: """
                SELECT campaign_id, day, sent_at, name, planned, sent, delivered, opened, clicked, unsubscribed, subscribers
                FROM v1_email_campaign ORDER BY 1
                """,
            rows: [
                [
                    "1|2026-01-02|2026-01-02 20:30:00|Скидки|100|99|98|40|5|1|5000",
                    "2|2026-01-03|2026-01-03 07:00:00|Ещё|10|NULL|NULL|NULL|NULL|NULL|NULL",
                ],
                [
                    "1|2026-01-02|2026-01-02 20:30:00|Скидки|100|99|98|41|6|1|5000",
                    "2|2026-01-03|2026-01-03 07:00:00|Ещё|10|NULL|NULL|NULL|NULL|NULL|NULL",
                ],
            ]),
        EntityCase(
            entity: "audience", load: "{ replace: day }",
            files: [
                """
                date,network,account,followers,reach,profile_views,posts
                2026-01-02,vk,shop,1000,500,10,1
                2026-01-02,telegram,shop,70,,,2
                2026-01-03,,shop,1,1,1,1
                2026-01-03,vk,shop,1001,400,9,0

                """,
                """
                date,network,account,followers,reach,profile_views,posts
                2026-01-03,vk,shop,1002,450,9,0

                """,
            ],
            reject: "network|required",
            query:
                "SELECT day, network, account, followers, reach, profile_views, posts FROM v1_audience ORDER BY 1, 2",
            rows: [
                [
                    "2026-01-02|telegram|shop|70|NULL|NULL|2", "2026-01-02|vk|shop|1000|500|10|1",
                    "2026-01-03|vk|shop|1001|400|9|0",
                ],
                [
                    "2026-01-02|telegram|shop|70|NULL|NULL|2", "2026-01-02|vk|shop|1000|500|10|1",
                    "2026-01-03|vk|shop|1002|450|9|0",
                ],
            ]),
        EntityCase(
            entity: "content", load: "{ replace: file }",
            files: [
                """
                date,kind,title,minutes,characters,brief_met
                2026-01-02,article,Как выбрать окно,,12000,да
                2026-01-03,video,Обзор,7,,нет
                2026-01-03,video,Обзор 2,7,,наверное

                """,
                """
                date,kind,title,minutes,characters,brief_met
                2026-01-03,video,Обзор,8,,да

                """,
            ],
            reject: "brief_met|boolean",
            query: "SELECT day, kind, title, minutes, characters, is_brief_met FROM v1_content ORDER BY 1",
            rows: [
                ["2026-01-02|article|Как выбрать окно|NULL|12000|1", "2026-01-03|video|Обзор|7|NULL|0"],
                ["2026-01-03|video|Обзор|8|NULL|1"],
            ]),
        EntityCase(
            entity: "chat", load: "{ merge: chat_id }",
            files: [
                """
                chat_id,at,client_id,phone,first_reply,answered,manager,deleted
                1,2026-01-02 10:00:00,c1,8 912 000-00-01,12,true,Анна,
                2,2026-01-02 11:00:00,,,,false,,
                3,2026-01-02,c1,нет,once,true,,

                """,
                """
                chat_id,at,client_id,phone,first_reply,answered,manager,deleted
                1,2026-01-02 10:00:00,c1,8 912 000-00-01,12,true,Анна,true

                """,
            ],
            reject: "first_reply|integer",
            query: """
                SELECT chat.chat_id, chat.day, chat.at, chat.first_reply, chat.is_answered, chat.manager, fact.phone
                FROM v1_chat AS chat JOIN fact_chat AS fact USING (chat_id) WHERE fact.is_current = 1 ORDER BY 1
                """,
            rows: [
                [
                    "1|2026-01-02|2026-01-02 07:00:00|12|1|Анна|+79120000001",
                    "2|2026-01-02|2026-01-02 08:00:00|NULL|0||",
                ],
                ["2|2026-01-02|2026-01-02 08:00:00|NULL|0||"],
            ]),
    ]

    @Test(arguments: cases)
    func rowsAreLandedCheckedAndLoaded(recorded: EntityCase) throws {
        let company = try Company(standard: false)
        try company.write(
            """
            version: 1
            pipeline: shop
            time_zone: Europe/Moscow
            currency: RUB
            start: 2026-01-01
            warehouse: var/shop.sqlite
            landing: var/landing
            identity: { store_contacts: plain }
            rejects: { max_rows: 1, max_ratio: 1 }
            sources:
              source: { entity: \(recorded.entity), files: data/rows.csv, load: \(recorded.load) }

            """, to: "pipeline.yml")
        for (text, expected) in zip(recorded.files, recorded.rows) {
            try company.write(text, to: "data/rows.csv")
            let run = try company.run()
            #expect(run.exitCode == 0, "\(run.errors)")
            let rows = try company.rows(recorded.query)
            #expect(rows == expected)
            if expected == recorded.rows[0] {
                let rejects = try company.rows("SELECT column_name, rule FROM etl_reject")
                #expect(rejects == [recorded.reject])
            }
            let digest = try company.digest()
            #expect(try company.run("rebuild").exitCode == 0)
            #expect(try company.digest() == digest)
        }
    }
}
