import Definitions
import Extract
import Foundation
import Warehouse

extension PipelineCheckup {
    /// The channel that the shipped rules give to what no rule fits.
    private static let unassigned = "Unassigned"

    /// Money and leads that no channel explains.
    func channels(_ inspection: WarehouseInspection) throws(Failure) -> [Checkup.Finding] {
        var findings: [Checkup.Finding] = []
        let currency = pipeline.definition.currency
        for row in try inspection.spend(inChannel: Self.unassigned, limit: 10) {
            findings.append(
                .init(
                    .note, "spend of '\(row.source)' / '\(row.medium)' fits no channel: \(row.cost) \(currency)",
                    hint: "correct the source's constants, or add a rule to schemas/channels.yml"))
        }
        if findings.isEmpty { findings.append(.init(.good, "all spend has a channel")) }
        let reasons = try inspection.leadsByReason()
        let total = reasons.reduce(0) { $0 + $1.leads }
        let lost = reasons.filter { !$0.reason.isEmpty }
        for row in lost {
            let share = (row.leads * 1000 + total / 2) / total
            findings.append(
                .init(
                    .note,
                    "\(row.leads) of \(total) leads (\(share / 10).\(share % 10)%) are unattributed: \(row.reason)"))
        }
        if lost.isEmpty, total > 0 { findings.append(.init(.good, "all \(total) leads have a channel")) }
        return findings
    }

    /// The state of the warehouse's file, and the room it all takes.
    func storage(
        _ damage: [String], _ files: [FileVersion], _ landed: LandingInventory
    ) -> [Checkup.Finding] {
        let definition = pipeline.definition
        var findings: [Checkup.Finding] = damage.map {
            .init(
                .broken, "SQLite finds damage: \($0)",
                hint: "move \(definition.warehouse) away and run again: everything is rebuilt from the files")
        }
        if damage.isEmpty { findings.append(.init(.good, "SQLite finds no damage")) }
        findings.append(.init(.good, "\(definition.warehouse) takes \(ByteSize(Self.size(definition.warehouse)))"))
        let log = Self.size(definition.warehouse + "-wal")
        if log > 64 << 20 {
            findings.append(
                .init(
                    .note, "its write-ahead log takes \(ByteSize(log))",
                    hint: "close BI tools that hold it open, then run once more"))
        }
        let live = Set(files.filter { $0.state == .live }.map(\.content))
        let known = Set(files.map(\.content))
        func room(_ isIn: (String) -> Bool) -> ByteSize {
            ByteSize(landed.sizes.filter { isIn($0.key) }.values.reduce(0, +))
        }
        let space = ByteSize(landed.size)
        findings.append(.init(.good, "\(definition.landing) takes \(space), files: \(landed.sizes.count)"))
        let older = landed.sizes.keys.count { known.contains($0) && !live.contains($0) }
        if older > 0 {
            let space = room { known.contains($0) && !live.contains($0) }
            findings.append(.init(.good, "versions among them that are no longer published: \(older), \(space)"))
        }
        let unknown = landed.sizes.keys.count { !known.contains($0) }
        if unknown > 0 {
            let space = room { !known.contains($0) }
            findings.append(
                .init(.note, "files among them that this warehouse's ledger doesn't know: \(unknown), \(space)"))
        }
        return findings
    }

    private static func size(_ path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
}

/// A number of bytes as people read it.
struct ByteSize: CustomStringConvertible {
    let bytes: Int64

    init(_ bytes: Int64) {
        self.bytes = bytes
    }

    var description: String {
        let units = ["KB", "MB", "GB", "TB"]
        guard bytes >= 1000 else { return "\(bytes) bytes" }
        var tenths = bytes / 100
        var unit = 0
        while tenths >= 10_000, unit < units.count - 1 {
            tenths /= 1000
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
