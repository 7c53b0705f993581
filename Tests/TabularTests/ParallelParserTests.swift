import TestSupport
import Testing

@testable import Tabular

@Suite struct ParallelParserTests {
    /// Pieces that make trouble, and those that make records of them.
    static let pieces: [[UInt8]] = [
        "\"", "\"", "\"", "\"\"", ",", ",", ",", ";", "\t", "\r", "\n", "\n", "\r\n", "a", "bc", "defghijklm", "\0",
        "Ж",
        "€", "😀", " ", "\"x\"", "\"x\",", "\n\"", "\"\n",
    ].map { Array($0.utf8) }

    static func soup(_ length: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < length { bytes += pieces.randomElement(using: &generator) ?? [] }
        return bytes
    }

    static func dialect(_ generator: inout SeededGenerator) -> Dialect {
        let small = Bool.random(using: &generator)
        return Dialect(
            delimiter: [0x2C, 0x3B, 0x09].randomElement(using: &generator) ?? 0x2C,
            quote: [0x22, 0x22, 0x22, 0x27, nil].randomElement(using: &generator) ?? 0x22,
            limits: small
                ? RecordLimits(
                    recordBytes: .random(in: 1...60, using: &generator),
                    quotedBytes: .random(in: 0...30, using: &generator),
                    quotedLines: .random(in: 1...5, using: &generator)
                ) : RecordLimits()
        )
    }

    @Test func equalsTheReferenceAtEveryBlockSize() throws {
        var generator = SeededGenerator()
        let seed = generator.seed
        for round in 0..<1500 {
            let bytes = Self.soup(.random(in: 0...200, using: &generator), &generator)
            let dialect = Self.dialect(&generator)
            let expected = ReferenceParser(bytes: bytes, dialect: dialect).records()
            let serial = try RawRecordDecoder.records(of: bytes, dialect)
            try #require(
                serial == expected,
                "seed \(seed), round \(round): \(dialect) of \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            )
            for _ in 0..<3 {
                let parallelism = Parallelism(
                    blockSize: .random(in: 1...64, using: &generator),
                    workers: .random(in: 1...5, using: &generator)
                )
                let parallel = try RawRecordDecoder.records(of: bytes, dialect, parallelism)
                try #require(
                    parallel == expected,
                    """
                    seed \(seed), round \(round): \(parallelism), \(dialect) of \
                    \(String(decoding: bytes, as: UTF8.self).debugDescription)
                    """
                )
            }
        }
    }

    @Test func everyByteSequenceOfTheCriticalOnes() throws {
        // All texts of up to five of these characters, in one go: nothing is left to chance.
        let alphabet: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x61]
        var texts: [[UInt8]] = [[]]
        for _ in 0..<5 { texts += texts.suffix(Int.max).flatMap { text in alphabet.map { text + [$0] } } }
        texts = Array(Set(texts))
        let dialect = Dialect()
        for text in texts {
            let expected = ReferenceParser(bytes: text, dialect: dialect).records()
            try #require(try RawRecordDecoder.records(of: text, dialect) == expected, "\(text)")
            let parallelism = Parallelism(blockSize: 1, workers: 2)
            try #require(try RawRecordDecoder.records(of: text, dialect, parallelism) == expected, "\(text)")
        }
    }
}
