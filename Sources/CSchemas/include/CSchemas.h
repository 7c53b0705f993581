// The files of schemas/, compiled into the binary so that it works without its checkout.
#pragma once
#include <stddef.h>

/// One embedded file: its path below schemas/, its bytes, and how many there are.
typedef struct {
    const char *path;
    const unsigned char *bytes;
    size_t count;
} throughline_schema;

/// The embedded files, in the order of their paths; ended by one whose path is NULL.
const throughline_schema *throughline_schemas(void);
