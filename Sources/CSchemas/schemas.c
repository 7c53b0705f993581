#include "CSchemas.h"

// Listed by hand: `#embed` takes no folder. A test compares this list with schemas/ and pipelines/connectors/.
static const unsigned char channels[] = {
#embed "../../schemas/channels.yml"
};
static const unsigned char connector_amocrm_deals[] = {
#embed "../../pipelines/connectors/amocrm-deals.yml"
};
static const unsigned char connector_amocrm_leads[] = {
#embed "../../pipelines/connectors/amocrm-leads.yml"
};
static const unsigned char connector_bank_of_russia_rates[] = {
#embed "../../pipelines/connectors/bank-of-russia-rates.yml"
};
static const unsigned char connector_bitrix24_deals[] = {
#embed "../../pipelines/connectors/bitrix24-deals.yml"
};
static const unsigned char connector_bitrix24_leads[] = {
#embed "../../pipelines/connectors/bitrix24-leads.yml"
};
static const unsigned char connector_bitrix24_stage_history[] = {
#embed "../../pipelines/connectors/bitrix24-stage-history.yml"
};
static const unsigned char connector_google_ads_spend[] = {
#embed "../../pipelines/connectors/google-ads-spend.yml"
};
static const unsigned char connector_meta_ads_spend[] = {
#embed "../../pipelines/connectors/meta-ads-spend.yml"
};
static const unsigned char connector_tiktok_ads_spend[] = {
#embed "../../pipelines/connectors/tiktok-ads-spend.yml"
};
static const unsigned char connector_yandex_direct_spend[] = {
#embed "../../pipelines/connectors/yandex-direct-spend.yml"
};
static const unsigned char connector_yandex_metrica_visits[] = {
#embed "../../pipelines/connectors/yandex-metrica-visits.yml"
};
static const unsigned char call[] = {
#embed "../../schemas/entities/call.yml"
};
static const unsigned char deal[] = {
#embed "../../schemas/entities/deal.yml"
};
static const unsigned char lead[] = {
#embed "../../schemas/entities/lead.yml"
};
static const unsigned char payment[] = {
#embed "../../schemas/entities/payment.yml"
};
static const unsigned char rate[] = {
#embed "../../schemas/entities/rate.yml"
};
static const unsigned char spend[] = {
#embed "../../schemas/entities/spend.yml"
};
static const unsigned char stage_event[] = {
#embed "../../schemas/entities/stage_event.yml"
};
static const unsigned char tracking_number[] = {
#embed "../../schemas/entities/tracking_number.yml"
};
static const unsigned char visit[] = {
#embed "../../schemas/entities/visit.yml"
};
static const unsigned char v1_attribution[] = {
#embed "../../schemas/views/v1_attribution.sql"
};
static const unsigned char v1_attribution_daily[] = {
#embed "../../schemas/views/v1_attribution_daily.sql"
};
static const unsigned char v1_call[] = {
#embed "../../schemas/views/v1_call.sql"
};
static const unsigned char v1_channel_daily[] = {
#embed "../../schemas/views/v1_channel_daily.sql"
};
static const unsigned char v1_channel_monthly[] = {
#embed "../../schemas/views/v1_channel_monthly.sql"
};
static const unsigned char v1_channel_weekly[] = {
#embed "../../schemas/views/v1_channel_weekly.sql"
};
static const unsigned char v1_conflict[] = {
#embed "../../schemas/views/v1_conflict.sql"
};
static const unsigned char v1_cost_split[] = {
#embed "../../schemas/views/v1_cost_split.sql"
};
static const unsigned char v1_deal[] = {
#embed "../../schemas/views/v1_deal.sql"
};
static const unsigned char v1_fee[] = {
#embed "../../schemas/views/v1_fee.sql"
};
static const unsigned char v1_journey[] = {
#embed "../../schemas/views/v1_journey.sql"
};
static const unsigned char v1_lead[] = {
#embed "../../schemas/views/v1_lead.sql"
};
static const unsigned char v1_match[] = {
#embed "../../schemas/views/v1_match.sql"
};
static const unsigned char v1_match_daily[] = {
#embed "../../schemas/views/v1_match_daily.sql"
};
static const unsigned char v1_payment[] = {
#embed "../../schemas/views/v1_payment.sql"
};
static const unsigned char v1_quality[] = {
#embed "../../schemas/views/v1_quality.sql"
};
static const unsigned char v1_rate[] = {
#embed "../../schemas/views/v1_rate.sql"
};
static const unsigned char v1_spend[] = {
#embed "../../schemas/views/v1_spend.sql"
};
static const unsigned char v1_touch[] = {
#embed "../../schemas/views/v1_touch.sql"
};
static const unsigned char v1_tracking_number[] = {
#embed "../../schemas/views/v1_tracking_number.sql"
};
static const unsigned char v1_visitors[] = {
#embed "../../schemas/views/v1_visitors.sql"
};
static const unsigned char ledger[] = {
#embed "../../schemas/warehouse/0001-ledger.sql"
};
static const unsigned char facts[] = {
#embed "../../schemas/warehouse/facts.sql"
};
static const unsigned char marts[] = {
#embed "../../schemas/warehouse/marts.sql"
};
static const unsigned char periods[] = {
#embed "../../schemas/warehouse/periods.sql"
};
static const unsigned char quality[] = {
#embed "../../schemas/warehouse/quality.sql"
};

#define SCHEMA(path, name) { path, name, sizeof name }

static const throughline_schema schemas[] = {
    SCHEMA("channels.yml", channels),
    SCHEMA("connectors/amocrm-deals.yml", connector_amocrm_deals),
    SCHEMA("connectors/amocrm-leads.yml", connector_amocrm_leads),
    SCHEMA("connectors/bank-of-russia-rates.yml", connector_bank_of_russia_rates),
    SCHEMA("connectors/bitrix24-deals.yml", connector_bitrix24_deals),
    SCHEMA("connectors/bitrix24-leads.yml", connector_bitrix24_leads),
    SCHEMA("connectors/bitrix24-stage-history.yml", connector_bitrix24_stage_history),
    SCHEMA("connectors/google-ads-spend.yml", connector_google_ads_spend),
    SCHEMA("connectors/meta-ads-spend.yml", connector_meta_ads_spend),
    SCHEMA("connectors/tiktok-ads-spend.yml", connector_tiktok_ads_spend),
    SCHEMA("connectors/yandex-direct-spend.yml", connector_yandex_direct_spend),
    SCHEMA("connectors/yandex-metrica-visits.yml", connector_yandex_metrica_visits),
    SCHEMA("entities/call.yml", call),
    SCHEMA("entities/deal.yml", deal),
    SCHEMA("entities/lead.yml", lead),
    SCHEMA("entities/payment.yml", payment),
    SCHEMA("entities/rate.yml", rate),
    SCHEMA("entities/spend.yml", spend),
    SCHEMA("entities/stage_event.yml", stage_event),
    SCHEMA("entities/tracking_number.yml", tracking_number),
    SCHEMA("entities/visit.yml", visit),
    SCHEMA("views/v1_attribution.sql", v1_attribution),
    SCHEMA("views/v1_attribution_daily.sql", v1_attribution_daily),
    SCHEMA("views/v1_call.sql", v1_call),
    SCHEMA("views/v1_channel_daily.sql", v1_channel_daily),
    SCHEMA("views/v1_channel_monthly.sql", v1_channel_monthly),
    SCHEMA("views/v1_channel_weekly.sql", v1_channel_weekly),
    SCHEMA("views/v1_conflict.sql", v1_conflict),
    SCHEMA("views/v1_cost_split.sql", v1_cost_split),
    SCHEMA("views/v1_deal.sql", v1_deal),
    SCHEMA("views/v1_fee.sql", v1_fee),
    SCHEMA("views/v1_journey.sql", v1_journey),
    SCHEMA("views/v1_lead.sql", v1_lead),
    SCHEMA("views/v1_match.sql", v1_match),
    SCHEMA("views/v1_match_daily.sql", v1_match_daily),
    SCHEMA("views/v1_payment.sql", v1_payment),
    SCHEMA("views/v1_quality.sql", v1_quality),
    SCHEMA("views/v1_rate.sql", v1_rate),
    SCHEMA("views/v1_spend.sql", v1_spend),
    SCHEMA("views/v1_touch.sql", v1_touch),
    SCHEMA("views/v1_tracking_number.sql", v1_tracking_number),
    SCHEMA("views/v1_visitors.sql", v1_visitors),
    SCHEMA("warehouse/0001-ledger.sql", ledger),
    SCHEMA("warehouse/facts.sql", facts),
    SCHEMA("warehouse/marts.sql", marts),
    SCHEMA("warehouse/periods.sql", periods),
    SCHEMA("warehouse/quality.sql", quality),
    { NULL, NULL, 0 },
};

const throughline_schema *throughline_schemas(void) {
    return schemas;
}
