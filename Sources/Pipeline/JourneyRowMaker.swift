import Definitions
import Journeys
import Warehouse

/// Makes the rows of journeys, one conversion after the other, and adds up the cells that follow from them.
struct JourneyRowMaker: ~Copyable {
    private let credits: JourneyCredits
    // What is asked for with each row, without going through an object.
    private let touches: [FoundTouch]
    private let placements: [Publication.Placement]
    private let ids: PackedTexts
    /// The channel of each placement.
    private let channels: [String]
    private var cells: CreditCells
    private var touchCells: TouchCells
    /// The groups of touches by tag, placement and whether they are own tags of leads.
    private var groups: [UInt64: Int] = [:]
    /// The ids of touches that are written, 0 of others.
    var touchIDs: [Int64]
    private var lastTouch: Int64
    private var lastJourney: Int64
    private var apportionment = Apportionment()
    /// The values of a model's touches.
    private var values: [Int64] = []
    private var shares: [Int64] = []
    /// Of each touch of a journey, share and value of each model in turn.
    private var parts: [Int64] = []

    init(_ credits: JourneyCredits, models: [String], after writer: Publication.JourneyWriter) {
        self.credits = credits
        touches = credits.touches.touches
        placements = credits.touches.placements
        ids = credits.touches.ids
        channels = placements.map { credits.channelNames[$0.traffic] ?? "" }
        cells = CreditCells(credits.pipeline.definition, models: models)
        touchCells = TouchCells(from: credits.pipeline.definition.start)
        touchIDs = Array(repeating: 0, count: touches.count)
        lastTouch = writer.lastTouch
        lastJourney = writer.lastJourney
    }

    /// Adds the journey of a record with its credits.
    mutating func add(
        _ kind: JourneyCredits.Kind, _ position: Int, signature: Int64, to rows: Publication.JourneyRows
    ) throws(Failure) {
        let origin = credits.origin(kind, position)
        let (row, day) = credits.journey(kind, position)
        lastJourney += 1
        add(row, named: credits.name(kind, position), origin, signature: signature, to: rows.journeys)
        touchCells.add(row, reason: origin.reason?.rawValue ?? "", times: 1)
        apportion(row.value, origin.rows)
        let width = 2 * credits.models.count
        guard !origin.rows.isEmpty else {
            try add(row, credit: 1, touch: 0, day: day, traffic: credits.unattributed, parts: 0..<width, to: rows)
            return
        }
        for (offset, creditRow) in origin.rows.enumerated() {
            let position = credits.touch(ofRow: Int(creditRow))
            let id = try storedID(of: position, in: rows.touches)
            let share = parts[offset * width + 2 * credits.reportModel]
            let placement = Int(touches[position].placement)
            if TouchCells.tells(of: row, share: share, placements[placement]) {
                try touchCells.add(share: share, of: row, to: group(of: position), times: 1)
            }
            try add(
                row, credit: offset + 1, touch: id, day: touches[position].day, traffic: placements[placement].traffic,
                parts: offset * width..<(offset + 1) * width, to: rows)
        }
    }

    private func add(
        _ row: Publication.JourneyRow, named name: RecordName, _ origin: JourneyOrigin,
        signature: Int64, to rows: RowBatch
    ) {
        rows.append(lastJourney)
        rows.append(row.conversion.rawValue)
        rows.append(name.source)
        rows.append(name.id)
        addName(of: origin.identity, to: rows)
        rows.append(row.isCounted ? 1 : 0)
        rows.append(row.isWon ? 1 : 0)
        rows.append(row.leadDay)
        rows.append(row.dealCreatedDay)
        rows.append(row.dealWonDay)
        rows.append(row.paymentDay)
        rows.append(row.reportDay)
        rows.append(row.value)
        rows.append(Int64(origin.touches))
        rows.append(Int64(origin.droppedTouches))
        addPath(of: origin, to: rows)
        rows.append(credits.mostCredited(origin))
        rows.append(origin.reason?.rawValue ?? "")
        rows.append(signature)
    }

    /// So many channels of a path are shown from its start and from its end.
    private static let shownPath = 20

    private func addPath(of origin: JourneyOrigin, to rows: RowBatch) {
        let count = origin.touches
        rows.beginText()
        for place in 0..<count {
            if count > 2 * Self.shownPath, place >= Self.shownPath, place < count - Self.shownPath {
                if place == Self.shownPath { rows.add(" > …") }
                continue
            }
            if place > 0 { rows.add(" > ") }
            rows.add(channels[Int(touches[origin.touch(at: place)].placement)])
        }
        rows.endText()
    }

    /// Divides a value among touches: what they are given, for each model in turn.
    private mutating func apportion(_ value: Int64, _ rows: Range<Int32>) {
        parts.removeAll(keepingCapacity: true)
        let models = credits.models.count
        guard !rows.isEmpty else {
            for _ in 0..<models {
                parts.append(Shares.whole)
                parts.append(value)
            }
            return
        }
        for row in rows {
            for model in 0..<models {
                parts.append(credits.share(Int(row), model))
                parts.append(0)
            }
        }
        // Leads and open deals have no value.
        guard value != 0 else { return }
        var (shares, values): ([Int64], [Int64]) = ([], [])
        swap(&shares, &self.shares)
        swap(&values, &self.values)
        for model in 0..<models {
            shares.removeAll(keepingCapacity: true)
            for place in 0..<rows.count { shares.append(parts[2 * (place * models + model)]) }
            values.removeAll(keepingCapacity: true)
            apportionment.appendValues(of: Money(micros: value), by: shares.span, to: &values)
            for place in 0..<rows.count { parts[2 * (place * models + model) + 1] = values[place] }
        }
        swap(&shares, &self.shares)
        swap(&values, &self.values)
    }

    /// Adds what one touch of the journey is given, nothing being known where there is none.
    private mutating func add(
        _ row: Publication.JourneyRow, credit position: Int, touch: Int64, day: Day, traffic: Int64,
        parts range: Range<Int>, to rows: Publication.JourneyRows
    ) throws(Failure) {
        rows.credits.append(lastJourney)
        rows.credits.append(Int64(position))
        rows.credits.append(touch)
        rows.credits.append(day)
        rows.credits.append(traffic)
        for place in range { rows.credits.append(parts[place]) }
        try parts.withUnsafeBufferPointer { parts throws(Failure) in
            try cells.add(
                row, day: day, traffic: traffic, parts: UnsafeBufferPointer(rebasing: parts[range]), times: 1)
        }
    }

    /// Takes back what a stored journey gave to the cells.
    mutating func takeBack(_ stored: Publication.StoredNumbers) throws(Failure) {
        touchCells.add(stored.row, reason: stored.reason, times: -1)
        for credit in stored.credits {
            try credit.parts.withUnsafeBufferPointer { parts throws(Failure) in
                try cells.add(stored.row, day: credit.day, traffic: credit.traffic, parts: parts, times: -1)
            }
            let share = credit.parts[2 * credits.reportModel]
            guard let group = credit.group, TouchCells.tells(of: stored.row, share: share, group.placement) else {
                continue
            }
            try touchCells.add(share: share, of: stored.row, to: touchCells.place(of: group), times: -1)
        }
    }

    /// Takes back a stored touch that is no visit.
    mutating func takeBack(touch group: Publication.TouchGroup, on day: Day) throws(Failure) {
        try touchCells.add(touchOf: touchCells.place(of: group), on: day, times: -1)
    }

    /// Adds what was added up to the marts.
    func writeCells(to publication: Publication, models: [String]) throws {
        try cells.write(to: publication, models: models)
        try touchCells.write(to: publication)
    }

    // MARK: Touches

    /// The id of a touch, which is added where it is new.
    private mutating func storedID(of position: Int, in rows: RowBatch) throws(Failure) -> Int64 {
        guard touchIDs[position] == 0 else { return touchIDs[position] }
        lastTouch += 1
        touchIDs[position] = lastTouch
        let touch = touches[position]
        rows.append(lastTouch)
        rows.append(touch.kind.name)
        rows.append(credits.touches.files[Int(touch.file)].id)
        rows.append(Int64(touch.line))
        rows.append(credits.touches.sources[Int(touch.source)])
        ids.withBytes(at: touch.id) { rows.append($0) }
        addName(of: touch.identity, to: rows)
        rows.append(touch.at)
        rows.append(touch.day)
        rows.append(Int64(touch.tag))
        rows.append(placements[Int(touch.placement)].id)
        if touch.kind != .visit { try touchCells.add(touchOf: group(of: position), on: touch.day, times: 1) }
        return lastTouch
    }

    /// The place of a touch's group.
    private mutating func group(of position: Int) -> Int {
        let touch = touches[position]
        let isLead = touch.kind == .lead
        let key = UInt64(UInt32(bitPattern: touch.tag)) << 32 | UInt64(touch.placement) << 1 | (isLead ? 1 : 0)
        if let place = groups[key] { return place }
        let group = Publication.TouchGroup(
            tag: Int64(touch.tag), placement: placements[Int(touch.placement)], isLead: isLead)
        let place = touchCells.place(of: group)
        groups[key] = place
        return place
    }

    /// Adds what an identity is called; '' where nobody is known.
    private func addName(of identity: Int32, to rows: RowBatch) {
        rows.beginText()
        if identity >= 0 {
            credits.names.withKey(of: Int(identity)) { kind, text in
                rows.add(kind.rawValue)
                rows.add(":")
                rows.add(text)
            }
        }
        rows.endText()
    }
}
