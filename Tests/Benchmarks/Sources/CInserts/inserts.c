#define _POSIX_C_SOURCE 200809L
#include "inserts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 4096 };

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

static void fail(struct inserts *result, sqlite3 *database, const char *what) {
    if (!result->error[0])
        snprintf(result->error, sizeof result->error, "%s: %s", what, database ? sqlite3_errmsg(database) : "");
}

static void run(struct inserts *result, sqlite3 *database, const char *sql) {
    if (sqlite3_exec(database, sql, 0, 0, 0) != SQLITE_OK) fail(result, database, sql);
}

static void copy_table(struct inserts *result, sqlite3 *source, sqlite3 *target, const char *table) {
    // Without generated columns, which nobody inserts.
    sqlite3_stmt *names = 0, *select = 0, *insert = 0;
    const char *list = "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(?1)";
    if (sqlite3_prepare_v2(source, list, -1, &names, 0) != SQLITE_OK) return fail(result, source, list);
    sqlite3_bind_text(names, 1, table, -1, SQLITE_STATIC);
    sqlite3_step(names);
    char *columns_of = sqlite3_mprintf("%s", sqlite3_column_text(names, 0));
    sqlite3_finalize(names);
    char *sql = sqlite3_mprintf("SELECT %s FROM \"%w\"", columns_of, table);
    if (sqlite3_prepare_v2(source, sql, -1, &select, 0) != SQLITE_OK) fail(result, source, sql);
    sqlite3_free(sql);
    if (!select) {
        sqlite3_free(columns_of);
        return;
    }
    int columns = sqlite3_column_count(select);
    sqlite3_str *text = sqlite3_str_new(target);
    sqlite3_str_appendf(text, "INSERT INTO \"%w\" (%s) VALUES (", table, columns_of);
    sqlite3_free(columns_of);
    for (int column = 0; column < columns; column++) sqlite3_str_appendall(text, column ? ", ?" : "?");
    sqlite3_str_appendall(text, ")");
    sql = sqlite3_str_finish(text);
    if (sqlite3_prepare_v2(target, sql, -1, &insert, 0) != SQLITE_OK) fail(result, target, sql);
    sqlite3_free(sql);
    sqlite3_value **values = calloc((size_t)BATCH * columns, sizeof *values);
    int more = insert && values;
    while (more && !result->error[0]) {
        int rows = 0;
        for (; rows < BATCH && (more = sqlite3_step(select) == SQLITE_ROW); rows++)
            for (int column = 0; column < columns; column++)
                values[rows * columns + column] = sqlite3_value_dup(sqlite3_column_value(select, column));
        double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                sqlite3_value *value = values[row * columns + column];
                switch (sqlite3_value_type(value)) {
                case SQLITE_INTEGER: sqlite3_bind_int64(insert, column + 1, sqlite3_value_int64(value)); break;
                case SQLITE_FLOAT: sqlite3_bind_double(insert, column + 1, sqlite3_value_double(value)); break;
                case SQLITE_TEXT:
                    sqlite3_bind_text(
                        insert, column + 1, (const char *)sqlite3_value_text(value), sqlite3_value_bytes(value),
                        SQLITE_STATIC);
                    break;
                case SQLITE_BLOB:
                    sqlite3_bind_blob(
                        insert, column + 1, sqlite3_value_blob(value), sqlite3_value_bytes(value), SQLITE_STATIC);
                    break;
                default: sqlite3_bind_null(insert, column + 1);
                }
            }
            if (sqlite3_step(insert) != SQLITE_DONE) fail(result, target, table);
            sqlite3_reset(insert);
        }
        result->wall += seconds(CLOCK_MONOTONIC) - wall;
        result->cpu += seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        result->rows += rows;
        for (int index = 0; index < rows * columns; index++) sqlite3_value_free(values[index]);
    }
    free(values);
    sqlite3_finalize(select);
    sqlite3_finalize(insert);
}

struct inserts copy_rows(const char *from, const char *to, const char *only_table) {
    struct inserts result = {0};
    sqlite3 *source = 0, *target = 0;
    if (sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, 0) != SQLITE_OK) fail(&result, source, from);
    if (sqlite3_open(to, &target) != SQLITE_OK) fail(&result, target, to);
    run(&result, target, "PRAGMA journal_mode = WAL");
    run(&result, target, "PRAGMA synchronous = NORMAL");
    run(&result, target, "PRAGMA foreign_keys = OFF");
    run(&result, target, "PRAGMA cache_size = -65536");
    run(&result, target, "BEGIN IMMEDIATE");
    sqlite3_stmt *objects = 0;
    const char *list =
        "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL "
        "AND name NOT LIKE 'sqlite_%' AND (?1 IS NULL OR tbl_name = ?1) ORDER BY type DESC, rowid";
    if (sqlite3_prepare_v2(source, list, -1, &objects, 0) != SQLITE_OK) fail(&result, source, list);
    sqlite3_bind_text(objects, 1, only_table, -1, SQLITE_STATIC);
    while (!result.error[0] && sqlite3_step(objects) == SQLITE_ROW)
        run(&result, target, (const char *)sqlite3_column_text(objects, 2));
    sqlite3_reset(objects);
    while (!result.error[0] && sqlite3_step(objects) == SQLITE_ROW)
        if (strcmp((const char *)sqlite3_column_text(objects, 0), "table") == 0)
            copy_table(&result, source, target, (const char *)sqlite3_column_text(objects, 1));
    sqlite3_finalize(objects);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    run(&result, target, "COMMIT");
    result.wall += seconds(CLOCK_MONOTONIC) - wall;
    result.cpu += seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    sqlite3_close(source);
    sqlite3_close(target);
    return result;
}

int64_t query_number(const char *path, const char *sql, char *error) {
    sqlite3 *database = 0;
    sqlite3_stmt *statement = 0;
    int64_t number = 0;
    error[0] = 0;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, 0) != SQLITE_OK
        || sqlite3_prepare_v2(database, sql, -1, &statement, 0) != SQLITE_OK
        || sqlite3_step(statement) != SQLITE_ROW)
        snprintf(error, 256, "%s", sqlite3_errmsg(database));
    else
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return number;
}
