/// A pattern over a whole folded text: `*` for any characters, `?` for one, `[abc]`, `[a-z]`, `[!a-z]` for one of a set,
/// `\` before a mark that is meant literally.
///
/// Matching compares Unicode scalars and nothing else, so it is the same on every machine.
package struct TextPattern: Hashable, Sendable {
    /// What is wrong with a pattern's text, as the end of a sentence.
    package struct Malformed: Error, Hashable, Sendable {
        package var message: String
    }

    private enum Piece: Hashable, Sendable {
        case literal(Unicode.Scalar)
        case anyOne
        case anyRun
        case oneOf([ClosedRange<Unicode.Scalar>], negated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .literal(let expected): scalar == expected
            case .anyOne: true
            case .anyRun: false
            case .oneOf(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
            }
        }
    }

    private let pieces: [Piece]

    /// Reads a pattern; its text is folded as the tags it meets are.
    package init(_ text: String) throws(Malformed) {
        var pieces: [Piece] = []
        var rest = text.foldedTag.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*":
                if pieces.last != .anyRun { pieces.append(.anyRun) }
            case "?":
                pieces.append(.anyOne)
            case "[":
                pieces.append(try Self.set(from: &rest))
            case "\\":
                guard let literal = rest.popFirst() else {
                    throw Malformed(message: "ends with a lone \\")
                }
                pieces.append(.literal(literal))
            default:
                pieces.append(.literal(scalar))
            }
        }
        self.pieces = pieces
    }

    private static func set(from rest: inout Substring.UnicodeScalarView) throws(Malformed) -> Piece {
        let unclosed = Malformed(message: "has a [ without its ]")
        var negated = false
        if rest.first == "!" {
            negated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let lower = rest.popFirst() {
            if lower == "]" {
                guard !ranges.isEmpty else { throw Malformed(message: "has an empty []") }
                return .oneOf(ranges, negated: negated)
            }
            guard rest.first == "-", let upper = rest.dropFirst().first, upper != "]" else {
                ranges.append(lower...lower)
                continue
            }
            guard lower <= upper else { throw Malformed(message: "has a range that runs backwards") }
            ranges.append(lower...upper)
            rest.removeFirst(2)
        }
        throw unclosed
    }

    /// The one text that matches, where there are no marks in the pattern.
    package var literal: String? {
        Self.literal(of: pieces[...])
    }

    /// `.example.com` of the pattern `*.example.com`: matched by looking up instead of trying.
    package var hostSuffix: String? {
        guard pieces.count > 2, pieces[0] == .anyRun, pieces[1] == .literal(".") else { return nil }
        return Self.literal(of: pieces.dropFirst())
    }

    private static func literal(of pieces: ArraySlice<Piece>) -> String? {
        var result = String.UnicodeScalarView()
        for piece in pieces {
            guard case .literal(let scalar) = piece else { return nil }
            result.append(scalar)
        }
        return String(result)
    }

    /// Whether the whole of a folded text fits.
    ///
    /// - Complexity: O(*n* × *m*) at worst, O(*n* + *m*) for patterns with one `*`.
    package func matches(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        var piece = 0
        var position = scalars.startIndex
        // Where to go back to: the piece after the last `*`, and the first scalar that `*` hasn't swallowed.
        var retry: (piece: Int, position: String.Index)?
        while position < scalars.endIndex {
            if piece < pieces.count, pieces[piece] == .anyRun {
                piece += 1
                retry = (piece, position)
            } else if piece < pieces.count, pieces[piece].matches(scalars[position]) {
                piece += 1
                scalars.formIndex(after: &position)
            } else if let (retryPiece, retryPosition) = retry {
                piece = retryPiece
                position = scalars.index(after: retryPosition)
                retry = (retryPiece, position)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .anyRun }
    }
}
