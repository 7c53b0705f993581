#include "CSchemas.h"

// Listed by hand: `#embed` takes no folder. A test compares this list with schemas/ and pipelines/connectors/.
static const unsigned char channels[] = {
#embed "../../schemas/channels.yml"
};
static const unsigned char connector_amocrm_calls[] = {
#embed "../../pipelines/connectors/amocrm-calls.yml"
};
static const unsigned char connector_amocrm_deals[] = {
#embed "../../pipelines/connectors/amocrm-deals.yml"
};
static const unsigned char connector_amocrm_leads[] = {
#embed "../../pipelines/connectors/amocrm-leads.yml"
};
static const unsigned char connector_amocrm_stage_history[] = {
#embed "../../pipelines/connectors/amocrm-stage-history.yml"
};
static const unsigned char connector_bank_of_russia_rates[] = {
#embed "../../pipelines/connectors/bank-of-russia-rates.yml"
};
static const unsigned char connector_bitrix24_calls[] = {
#embed "../../pipelines/connectors/bitrix24-calls.yml"
};
static const unsigned char connector_bitrix24_deals[] = {
#embed "../../pipelines/connectors/bitrix24-deals.yml"
};
static const unsigned char connector_bitrix24_deals_batch[] = {
#embed "../../pipelines/connectors/bitrix24-deals-batch.yml"
};
static const unsigned char connector_bitrix24_leads[] = {
#embed "../../pipelines/connectors/bitrix24-leads.yml"
};
static const unsigned char connector_bitrix24_leads_batch[] = {
#embed "../../pipelines/connectors/bitrix24-leads-batch.yml"
};
static const unsigned char connector_bitrix24_stage_history[] = {
#embed "../../pipelines/connectors/bitrix24-stage-history.yml"
};
static const unsigned char connector_callrail_calls[] = {
#embed "../../pipelines/connectors/callrail-calls.yml"
};
static const unsigned char connector_calltouch_calls[] = {
#embed "../../pipelines/connectors/calltouch-calls.yml"
};
static const unsigned char connector_calltouch_requests[] = {
#embed "../../pipelines/connectors/calltouch-requests.yml"
};
static const unsigned char connector_ecb_rates[] = {
#embed "../../pipelines/connectors/ecb-rates.yml"
};
static const unsigned char connector_ga4_visits[] = {
#embed "../../pipelines/connectors/ga4-visits.yml"
};
static const unsigned char connector_google_ads_spend[] = {
#embed "../../pipelines/connectors/google-ads-spend.yml"
};
static const unsigned char connector_hubspot_contacts[] = {
#embed "../../pipelines/connectors/hubspot-contacts.yml"
};
static const unsigned char connector_hubspot_deals[] = {
#embed "../../pipelines/connectors/hubspot-deals.yml"
};
static const unsigned char connector_mailchimp_campaigns[] = {
#embed "../../pipelines/connectors/mailchimp-campaigns.yml"
};
static const unsigned char connector_meta_ads_spend_report[] = {
#embed "../../pipelines/connectors/meta-ads-spend-report.yml"
};
static const unsigned char connector_meta_ads_spend[] = {
#embed "../../pipelines/connectors/meta-ads-spend.yml"
};
static const unsigned char connector_microsoft_ads_spend[] = {
#embed "../../pipelines/connectors/microsoft-ads-spend.yml"
};
static const unsigned char connector_salesforce_leads[] = {
#embed "../../pipelines/connectors/salesforce-leads.yml"
};
static const unsigned char connector_salesforce_opportunities[] = {
#embed "../../pipelines/connectors/salesforce-opportunities.yml"
};
static const unsigned char connector_salesforce_stage_history[] = {
#embed "../../pipelines/connectors/salesforce-stage-history.yml"
};
static const unsigned char connector_search_console_clicks[] = {
#embed "../../pipelines/connectors/search-console-clicks.yml"
};
static const unsigned char connector_sendpulse_campaigns[] = {
#embed "../../pipelines/connectors/sendpulse-campaigns.yml"
};
static const unsigned char connector_telegram_followers[] = {
#embed "../../pipelines/connectors/telegram-followers.yml"
};
static const unsigned char connector_tiktok_ads_spend[] = {
#embed "../../pipelines/connectors/tiktok-ads-spend.yml"
};
static const unsigned char connector_uis_calls[] = {
#embed "../../pipelines/connectors/uis-calls.yml"
};
static const unsigned char connector_unisender_campaigns[] = {
#embed "../../pipelines/connectors/unisender-campaigns.yml"
};
static const unsigned char connector_vk_ads_spend[] = {
#embed "../../pipelines/connectors/vk-ads-spend.yml"
};
static const unsigned char connector_vk_community_followers[] = {
#embed "../../pipelines/connectors/vk-community-followers.yml"
};
static const unsigned char connector_vk_community_reach[] = {
#embed "../../pipelines/connectors/vk-community-reach.yml"
};
static const unsigned char connector_yandex_direct_spend[] = {
#embed "../../pipelines/connectors/yandex-direct-spend.yml"
};
static const unsigned char connector_yandex_metrica_expenses[] = {
#embed "../../pipelines/connectors/yandex-metrica-expenses.yml"
};
static const unsigned char connector_yandex_metrica_visits[] = {
#embed "../../pipelines/connectors/yandex-metrica-visits.yml"
};
static const unsigned char connector_youtube_channel[] = {
#embed "../../pipelines/connectors/youtube-channel.yml"
};
static const unsigned char audience[] = {
#embed "../../schemas/entities/audience.yml"
};
static const unsigned char call[] = {
#embed "../../schemas/entities/call.yml"
};
static const unsigned char chat[] = {
#embed "../../schemas/entities/chat.yml"
};
static const unsigned char content[] = {
#embed "../../schemas/entities/content.yml"
};
static const unsigned char deal[] = {
#embed "../../schemas/entities/deal.yml"
};
static const unsigned char email_campaign[] = {
#embed "../../schemas/entities/email_campaign.yml"
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
static const unsigned char v1_audience[] = {
#embed "../../schemas/views/v1_audience.sql"
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
static const unsigned char v1_chat[] = {
#embed "../../schemas/views/v1_chat.sql"
};
static const unsigned char v1_conflict[] = {
#embed "../../schemas/views/v1_conflict.sql"
};
static const unsigned char v1_content[] = {
#embed "../../schemas/views/v1_content.sql"
};
static const unsigned char v1_cost_split[] = {
#embed "../../schemas/views/v1_cost_split.sql"
};
static const unsigned char v1_deal[] = {
#embed "../../schemas/views/v1_deal.sql"
};
static const unsigned char v1_email_campaign[] = {
#embed "../../schemas/views/v1_email_campaign.sql"
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
static const unsigned char changes[] = {
#embed "../../schemas/warehouse/0002-changes.sql"
};
static const unsigned char contacts[] = {
#embed "../../schemas/warehouse/contacts.sql"
};
static const unsigned char facts[] = {
#embed "../../schemas/warehouse/facts.sql"
};
static const unsigned char quality[] = {
#embed "../../schemas/warehouse/quality.sql"
};

#define SCHEMA(path, name) { path, name, sizeof name }

static const throughline_schema schemas[] = {
    SCHEMA("channels.yml", channels),
    SCHEMA("connectors/amocrm-calls.yml", connector_amocrm_calls),
    SCHEMA("connectors/amocrm-deals.yml", connector_amocrm_deals),
    SCHEMA("connectors/amocrm-leads.yml", connector_amocrm_leads),
    SCHEMA("connectors/amocrm-stage-history.yml", connector_amocrm_stage_history),
    SCHEMA("connectors/bank-of-russia-rates.yml", connector_bank_of_russia_rates),
    SCHEMA("connectors/bitrix24-calls.yml", connector_bitrix24_calls),
    SCHEMA("connectors/bitrix24-deals.yml", connector_bitrix24_deals),
    SCHEMA("connectors/bitrix24-deals-batch.yml", connector_bitrix24_deals_batch),
    SCHEMA("connectors/bitrix24-leads.yml", connector_bitrix24_leads),
    SCHEMA("connectors/bitrix24-leads-batch.yml", connector_bitrix24_leads_batch),
    SCHEMA("connectors/bitrix24-stage-history.yml", connector_bitrix24_stage_history),
    SCHEMA("connectors/callrail-calls.yml", connector_callrail_calls),
    SCHEMA("connectors/calltouch-calls.yml", connector_calltouch_calls),
    SCHEMA("connectors/calltouch-requests.yml", connector_calltouch_requests),
    SCHEMA("connectors/ecb-rates.yml", connector_ecb_rates),
    SCHEMA("connectors/ga4-visits.yml", connector_ga4_visits),
    SCHEMA("connectors/google-ads-spend.yml", connector_google_ads_spend),
    SCHEMA("connectors/hubspot-contacts.yml", connector_hubspot_contacts),
    SCHEMA("connectors/hubspot-deals.yml", connector_hubspot_deals),
    SCHEMA("connectors/mailchimp-campaigns.yml", connector_mailchimp_campaigns),
    SCHEMA("connectors/meta-ads-spend-report.yml", connector_meta_ads_spend_report),
    SCHEMA("connectors/meta-ads-spend.yml", connector_meta_ads_spend),
    SCHEMA("connectors/microsoft-ads-spend.yml", connector_microsoft_ads_spend),
    SCHEMA("connectors/salesforce-leads.yml", connector_salesforce_leads),
    SCHEMA("connectors/salesforce-opportunities.yml", connector_salesforce_opportunities),
    SCHEMA("connectors/salesforce-stage-history.yml", connector_salesforce_stage_history),
    SCHEMA("connectors/search-console-clicks.yml", connector_search_console_clicks),
    SCHEMA("connectors/sendpulse-campaigns.yml", connector_sendpulse_campaigns),
    SCHEMA("connectors/telegram-followers.yml", connector_telegram_followers),
    SCHEMA("connectors/tiktok-ads-spend.yml", connector_tiktok_ads_spend),
    SCHEMA("connectors/uis-calls.yml", connector_uis_calls),
    SCHEMA("connectors/unisender-campaigns.yml", connector_unisender_campaigns),
    SCHEMA("connectors/vk-ads-spend.yml", connector_vk_ads_spend),
    SCHEMA("connectors/vk-community-followers.yml", connector_vk_community_followers),
    SCHEMA("connectors/vk-community-reach.yml", connector_vk_community_reach),
    SCHEMA("connectors/yandex-direct-spend.yml", connector_yandex_direct_spend),
    SCHEMA("connectors/yandex-metrica-expenses.yml", connector_yandex_metrica_expenses),
    SCHEMA("connectors/yandex-metrica-visits.yml", connector_yandex_metrica_visits),
    SCHEMA("connectors/youtube-channel.yml", connector_youtube_channel),
    SCHEMA("entities/audience.yml", audience),
    SCHEMA("entities/call.yml", call),
    SCHEMA("entities/chat.yml", chat),
    SCHEMA("entities/content.yml", content),
    SCHEMA("entities/deal.yml", deal),
    SCHEMA("entities/email_campaign.yml", email_campaign),
    SCHEMA("entities/lead.yml", lead),
    SCHEMA("entities/payment.yml", payment),
    SCHEMA("entities/rate.yml", rate),
    SCHEMA("entities/spend.yml", spend),
    SCHEMA("entities/stage_event.yml", stage_event),
    SCHEMA("entities/tracking_number.yml", tracking_number),
    SCHEMA("entities/visit.yml", visit),
    SCHEMA("views/v1_attribution.sql", v1_attribution),
    SCHEMA("views/v1_attribution_daily.sql", v1_attribution_daily),
    SCHEMA("views/v1_audience.sql", v1_audience),
    SCHEMA("views/v1_call.sql", v1_call),
    SCHEMA("views/v1_channel_daily.sql", v1_channel_daily),
    SCHEMA("views/v1_channel_monthly.sql", v1_channel_monthly),
    SCHEMA("views/v1_channel_weekly.sql", v1_channel_weekly),
    SCHEMA("views/v1_chat.sql", v1_chat),
    SCHEMA("views/v1_conflict.sql", v1_conflict),
    SCHEMA("views/v1_content.sql", v1_content),
    SCHEMA("views/v1_cost_split.sql", v1_cost_split),
    SCHEMA("views/v1_deal.sql", v1_deal),
    SCHEMA("views/v1_email_campaign.sql", v1_email_campaign),
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
    SCHEMA("warehouse/0002-changes.sql", changes),
    SCHEMA("warehouse/contacts.sql", contacts),
    SCHEMA("warehouse/facts.sql", facts),
    SCHEMA("warehouse/quality.sql", quality),
    { NULL, NULL, 0 },
};

const throughline_schema *throughline_schemas(void) {
    return schemas;
}
