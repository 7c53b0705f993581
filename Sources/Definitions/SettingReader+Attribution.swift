extension SettingReader {
    /// Reads `attribution`, or gives its defaults where the file has none.
    mutating func attribution(_ entry: YAMLEntry?, available: [String]) -> AttributionDefinition? {
        guard let entry else {
            return AttributionDefinition(models: available, reportModel: defaultReportModel(of: available))
        }
        guard let settings = settings(of: entry.value, in: .attribution, owner: "'attribution'", at: entry.location)
        else { return nil }
        // Deals and payments take the shares of their lead, so that naming them changes no number. Of the others only
        // the defaults are built; another value is an error rather than a number nobody asked for.
        if let entry = settings["conversions"] {
            _ = choices(entry, "conversion", from: ["lead", "deal_won", "payment"])
        }
        if let entry = settings["anchor"] { _ = choice(entry.value, "anchor", from: ["lead"]) }
        lookback(settings["lookback"])

        let models = settings["models"].map { choices($0, "model", from: available) } ?? available
        let report = report(settings["report"], models: models ?? available, available: available)
        guard let models else { return nil }
        return AttributionDefinition(
            models: models,
            reportModel: report.model ?? defaultReportModel(of: models),
            reportVAT: report.vat ?? .gross
        )
    }

    private func defaultReportModel(of models: [String]) -> String {
        models.contains("last_non_direct") ? "last_non_direct" : models.last ?? ""
    }

    /// The model and the VAT base of the report, where they are declared.
    private mutating func report(
        _ entry: YAMLEntry?,
        models: [String],
        available: [String]
    ) -> (model: String?, vat: VATBase?) {
        guard let entry,
            let settings = settings(of: entry.value, in: .report, owner: "'report'", at: entry.location)
        else { return (nil, nil) }
        if let entry = settings["basis"] { _ = choice(entry.value, "basis", from: ["lead"]) }
        let vat = choice(settings["vat"], as: VATBase.self)
        guard let entry = settings["model"], let model = choice(entry.value, "model", from: available) else {
            return (nil, vat)
        }
        guard models.contains(model) else {
            report(
                "the report's model '\(entry.value.written)' is not among 'models'",
                at: entry.value.location,
                hint: "add it to 'models', or use one of: \(models.joined(separator: ", "))"
            )
            return (nil, vat)
        }
        return (model, vat)
    }

    private mutating func lookback(_ entry: YAMLEntry?) {
        guard let entry, let text = text(entry), text != "90d" else { return }
        report(
            "lookback '\(entry.value.written)' is not supported by this version",
            at: entry.value.location,
            hint: "write '90d', or remove it"
        )
    }
}
