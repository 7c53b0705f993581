#include "CSQLite.h"
#include <sqlite3.h>

int throughline_sqlite_set_up(int journal_bytes) {
    int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return code == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, journal_bytes) : code;
}
