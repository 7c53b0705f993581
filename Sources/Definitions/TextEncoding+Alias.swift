extension TextEncoding {
    /// The encoding of a name as people and programs write it: `UTF8`, `cp1251`, `win-1251`.
    package init?(alias: String) {
        let plain = alias.lowercased().filter { !"-_ ".contains($0) }
        switch plain {
        case "utf8": self = .utf8
        case "utf16": self = .utf16
        case "utf16le": self = .utf16le
        case "utf16be": self = .utf16be
        case "windows1251", "win1251", "cp1251": self = .windows1251
        case "windows1252", "win1252", "cp1252": self = .windows1252
        case "koi8r": self = .koi8r
        case "cp866", "ibm866", "dos866": self = .cp866
        default: return nil
        }
    }
}
