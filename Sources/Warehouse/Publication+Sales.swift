package import Definitions
import GRDB

/// What deals and payments take over from other records.
extension Publication {
    /// A stage that deals stand in although nothing says what it means.
    package struct AssumedStage: Hashable, Sendable {
        package var pipeline: String
        package var stage: String
        package var deals: Int

        /// The stage as the funnel's patterns see it.
        package var name: String { pipeline.isEmpty ? stage : "\(pipeline)/\(stage)" }
    }

    /// States the stages of the funnel.
    package func describe(_ funnel: FunnelDefinition?) throws {
        try database.execute(sql: "DELETE FROM dim_funnel_stage")
        for (position, stage) in (funnel?.stages ?? []).enumerated() {
            try database.execute(
                sql: "INSERT INTO dim_funnel_stage VALUES (?, ?, ?, ?, ?)",
                arguments: [stage.id, position + 1, stage.titleEN, stage.titleRU, stage.milestone?.rawValue ?? ""])
        }
    }

    /// Whether there is anything to settle.
    package func hasSales() throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM fact_deal) OR EXISTS (SELECT 1 FROM fact_payment)") ?? false
    }

    /// Dates won deals, lists those without a date as rejected, and marks the record of each deal that counts.
    ///
    /// A deal was won at its last entry to won in the stage history: a stage that the funnel calls `won`, or, where none
    /// of the deal's entries is one, the stage the won deal itself stands in. Without history it is the stated `won_at`,
    /// else `closed_at`.
    ///
    /// - Parameter rule: the rule that a won deal without a date breaks.
    package func settleDeals(rejecting rule: String) throws {
        let hasHistory =
            try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM fact_stage_event WHERE deal_id <> '')")
            ?? false
        // A plain query around the one in parts: by the bare one SQLite would look no row up.
        let only =
            scope == .everything
            ? ""
            : """
            AND (deal.file_id, deal.record) IN (SELECT file_id, record FROM (
                SELECT file_id, record FROM fact_deal WHERE (source_name, deal_id) IN (\(Self.changedDeals))
                UNION
                SELECT file_id, record FROM fact_deal
                WHERE source_name IN (\(try sourceList(of: .deal))) AND deal_id IN (SELECT deal_id FROM temp.changed_event)))
            """
        try database.execute(sql: hasHistory ? Self.dating(only) : Self.datingWithoutHistory(only))
        try database.execute(
            sql: """
                DELETE FROM etl_reject
                WHERE rule = ? AND file_id IN (SELECT file_id FROM etl_file WHERE state = 'live')
                """, arguments: [rule])
        var rejectsChanged = database.changesCount > 0
        try database.execute(
            sql: """
                INSERT INTO etl_reject (file_id, byte_offset, byte_length, line, column_name, rule)
                SELECT file_id, byte_offset, byte_length, line, '', ? FROM fact_deal WHERE is_dateless = 1
                """, arguments: [rule])
        rejectsChanged = rejectsChanged || database.changesCount > 0
        for source in try sources(of: .deal) { try settle(.deal, source: source, rejectsChanged: rejectsChanged) }
    }

    // A date follows from the deal and its history.

    /// - Parameter only: a condition that `deal` fulfils where its date may be another now.
    private static func datingWithoutHistory(_ only: String) -> String {
        """
        UPDATE fact_deal AS deal SET won_at = CASE status WHEN 'won' THEN coalesce(stated_won_at, closed_at) END
        WHERE won_at IS NOT CASE status WHEN 'won' THEN coalesce(stated_won_at, closed_at) END \(only)
        """
    }

    /// The deals that this publication changed so far.
    static let changedDeals = "SELECT source_name, id FROM temp.changed_record WHERE kind = 'deal'"

    /// - Parameter only: a condition that `deal` fulfils where its date may be another now.
    private static func dating(_ only: String) -> String {
        """
        WITH history AS (
            SELECT deal.file_id, deal.record, event.at, event.funnel_stage = 'won' AS by_funnel,
                event.stage = deal.stage
                    AND (event.pipeline = deal.pipeline OR event.pipeline = '' OR deal.pipeline = '') AS by_stage
            FROM fact_deal AS deal JOIN fact_stage_event AS event ON event.deal_id = deal.deal_id
            WHERE deal.status = 'won' \(only)
        ), judged AS (
            SELECT file_id, record, at, CASE
                WHEN max(by_funnel) OVER (PARTITION BY file_id, record) THEN by_funnel ELSE by_stage
            END AS is_won
            FROM history
        ), followed AS (
            SELECT file_id, record, at, is_won,
                lag(is_won, 1, 0) OVER (PARTITION BY file_id, record ORDER BY at, is_won) AS was_won
            FROM judged
        ), entered AS (
            SELECT file_id, record, max(at) AS at FROM followed WHERE is_won AND NOT was_won
            GROUP BY file_id, record
        ), dated AS (
            SELECT deal.file_id, deal.record, CASE deal.status
                WHEN 'won' THEN coalesce(entered.at, deal.stated_won_at, deal.closed_at)
            END AS at
            FROM fact_deal AS deal LEFT JOIN entered USING (file_id, record)
            WHERE true \(only)
        )
        UPDATE fact_deal SET won_at = dated.at FROM dated
        WHERE fact_deal.file_id = dated.file_id AND fact_deal.record = dated.record
            AND fact_deal.won_at IS NOT dated.at
        """
    }

    /// Links deals to the lead that opened them, and payments to their deal; what they are reported on follows from it.
    ///
    /// A refund follows the payment it names. Of several sources that hold a lead, deal or payment of the same id, the
    /// first by name is meant; a refund prefers its own source.
    package func linkSales() throws {
        try linkDeals()
        try listAffectedPayments()
        guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM fact_payment)") == true else { return }
        // The deals that the payments may be of; a single `min` makes SQLite take the bare columns from the row of that minimum.
        let ofPayments =
            scope == .everything
            ? ""
            : """
            AND source_name IN (\(try sourceList(of: .deal))) AND deal_id IN (
                SELECT deal_id FROM fact_payment WHERE \(isAffected("fact_payment")) UNION SELECT deal_id FROM target)
            """
        try database.execute(
            sql: """
                WITH \(try refundTargets()), deal AS (
                    SELECT deal_id, min(source_name) AS source_name, report_day
                    FROM fact_deal WHERE is_current = 1 AND is_deleted = 0 \(ofPayments) GROUP BY deal_id
                ), paid AS (
                    SELECT payment.file_id, payment.record,
                        payment.kind = 'refund' AND own.payment_id IS NULL AND other.payment_id IS NULL
                            AND (payment.refund_of <> '' OR payment.deal_id = '') AS is_lost,
                        coalesce(own.deal_id, other.deal_id, payment.deal_id) AS deal_id,
                        coalesce(own.day, other.day, payment.day) AS day
                    FROM fact_payment AS payment \(Self.refundTargetJoins)
                    WHERE \(isAffected("payment"))
                ), link AS (
                    SELECT paid.file_id, paid.record, paid.is_lost, coalesce(deal.source_name, '') AS deal_source,
                        coalesce(deal.deal_id, '') AS deal_id, coalesce(deal.report_day, paid.day) AS day
                    FROM paid LEFT JOIN deal ON deal.deal_id = paid.deal_id AND NOT paid.is_lost
                )
                UPDATE fact_payment SET is_target_unknown = link.is_lost, linked_deal_source = link.deal_source,
                    linked_deal_id = link.deal_id, report_day = link.day
                FROM link
                WHERE fact_payment.file_id = link.file_id AND fact_payment.record = link.record
                    AND (
                        fact_payment.is_target_unknown, fact_payment.linked_deal_source, fact_payment.linked_deal_id,
                        fact_payment.report_day
                    ) IS NOT (link.is_lost, link.deal_source, link.deal_id, link.day)
                """)
    }

    /// Lists the payments whose deal, or the payment they pay back, may be another now: few of them, on most nights.
    private func listAffectedPayments() throws {
        guard scope == .changes else { return }
        let deals = "SELECT id FROM temp.changed_record WHERE kind = 'deal'"
        let payments = "SELECT id FROM temp.changed_record WHERE kind = 'payment'"
        try database.execute(
            sql: """
                CREATE TEMP TABLE affected_payment (file_id INTEGER, record INTEGER, PRIMARY KEY (file_id, record))
                WITHOUT ROWID;
                INSERT INTO affected_payment
                SELECT file_id, record FROM fact_payment
                WHERE source_name IN (\(try sourceList(of: .payment))) AND payment_id IN (\(payments))
                UNION
                SELECT file_id, record FROM fact_payment WHERE deal_id <> '' AND deal_id IN (\(deals))
                UNION
                SELECT file_id, record FROM fact_payment
                WHERE refund_of <> '' AND refund_of IN (
                    \(payments)
                    UNION
                    SELECT payment_id FROM fact_payment WHERE deal_id <> '' AND deal_id IN (\(deals)));
                """)
    }

    /// The condition that what follows from other records may be another now of a row of payments.
    func isAffected(_ payment: String) -> String {
        scope == .everything
            ? "true"
            : "(\(payment).file_id, \(payment).record) IN (SELECT file_id, record FROM temp.affected_payment)"
    }

    /// The payments that refunds name, of their own source and of the first other by name.
    func refundTargets() throws -> String {
        """
        target AS (
            SELECT payment_id, source_name, deal_id, day FROM fact_payment
            WHERE is_current = 1 AND is_deleted = 0 AND kind = 'payment'
                AND source_name IN (\(try sourceList(of: .payment)))
                AND payment_id IN (SELECT refund_of FROM fact_payment WHERE refund_of <> '')
        ), foreign_target AS (
            SELECT payment_id, min(source_name) AS source_name, deal_id, day FROM target GROUP BY payment_id
        )
        """
    }

    /// Joins what a refund names to `payment`: as `own`, or else as `other`.
    static let refundTargetJoins = """
        LEFT JOIN target AS own ON payment.kind = 'refund' AND own.payment_id = payment.refund_of
            AND own.source_name = payment.source_name
        LEFT JOIN foreign_target AS other ON payment.kind = 'refund' AND other.payment_id = payment.refund_of
        """

    /// The stages of deals that count as open for want of a status and of a mapped stage.
    package func assumedStages() throws -> [AssumedStage] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT pipeline, stage, count(*) AS deals FROM fact_deal
                WHERE is_current = 1 AND is_deleted = 0 AND is_status_assumed = 1
                GROUP BY pipeline, stage ORDER BY pipeline, stage
                """
        ).map { AssumedStage(pipeline: $0["pipeline"], stage: $0["stage"], deals: $0["deals"]) }
    }

    /// The live files with a row that broke a rule.
    package func files(withRejects rule: String) throws -> [FileVersion] {
        try ledger.versions(
            """
            FROM etl_file AS file
            WHERE state = 'live' AND file_id IN (SELECT file_id FROM etl_reject WHERE rule = ?) ORDER BY file_id
            """, [rule])
    }

    /// The rejected rows of a file, in its order.
    package func rejects(of file: FileVersion) throws -> [RejectEntry] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM etl_reject WHERE file_id = ? ORDER BY byte_offset", arguments: [file.id]
        ).map { row in
            RejectEntry(
                line: row["line"], offset: row["byte_offset"], length: row["byte_length"], column: row["column_name"],
                rule: row["rule"])
        }
    }
}
