// inflateInit2 is a macro over the struct's size; Swift cannot call it.
#pragma once
#include <zlib.h>

static inline int throughline_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}
