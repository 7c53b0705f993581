extension SettingReader {
    /// Prefixes and parts of Metrica's columns that carry the source of another visit than the row's own.
    private static let carriedOver = [
        "lastsign", "last_sign", "last_yandex_direct_click", "lastyandexdirectclick", "cross_device", "crossdevice",
        "ym:s:automatic", "ym:s:first", "<attribution>",
    ]

    /// Refuses columns that give a visit the source of an earlier one: models would then look back twice.
    mutating func refuseCarriedOverSource(_ mappings: [FieldMapping]) {
        for mapping in mappings {
            guard case .columns(let columns) = mapping.origin else { continue }
            for column in columns {
                let name = column.lowercased()
                guard Self.carriedOver.contains(where: name.contains) else { continue }
                report(
                    "'\(column)' carries the source of an earlier visit over to visits without one, which would be "
                        + "attributed twice",
                    at: mapping.location,
                    hint: "export the visit's own source: columns that begin with 'ym:s:last' and not 'ym:s:lastsign'")
            }
        }
    }
}
