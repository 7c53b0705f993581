#pragma once
#include <stdint.h>

// What copying rows by a bare loop of prepared inserts took.
struct inserts {
    int64_t rows;
    double wall; // seconds of binding, stepping and committing; reading the rows is left out
    double cpu;
    char error[256]; // empty when it went well
};

// Makes a new database with the tables and indexes of another and inserts the rows of all its tables, or of one, in one
// transaction with WAL: the least that anybody who writes these rows through SQLite pays.
struct inserts copy_rows(const char *from, const char *to, const char *only_table);

// The first column of the first row of a query, a number; 0 with a text in error (256 bytes) when it fails.
int64_t query_number(const char *database, const char *sql, char *error);
