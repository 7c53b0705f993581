import Definitions
import GRDB

extension Publication {
    /// Empties the facts, their dimensions and the list of live files' rejects; the ledger of files stays.
    package func removeEverything() throws {
        for table in FactTable.all {
            try database.execute(sql: "DELETE FROM \(table.name)")
        }
        try database.execute(
            sql: """
                DELETE FROM etl_reject WHERE file_id IN (SELECT file_id FROM etl_file WHERE state = 'live');
                DELETE FROM dim_placement;
                DELETE FROM dim_advert;
                DELETE FROM dim_traffic;
                DELETE FROM dim_channel;
                """)
    }
}
