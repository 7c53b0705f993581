#ifndef CSQLITE_H
#define CSQLITE_H

// Settings of the whole library, which take a variable number of arguments, as Swift can't pass them.

// Lets SQLite keep no statistics of its memory: they cost a lock with every allocation. Heard only before its first use.
// Returns SQLite's result code.
int throughline_sqlite_omit_memory_statistics(void);

#endif
