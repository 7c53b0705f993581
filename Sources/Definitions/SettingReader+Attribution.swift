extension SettingReader {
    /// Reads `attribution`, or gives its defaults where the file has none.
    mutating func attribution(_ entry: YAMLEntry?, available: [String]) -> AttributionDefinition? {
        // Other models are computed where they are asked for: without visits they all say the same.
        let usualModels = ["last_touch"]
        guard let entry else {
            return AttributionDefinition(models: usualModels, reportModel: defaultReportModel(of: usualModels))
        }
        guard let settings = settings(of: entry.value, in: .attribution, owner: "'attribution'", at: entry.location)
        else { return nil }
        let conversions = settings["conversions"].map {
            choices($0, "conversion", from: ["lead", "deal_won", "payment"])
        }
        let anchor = choice(settings["anchor"], as: AttributionDefinition.Anchor.self)
        let lookback = duration(settings["lookback"], example: "90d")
        let halfLife = duration(settings["half_life"], example: "7d")
        let position = position(settings["position"])
        let maxTouches = maxTouches(settings["max_touches"])

        let models = settings["models"].map { choices($0, "model", from: available) } ?? usualModels
        let report = report(settings["report"], models: models ?? available, available: available)
        guard let models else { return nil }
        let usual = AttributionDefinition(models: models, reportModel: defaultReportModel(of: models))
        return AttributionDefinition(
            models: models,
            conversions: conversions.flatMap(\.self) ?? usual.conversions,
            anchor: anchor ?? usual.anchor,
            reportModel: report.model ?? usual.reportModel,
            reportBasis: report.basis ?? usual.reportBasis,
            reportVAT: report.vat ?? usual.reportVAT,
            lookbackSeconds: lookback ?? usual.lookbackSeconds,
            halfLifeSeconds: halfLife ?? usual.halfLifeSeconds,
            position: position ?? usual.position,
            maxTouches: maxTouches ?? usual.maxTouches
        )
    }

    private mutating func position(_ entry: YAMLEntry?) -> PositionWeights? {
        guard let entry else { return nil }
        let items = if case .list(let items) = entry.value.content { items } else { [entry.value] }
        var numbers: [Int] = []
        for item in items {
            // A variable that isn't set was reported where it was put in.
            if case .unresolved = item.content { return nil }
            if case .text(let text) = item.content, let number = Int(text) { numbers.append(number) }
        }
        let isComplete = numbers.count == 3 && items.count == 3
        let problem =
            isComplete
            ? PositionWeights.problem(numbers[0], numbers[1], numbers[2]) : "be three whole numbers that sum to 100"
        guard let problem else {
            return PositionWeights(first: numbers[0], middle: numbers[1], last: numbers[2])
        }
        report(
            "'position' must \(problem)", at: entry.value.location,
            hint: "write the percentages of the first touch, those between and the last, such as "
                + "'position: [40, 20, 40]'")
        return nil
    }

    private mutating func maxTouches(_ entry: YAMLEntry?) -> Int? {
        guard let entry, let count = count(entry) else { return nil }
        guard (2...1_000_000).contains(count) else {
            report(
                "'max_touches' must be from 2 to 1000000, not '\(entry.value.written)'", at: entry.value.location,
                hint: "a journey keeps at least its first and its last touch; 1000 is usual")
            return nil
        }
        return count
    }

    private func defaultReportModel(of models: [String]) -> String {
        models.contains("last_non_direct") ? "last_non_direct" : models.last ?? ""
    }

    /// The model, the date axis and the VAT base of the report, where they are declared.
    private mutating func report(
        _ entry: YAMLEntry?,
        models: [String],
        available: [String]
    ) -> (model: String?, basis: AttributionDefinition.Basis?, vat: VATBase?) {
        guard let entry,
            let settings = settings(of: entry.value, in: .report, owner: "'report'", at: entry.location)
        else { return (nil, nil, nil) }
        let basis = choice(settings["basis"], as: AttributionDefinition.Basis.self)
        let vat = choice(settings["vat"], as: VATBase.self)
        guard let entry = settings["model"], let model = choice(entry.value, "model", from: available) else {
            return (nil, basis, vat)
        }
        guard models.contains(model) else {
            report(
                "the report's model '\(entry.value.written)' is not among 'models'",
                at: entry.value.location,
                hint: "add it to 'models', or use one of: \(models.joined(separator: ", "))"
            )
            return (nil, basis, vat)
        }
        return (model, basis, vat)
    }
}
