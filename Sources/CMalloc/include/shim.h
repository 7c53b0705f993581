// Swift's module of the C library leaves malloc.h out.
#pragma once
#include <malloc.h>

// Blocks of so many bytes or more go back to the system when they are freed. glibc raises the limit by itself, up to
// 32 MB, with every such block that is freed, and then keeps what lies between others.
static inline int throughline_return_blocks(int bytes) {
    return mallopt(M_MMAP_THRESHOLD, bytes);
}

// Gives back to the system what no block needs, in the memory of every thread.
static inline void throughline_trim_memory(void) {
    malloc_trim(0);
}
