/// A table for a terminal: one header, text columns to the left, numbers to the right.
package struct TextTable: Sendable {
    package enum Alignment: Sendable {
        case left, right
    }

    package var columns: [(title: String, alignment: Alignment)]
    package var rows: [[String]] = []
    /// Rows below a rule at the end.
    package var footer: [[String]] = []

    package init(columns: [(title: String, alignment: Alignment)]) {
        self.columns = columns
    }

    /// A cell without the characters that would break the table, or talk to the terminal.
    private static func printable(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return cell }
        let scalars = cell.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The table as lines of text, each ended by a newline.
    package func rendered() -> String {
        let rows = rows.map { $0.map(Self.printable) }
        let cells = [columns.map(\.title)] + rows + footer
        let widths = columns.indices.map { column in
            cells.map { displayWidth($0[column]) }.max() ?? 0
        }
        func line(_ row: [String]) -> String {
            var text = ""
            for (index, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - displayWidth(cell))
                let isLast = index == row.count - 1
                switch columns[index].alignment {
                case .left: text += isLast ? cell : cell + padding
                case .right: text += padding + cell
                }
                if !isLast { text += "  " }
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "──") + "\n"
        return line(columns.map(\.title)) + rule + rows.map(line).joined()
            + (footer.isEmpty ? "" : rule + footer.map(line).joined())
    }
}

/// The terminal columns a text takes: combining marks take none, East Asian wide characters two.
func displayWidth(_ text: String) -> Int {
    var width = 0
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: break
        default:
            let isWide =
                switch scalar.value {
                case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF:
                    true
                default: false
                }
            width += isWide ? 2 : 1
        }
    }
    return width
}
