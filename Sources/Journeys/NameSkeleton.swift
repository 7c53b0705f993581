import Definitions

/// What a name has in common with every way of writing it in Latin letters: `Поиск_Щёлково`, `poisk-shchelkovo` and
/// `poisk schyolkovo` have one skeleton.
///
/// Russian is put into one scheme, then both it and Latin text are folded where the schemes differ (GOST 7.79, ICAO
/// Doc 9303, Yandex, BGN, and what people type). Folding loses sounds, so two names may meet: then nothing is matched.
enum NameSkeleton {
    /// The keys of a folded name: two where it has an `x`, which is `х` to some and `кс` to others.
    ///
    /// - Complexity: O(*n*)
    static func keys(of folded: String) -> [String] {
        let latin = latin(folded)
        let key = skeleton(latin, x: [UInt8(ascii: "h")])
        guard !key.isEmpty else { return [] }
        guard latin.contains(UInt8(ascii: "x")) else { return [key] }
        return [key, skeleton(latin, x: Array("ks".utf8))]
    }

    private static let separator = UInt8(ascii: " ")
    /// `щ`, which has no letter of its own in Latin; a byte that no text has.
    private static let shcha: UInt8 = 1

    private static let letters: [Unicode.Scalar: String] = [
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
        "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
        "і": "i", "ї": "i", "є": "ye", "ґ": "g", "ў": "u",
        // GOST 7.79 A and scientific transliteration.
        "ž": "zh", "č": "ch", "š": "sh", "ŝ": "shch", "û": "yu", "â": "ya", "è": "e", "ë": "yo", "é": "e",
        // Signs for ь and ъ.
        "'": "", "`": "", "\"": "", "’": "", "‘": "", "ʹ": "", "ʺ": "", "ʼ": "", "′": "", "″": "",
    ]

    /// The name in Latin letters, anything that is neither letter nor digit as one space.
    private static func latin(_ folded: String) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in folded.unicodeScalars {
            if let letter = letters[scalar] {
                result += Array(letter.utf8)
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                result += Array(String(scalar).utf8)
            } else if !result.isEmpty, result.last != separator {
                result.append(separator)
            }
        }
        if result.last == separator { result.removeLast() }
        return result
    }

    /// Spellings that mean one sound, the longest first.
    private static let sounds: [(spelling: [UInt8], sound: [UInt8])] = [
        ("shch", [shcha]), ("shh", [shcha]), ("sch", [shcha]), ("kh", Array("h".utf8)), ("ts", Array("c".utf8)),
        ("tc", Array("c".utf8)), ("cz", Array("c".utf8)), ("tz", Array("c".utf8)), ("w", Array("v".utf8)),
        ("y", Array("i".utf8)), ("j", Array("i".utf8)),
    ].map { (Array($0.0.utf8), $0.1) }

    private static func skeleton(_ latin: [UInt8], x: [UInt8]) -> String {
        var result: [UInt8] = []
        var rest = latin[...]
        while let first = rest.first {
            if first == UInt8(ascii: "x") {
                result += x
                rest.removeFirst()
            } else if let (spelling, sound) = sounds.first(where: { rest.starts(with: $0.spelling) }) {
                for byte in sound { append(byte, to: &result) }
                rest.removeFirst(spelling.count)
            } else {
                append(first, to: &result)
                rest.removeFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Adds a sound; vowels that the schemes write with an `i` before them, or after it, are written without.
    private static func append(_ byte: UInt8, to result: inout [UInt8]) {
        let i = UInt8(ascii: "i")
        let e = UInt8(ascii: "e")
        let o = UInt8(ascii: "o")
        switch byte {
        // ый, ий: iy, yy, ii, y.
        case i where result.last == i:
            break
        // е, ё: ye, je, yo, jo.
        case e where result.last == i, o where result.last == i:
            result[result.count - 1] = e
        // жё, шё, чё, щё: o.
        case o where endsInHushing(result):
            result.append(e)
        default:
            result.append(byte)
        }
    }

    private static func endsInHushing(_ text: [UInt8]) -> Bool {
        if text.last == shcha { return true }
        guard text.count > 1, text.last == UInt8(ascii: "h") else { return false }
        return [UInt8(ascii: "z"), UInt8(ascii: "c"), UInt8(ascii: "s")].contains(text[text.count - 2])
    }
}
