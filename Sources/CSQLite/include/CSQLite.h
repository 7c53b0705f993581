#ifndef CSQLITE_H
#define CSQLITE_H

// Settings of the whole library, which take a variable number of arguments, as Swift can't pass them.

// Lets SQLite keep no statistics of its memory, which cost a lock with every allocation, and what a statement would be taken
// back by in memory, up to so many bytes. Heard only before its first use. Returns SQLite's result code.
int throughline_sqlite_set_up(int journal_bytes);

#endif
