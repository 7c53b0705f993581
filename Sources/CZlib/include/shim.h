// inflateInit2 is a macro over the struct's size; Swift cannot call it.
#pragma once
#include <zlib.h>

static inline int throughline_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

// The same of deflateInit2; tests pack what they serve.
static inline int throughline_deflate_init(z_stream *stream, int window_bits) {
    return deflateInit2(stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
}
