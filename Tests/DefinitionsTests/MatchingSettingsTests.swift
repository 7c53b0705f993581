import Definitions
import Testing

/// `matching`, and `utm` of sources of spend.
@Suite struct MatchingSettingsTests {
    static let body = """
        matching: { aliases: conf/aliases.csv }
        sources:
          direct: { entity: spend, files: a.csv, utm: "{campaign_id}" }
          vk:
            entity: spend
            files: b.csv
            utm: ["{{ad_plan_id}}|{{banner_id}}", "utm_campaign={name}_{campaign_id}&utm_content={ad_id}"]
          leads: { entity: lead, files: c.csv }

        """

    @Test func settingsAreRead() throws {
        let pipeline = try PipelineText.parse(PipelineText.head + Self.body, file: "shop/pipeline.yml")
        #expect(
            pipeline.matching
                == MatchingDefinition(
                    aliases: "shop/conf/aliases.csv",
                    aliasesLocation: Definitions.SourceLocation(file: "shop/pipeline.yml", line: 8, column: 22)))
        #expect(pipeline.sources.map(\.tagTemplates.count) == [1, 3, 0])
        #expect(pipeline.sources[0].tagTemplates.first?.tags == TagTemplate.Tag.allCases)
        #expect(pipeline.sources[1].tagTemplates.map(\.tags).suffix(2) == [[.campaign], [.content]])
        #expect(
            try PipelineText.parse(PipelineText.head + "sources: { a: { entity: lead, files: a } }").matching == nil)
    }

    static let cases = [
        ErrorCase(
            "matching",
            """
            ①matching: {}
            sources:
              a: { entity: lead, files: a, ②utm: "{campaign_id}" }

            """,
            """
            ① 'matching' has no 'aliases' (add 'aliases: aliases.csv')
            ② 'utm' is for sources of spend, not of lead (remove it)
            """
        ),
        ErrorCase(
            "path of the aliases",
            """
            matching: { aliases: ①~/a.csv, ②alliases: b.csv }
            sources: { a: { entity: lead, files: a } }

            """,
            """
            ① '~' is no folder in a pipeline file (write '${env:HOME}' instead of '~')
            ② unknown key 'alliases' (did you mean 'aliases'?)
            """
        ),
        ErrorCase(
            "templates",
            """
            sources:
              a: { entity: spend, files: a, utm: ①{campaign_id} }
              b:
                entity: spend
                files: b
                utm:
                  - ②"{campaign_id}{ad_id}"
                  - ③"*{campaign_id}"
                  - ④"{campaign_id"
                  - ⑤"{{campaign.id}"
                  - ⑥"campaign_id}"
                  - ⑦"{campaing_id}"
                  - ⑧"{keyword}"
                  - ⑨"brand"
                  - ⑩"{}_{campaign_id}"
                  - ⑪"utm_campaign={keyword}&utm_source={source}"
                  - ⑫"{campaign_id}|__AID____CID__"
              c: { entity: spend, files: c, utm: ⑬[] }
              d: { entity: spend, files: d, utm: ⑭"" }

            """,
            """
            ① YAML takes the braces of 'utm' for a mapping (put quotes around it: utm: "{campaign_id}")
            ② the template '{campaign_id}{ad_id}' has two placeholders with nothing between them, so that nobody can tell where one ends (write what stands between them in your tags, such as '_' or '|')
            ③ the template '*{campaign_id}' has two placeholders with nothing between them, so that nobody can tell where one ends (write what stands between them in your tags, such as '_' or '|')
            ④ the template '{campaign_id' has a { without its } (write '{campaign_id}')
            ⑤ the template '{{campaign.id}' has a {{ without its }} (write '{campaign_id}')
            ⑥ the template 'campaign_id}' has a } without its { (write '{campaign_id}')
            ⑦ the template '{campaing_id}' has no placeholder that tells the campaign (did you mean '{campaign_id}'?)
            ⑧ the template '{keyword}' has no placeholder that tells the campaign (write '{campaign_id}' where the tag has it, or '{ad_group_id}', '{ad_id}', '{campaign_name}')
            ⑨ the template 'brand' has no placeholder that tells the campaign (write '{campaign_id}' where the tag has it, or '{ad_group_id}', '{ad_id}', '{campaign_name}')
            ⑩ the template '{}_{campaign_id}' has an empty placeholder (write * where any text may stand)
            ⑪ the template 'utm_campaign={keyword}&utm_source={source}' has no placeholder that tells the campaign (write '{campaign_id}' where the tag has it, or '{ad_group_id}', '{ad_id}', '{campaign_name}')
            ⑫ the template '{campaign_id}|__AID____CID__' has two placeholders with nothing between them, so that nobody can tell where one ends (write what stands between them in your tags, such as '_' or '|')
            ⑬ 'utm' is an empty list (name at least one)
            ⑭ 'utm' is empty (write a text, or remove the line)
            """
        ),
    ]

    @Test(arguments: cases)
    func messages(testCase: ErrorCase) {
        testCase.checkAfterHead()
    }
}
