#include "CSchemas.h"

// Listed by hand: `#embed` takes no folder. A test compares this list with schemas/.
static const unsigned char channels[] = {
#embed "../../schemas/channels.yml"
};
static const unsigned char lead[] = {
#embed "../../schemas/entities/lead.yml"
};
static const unsigned char spend[] = {
#embed "../../schemas/entities/spend.yml"
};

#define SCHEMA(path, name) { path, name, sizeof name }

static const throughline_schema schemas[] = {
    SCHEMA("channels.yml", channels),
    SCHEMA("entities/lead.yml", lead),
    SCHEMA("entities/spend.yml", spend),
    { NULL, NULL, 0 },
};

const throughline_schema *throughline_schemas(void) {
    return schemas;
}
