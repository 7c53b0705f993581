/// The ASCII form of international domain names, RFC 3492.
enum Punycode {
    /// The letters that a label without its `xn--` stands for, or nil where it stands for none.
    ///
    /// - Complexity: O(*n*²) in a label's at most 63 characters.
    static func decode(_ label: some Collection<UInt8>) -> String? {
        let input = Array(label)
        var output: [UInt32] = []
        var position = 0
        if let mark = input.lastIndex(of: UInt8(ascii: "-")) {
            output = input[..<mark].map(UInt32.init)
            position = mark + 1
        }
        var code: UInt32 = 128
        var index: UInt32 = 0
        var bias: UInt32 = 72
        while position < input.count {
            let start = index
            var weight: UInt32 = 1
            var step: UInt32 = 36
            while true {
                guard position < input.count, let digit = digit(input[position]) else { return nil }
                position += 1
                let (product, isTooLarge) = digit.multipliedReportingOverflow(by: weight)
                let (sum, isOver) = index.addingReportingOverflow(product)
                guard !isTooLarge, !isOver else { return nil }
                index = sum
                let threshold = step <= bias ? 1 : min(step - bias, 26)
                if digit < threshold { break }
                let (next, isWide) = weight.multipliedReportingOverflow(by: 36 - threshold)
                guard !isWide else { return nil }
                weight = next
                step += 36
            }
            let count = UInt32(output.count) + 1
            bias = adapted(index - start, count: count, isFirst: start == 0)
            let (next, isOver) = code.addingReportingOverflow(index / count)
            guard !isOver else { return nil }
            code = next
            index %= count
            output.insert(code, at: Int(index))
            index += 1
        }
        var text = String.UnicodeScalarView()
        for value in output {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            text.append(scalar)
        }
        return String(text)
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 26
        default: nil
        }
    }

    private static func adapted(_ delta: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var steps: UInt32 = 0
        while delta > 455 {
            delta /= 35
            steps += 36
        }
        return steps + 36 * delta / (delta + 38)
    }
}
