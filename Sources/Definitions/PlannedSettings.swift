/// What a pipeline file may say one day and can't yet.
///
/// A setting that were skipped silently would give numbers its author did not ask for, so each is refused by name. A
/// line leaves this table when the feature is built.
enum PlannedSettings {
    /// Keys by the section they stand in.
    static let keys: [String: [String]] = [
        "pipeline": [
            "marts", "checks", "notify", "metrics", "dimensions", "leads",
        ]
    ]

    /// Values by the setting that takes them.
    static let values: [String: [String]] = [
        "entity": [
            "order_item", "product", "activity", "manager", "form_stat", "review", "task", "plan", "annotation",
        ],
        "model": ["w_shaped", "markov", "shapley"],
        "type": ["xml"],
    ]
}
