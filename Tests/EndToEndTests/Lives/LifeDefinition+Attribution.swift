import TestSupport

extension LifeDefinition {
    /// The settings of attribution, identity and campaign matching.
    struct Attribution: Hashable {
        static let allModels = [
            "first_touch", "last_touch", "last_non_direct", "last_paid", "linear", "time_decay", "position_based",
        ]
        /// Durations in the pipeline file's words, and their minutes.
        static let durations = [("12h", 720), ("1d", 1440), ("3d", 4320), ("30d", 43_200), ("90d", 129_600)]
        static let allKeys = ["client_id", "user_id", "phone", "email"]

        var models = allModels
        var reportModel: String?
        var conversions = ["lead", "deal_won", "payment"]
        /// Whether deals and payments have journeys of their own.
        var isAnchoredByItself = false
        /// The date of the report, nil: nothing is said.
        var basis: String?
        /// By their places in `durations`.
        var lookback = 4
        var halfLife = 2
        var position = [40, 20, 40]
        var maxTouches = 1000
        var keys = ["client_id", "phone", "email"]
        var maxLinks = 10
        /// Whether the limit is that of phones alone.
        var limitsPhones = false
        /// Which of the alias files, 0: none.
        var aliases = 0

        init() {}

        /// Settings at random.
        init(_ generator: inout SeededGenerator) {
            for _ in 0..<12 { change(&generator) }
        }

        /// Another value of one of the settings.
        mutating func change(_ generator: inout SeededGenerator) {
            switch generator.below(12) {
            case 10: isAnchoredByItself.toggle()
            case 11:
                let bases = ["touch", "lead", "deal_created", "deal_won", "payment"]
                basis = generator.chance(3) ? nil : generator.one(of: bases)
            case 0:
                let models = Self.allModels.shuffled(using: &generator)
                self.models = generator.chance(2) ? models : Array(models.prefix(1 + generator.below(3)))
                reportModel = reportModel.flatMap { self.models.contains($0) ? $0 : nil }
            case 1, 2: reportModel = generator.chance(4) ? nil : generator.one(of: models)
            case 3: lookback = generator.below(Self.durations.count)
            case 4: halfLife = generator.below(Self.durations.count)
            case 5: maxTouches = generator.one(of: [2, 3, 4, 5, 1000])
            case 6: maxLinks = generator.one(of: [1, 2, 3, 4, 6, 10])
            case 7:
                keys = generator.chance(2) ? Self.allKeys : Self.allKeys.filter { _ in !generator.chance(3) }
                if keys.isEmpty { keys = ["client_id"] }
            case 8: aliases = generator.below(Self.aliasFiles.count)
            default:
                conversions = generator.one(of: [["lead"], ["lead", "deal_won", "payment"], ["payment", "deal_won"]])
                position = generator.one(of: [[40, 20, 40], [50, 0, 50], [10, 30, 60]])
                limitsPhones.toggle()
            }
        }

        /// What the pipeline file says of them.
        func text(vat: String?) -> String {
            let report = [
                reportModel.map { "model: \($0)" }, basis.map { "basis: \($0)" }, vat.map { "vat: \($0)" },
            ].compactMap(\.self)
            let limit = limitsPhones && keys.contains("phone") ? "{ phone: \(maxLinks) }" : "\(maxLinks)"
            return """
                attribution:
                  models: [\(models.joined(separator: ", "))]
                  conversions: [\(conversions.joined(separator: ", "))]
                  anchor: \(isAnchoredByItself ? "own" : "lead")
                  lookback: \(Self.durations[lookback].0)
                  half_life: \(Self.durations[halfLife].0)
                  position: \(position)
                  max_touches: \(maxTouches)
                \(report.isEmpty ? "" : "  report: { \(report.joined(separator: ", ")) }\n")\
                identity: { keys: [\(keys.joined(separator: ", "))], store_contacts: plain, max_links: \(limit) }
                \(aliases == 0 ? "" : "matching: { aliases: aliases.csv }\n")
                """
        }

        // MARK: What they mean

        /// The model of the report.
        var reported: String {
            reportModel ?? (models.contains("last_non_direct") ? "last_non_direct" : models.last ?? "")
        }

        var lookbackMinutes: Int { Self.durations[lookback].1 }
        var halfLifeMinutes: Int { Self.durations[halfLife].1 }

        /// How many other keys one of a kind may link.
        func limit(_ kind: String) -> Int {
            limitsPhones && keys.contains("phone") && kind != "phone" ? 10 : maxLinks
        }

        /// A line of an alias file, whose patterns are plain texts or end with `*`.
        struct Alias {
            var platform: String
            var campaign: String
            var campaignID: String
            var medium = ""
        }

        private static let aliasFiles: [[Alias]] = [
            [],
            [
                Alias(platform: "yandex", campaign: "spring", campaignID: "1000001"),
                Alias(platform: "vk", campaign: "posev_*", campaignID: "sale"),
            ],
            [
                Alias(platform: "yandex", campaign: "spring", campaignID: "1000002"),
                Alias(platform: "yandex", campaign: "sp*", campaignID: "1000001", medium: "cpc"),
                Alias(platform: "google", campaign: "*", campaignID: "Brand"),
            ],
        ]

        var aliasLines: [Alias] { Self.aliasFiles[aliases] }

        var aliasFile: String? {
            guard aliases > 0 else { return nil }
            return "platform,medium,campaign,campaign_id\n"
                + aliasLines.map { "\($0.platform),\($0.medium),\($0.campaign),\($0.campaignID)\n" }.joined()
        }
    }
}
