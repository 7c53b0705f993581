/// Tells UTF-8 from other bytes (Unicode, table 3-7: no surrogates, nothing overlong, nothing beyond U+10FFFF).
enum UTF8Check {
    /// Whether some bytes are valid UTF-8.
    static func isValid(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        var index = 0
        while index < count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                while index + 8 <= count, ByteWord.load(bytes + index) & ByteWord.highBits == 0 { index += 8 }
                continue
            }
            let left = count - index
            if lead &- 0xC2 < 0x1E {
                guard left >= 2, bytes[index + 1] & 0xC0 == 0x80 else { return false }
                index += 2
            } else if lead & 0xF0 == 0xE0 {
                guard left >= 3, bytes[index + 1] & 0xC0 == 0x80, bytes[index + 2] & 0xC0 == 0x80 else { return false }
                let second = bytes[index + 1]
                guard lead != 0xE0 || second >= 0xA0, lead != 0xED || second < 0xA0 else { return false }
                index += 3
            } else if lead &- 0xF0 < 5 {
                guard left >= 4, bytes[index + 1] & 0xC0 == 0x80, bytes[index + 2] & 0xC0 == 0x80,
                    bytes[index + 3] & 0xC0 == 0x80
                else { return false }
                let second = bytes[index + 1]
                guard lead != 0xF0 || second >= 0x90, lead != 0xF4 || second < 0x90 else { return false }
                index += 4
            } else {
                return false
            }
        }
        return true
    }
}
