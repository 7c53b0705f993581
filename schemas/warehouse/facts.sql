-- Everything derived: dropped and made anew, from landing, when this file or the program's meaning changes.
--
-- Tables of many rows check a text by OR, not by IN: of more than two values IN makes a table in memory for every row
-- that is inserted, which costs six times as much as all else. Their virtual columns come last: where one stands among the
-- others, SQLite copies each value of a row once more.
--
-- Of two versions of a file that hold a record of one key, only the newer one's is kept.

-- One row: what every number here is stated in.
CREATE TABLE meta_pipeline (
    pipeline TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    start DATE NOT NULL CHECK (typeof(start) = 'text' AND start GLOB '????-??-??'),
    model TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('touch', 'lead', 'deal_created', 'deal_won', 'payment')),
    settled_by TEXT NOT NULL,           -- hash of what attribution, identity and matching were computed by
    published_by TEXT NOT NULL,         -- hash of all that numbers follow from, beside the files
    vat TEXT NOT NULL CHECK (vat IN ('', 'gross', 'net'))   -- the base of costs and revenue; '': amounts as exported
);

CREATE TABLE dim_channel (
    channel_id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL UNIQUE,
    title_en TEXT NOT NULL,
    title_ru TEXT NOT NULL
);

-- One distinct tuple of traffic source dimensions.
CREATE TABLE dim_traffic (
    traffic_id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL REFERENCES dim_channel (channel_id),
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,
    UNIQUE (channel_id, source, medium, campaign)
);

-- One distinct way in which rows of spend name an ad with its group, campaign and account.
CREATE TABLE dim_advert (
    advert_id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    account TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    campaign_name TEXT NOT NULL,
    ad_group_id TEXT NOT NULL,
    ad_group TEXT NOT NULL,
    ad_id TEXT NOT NULL,
    ad TEXT NOT NULL
);

-- Rows of spend. What is read of all of them comes first: SQLite finds a column by going through those before it.
CREATE TABLE fact_spend (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,            -- 1, 2, … of the file's loaded rows
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    date_to DATE NOT NULL CHECK (date_to GLOB '????-??-??'),    -- the last day of a cost that spreads, else day
    traffic_id INTEGER NOT NULL,
    advert_id INTEGER NOT NULL,
    impressions INTEGER NOT NULL,
    clicks INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL CHECK (typeof(cost_micros) = 'integer'),   -- in the reporting currency
    line INTEGER NOT NULL,
    contractor TEXT NOT NULL,
    network_type TEXT NOT NULL,
    keyword TEXT NOT NULL,
    device TEXT NOT NULL,
    branch TEXT NOT NULL,
    cost_type TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_micros INTEGER NOT NULL CHECK (typeof(amount_micros) = 'integer'),   -- as given, in `currency`
    amount REAL NOT NULL GENERATED ALWAYS AS (amount_micros / 1000000.0) STORED,
    -- The rest is in the reporting currency. Net and VAT are NULL where the source declares no VAT.
    net_micros INTEGER CHECK (typeof(net_micros) IN ('integer', 'null')),
    vat_micros INTEGER CHECK (typeof(vat_micros) IN ('integer', 'null')),
    fee_micros INTEGER NOT NULL CHECK (typeof(fee_micros) = 'integer'),
    levy_micros INTEGER NOT NULL CHECK (typeof(levy_micros) = 'integer'),
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

-- The days of costs that spread: each is split over its days exactly, the rest of the division going to the earliest.
-- Days before the pipeline's start, and those that had not ended when the file was read, are left out.
DROP VIEW IF EXISTS fact_spend_spread;
CREATE VIEW fact_spend_spread AS
WITH RECURSIVE part AS (
    SELECT
        max(spend.day, meta.start) AS day,
        min(spend.date_to, date(file.logical_day, '-1 day')) AS last_day,
        (unixepoch(max(spend.day, meta.start)) - unixepoch(spend.day)) / 86400 AS place,
        (unixepoch(spend.date_to) - unixepoch(spend.day)) / 86400 + 1 AS days,
        spend.file_id, spend.record, spend.traffic_id, spend.advert_id, spend.impressions, spend.clicks,
        spend.cost_micros
    FROM fact_spend AS spend JOIN etl_file AS file USING (file_id) CROSS JOIN meta_pipeline AS meta
    WHERE spend.date_to > spend.day
    UNION ALL
    SELECT date(day, '+1 day'), last_day, place + 1, days, file_id, record, traffic_id, advert_id, impressions, clicks,
        cost_micros
    FROM part
    WHERE day < last_day
)
SELECT
    file_id, record, day, traffic_id, advert_id,
    impressions / days + (place < impressions % days) AS impressions,
    clicks / days + (place < clicks % days) AS clicks,
    cost_micros / days + (place < abs(cost_micros % days)) * (1 - 2 * (cost_micros < 0)) AS cost_micros
FROM part
WHERE day <= last_day;

-- Spend by day.
DROP VIEW IF EXISTS fact_spend_daily;
CREATE VIEW fact_spend_daily AS
SELECT file_id, record, day, traffic_id, impressions, clicks, cost_micros
FROM fact_spend
WHERE date_to = day
UNION ALL
SELECT file_id, record, day, traffic_id, impressions, clicks, cost_micros
FROM fact_spend_spread;

-- One distinct set of tags that visits bear, tidied.
CREATE TABLE dim_tag (
    tag_id INTEGER PRIMARY KEY,
    tags BLOB NOT NULL UNIQUE,          -- all of them, as the program tells them apart
    site TEXT NOT NULL,
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,
    content TEXT NOT NULL,
    term TEXT NOT NULL,
    click_id TEXT NOT NULL,             -- the name of the click id's parameter
    referrer TEXT NOT NULL              -- the referrer's host
);

-- One distinct way in which touches lie somewhere.
CREATE TABLE dim_placement (
    placement_id INTEGER PRIMARY KEY,
    traffic_id INTEGER NOT NULL,        -- of the campaign that tags were matched to, else of the tags
    is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)),
    platform TEXT NOT NULL,             -- whose campaigns were candidates; '' where there is nothing to match
    match_status TEXT NOT NULL,
    match_rule TEXT NOT NULL,           -- the rule of the ladder that decided, '' where none did
    UNIQUE (traffic_id, is_paid, platform, match_status, match_rule)
);

-- The visits of each file by day and tags. The visits themselves stay where they landed, with an index beside them:
-- only those of people with a conversion become rows here.
CREATE TABLE fact_visit_daily (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,            -- 1, 2, … in the order of day and tags
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    site TEXT NOT NULL,
    tag_id INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    pageviews INTEGER NOT NULL,
    duration INTEGER NOT NULL,          -- seconds
    bounces INTEGER NOT NULL,
    placement_id INTEGER NOT NULL,      -- settled; 0 before that
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

-- Fixed fees by day, from the pipeline file: computed whenever anything is published.
CREATE TABLE fact_fee (
    source_name TEXT NOT NULL,
    fee INTEGER NOT NULL,               -- 1, 2, … of the source's fees
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    kind TEXT NOT NULL CHECK (kind IN ('agency', 'levy', 'surcharge', 'service')),
    traffic_id INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL CHECK (typeof(cost_micros) = 'integer'),
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    PRIMARY KEY (source_name, fee, day)
) WITHOUT ROWID;

-- Cost that left its own row for a channel that bears a share of it: computed whenever anything is published.
CREATE TABLE fact_cost_split (
    source_name TEXT NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    from_traffic_id INTEGER NOT NULL,
    traffic_id INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL CHECK (typeof(cost_micros) = 'integer'),
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    PRIMARY KEY (source_name, day, from_traffic_id, traffic_id)
) WITHOUT ROWID;

-- What some units of a currency cost in the reporting currency; decimals are kept as integers of 10^-10.
CREATE TABLE fact_rate (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    currency TEXT NOT NULL,
    rate_e10 INTEGER NOT NULL CHECK (typeof(rate_e10) = 'integer' AND rate_e10 > 0),
    rate REAL NOT NULL GENERATED ALWAYS AS (rate_e10 / 10000000000.0) STORED,
    per_e10 INTEGER NOT NULL CHECK (typeof(per_e10) = 'integer' AND per_e10 > 0),
    per REAL NOT NULL GENERATED ALWAYS AS (per_e10 / 10000000000.0) STORED,
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

-- The days for which a phone number stands for its tags; those of one number don't overlap.
CREATE TABLE fact_tracking_number (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),       -- the first of them
    digits TEXT NOT NULL,               -- the number however it is written; the text itself where it has none
    date_to DATE NOT NULL CHECK (date_to GLOB '????-??-??'),        -- the last day; 9999-12-31 until further notice
    number TEXT NOT NULL,
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_tracking_number_by_digits ON fact_tracking_number (digits, day);

-- Every record of a phone call that live files hold.
CREATE TABLE fact_call (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    call_id TEXT NOT NULL,
    version INTEGER,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    at DATETIME NOT NULL CHECK (at GLOB '????-??-?? ??:??:??'),
    updated_at DATETIME,
    traffic_id INTEGER NOT NULL,        -- settled: of its own tags, else of the number that was dialled
    unattributed_reason TEXT NOT NULL,  -- settled
    own_tag_id INTEGER NOT NULL,        -- its own tags; 0 where it has none
    phone TEXT NOT NULL,                -- as `identity: { store_contacts }` says
    is_phone_unreadable INTEGER NOT NULL CHECK (is_phone_unreadable IN (0, 1)),
    direction TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    is_answered INTEGER,
    wait INTEGER,                       -- seconds
    duration INTEGER,                   -- seconds
    is_target INTEGER,
    is_first INTEGER,
    manager TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_call_by_id ON fact_call (source_name, call_id);

-- Every record of a lead that live files hold; `is_current` marks the one that counts. What is read of all of them comes
-- first: SQLite finds a column by going through those before it.
CREATE TABLE fact_lead (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_name TEXT NOT NULL,          -- the pipeline's source: ids are unique within it
    lead_id TEXT NOT NULL,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    created_at DATETIME NOT NULL CHECK (created_at GLOB '????-??-?? ??:??:??'),
    is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)),   -- neither spam nor test nor duplicate: what CPL divides by
    own_tag_id INTEGER NOT NULL,        -- its own tags, a touch where no visit is known; 0 where it has none
    own_reason TEXT NOT NULL,           -- why it has none
    kind TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    phone TEXT NOT NULL,                -- as `identity: { store_contacts }` says
    email TEXT NOT NULL,
    is_phone_unreadable INTEGER NOT NULL CHECK (is_phone_unreadable IN (0, 1)),
    is_email_unreadable INTEGER NOT NULL CHECK (is_email_unreadable IN (0, 1)),
    contact_id TEXT NOT NULL,
    tax_id TEXT NOT NULL,
    promo_code TEXT NOT NULL,
    version INTEGER,                    -- milliseconds, where the source declares a version
    updated_at DATETIME,
    company_id TEXT NOT NULL,
    content TEXT NOT NULL,
    term TEXT NOT NULL,
    click_id TEXT NOT NULL,
    referrer TEXT NOT NULL,
    landing TEXT NOT NULL,
    declared_source TEXT NOT NULL,
    crm_source TEXT NOT NULL,
    form TEXT NOT NULL,
    scheme TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    branch TEXT NOT NULL,
    product TEXT NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT NOT NULL,
    mql_at DATETIME,
    sql_at DATETIME,
    sal_at DATETIME,
    sales_rejected_at DATETIME,
    reject_reason TEXT NOT NULL,
    bant TEXT NOT NULL,
    first_response_at DATETIME,
    merged_into TEXT NOT NULL,
    manager TEXT NOT NULL,
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_lead_by_id ON fact_lead (source_name, lead_id);

-- Every record of a deal that live files hold; what is read of all of them comes first. What is `settled` depends on other
-- records, and is computed whenever anything is published.
CREATE TABLE fact_deal (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    deal_id TEXT NOT NULL,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    created_at DATETIME NOT NULL CHECK (created_at GLOB '????-??-?? ??:??:??'),
    status TEXT NOT NULL CHECK (status = 'open' OR status = 'won' OR status = 'lost'),
    -- settled: while won the last entry to won, else stated_won_at, else closed_at
    won_at DATETIME,
    is_dateless INTEGER NOT NULL GENERATED ALWAYS AS (status = 'won' AND is_deleted = 0 AND won_at IS NULL) STORED,
    stated_won_at DATETIME,
    closed_at DATETIME,
    lead_source TEXT NOT NULL DEFAULT '',       -- settled: the pipeline's source of the lead; '' where there is none
    lead_id TEXT NOT NULL,
    report_day DATE NOT NULL CHECK (report_day GLOB '????-??-??'),      -- settled: the lead's day; without a lead the deal's own
    client_id TEXT NOT NULL,
    phone TEXT NOT NULL,                -- as `identity: { store_contacts }` says
    email TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    tax_id TEXT NOT NULL,
    amount_micros INTEGER NOT NULL CHECK (typeof(amount_micros) = 'integer'),
    -- settled: of records that count, where the source declares VAT; else NULL
    net_micros INTEGER CHECK (typeof(net_micros) IN ('integer', 'null')),
    vat_micros INTEGER CHECK (typeof(vat_micros) IN ('integer', 'null')),
    gross_micros INTEGER GENERATED ALWAYS AS (net_micros + vat_micros) STORED,
    own_source TEXT NOT NULL,           -- the deal's own tags, as they stand
    own_medium TEXT NOT NULL,
    own_campaign TEXT NOT NULL,
    own_content TEXT NOT NULL,
    own_term TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    stage TEXT NOT NULL,
    funnel_stage TEXT NOT NULL,         -- '' where the funnel doesn't list the stage
    is_status_assumed INTEGER NOT NULL CHECK (is_status_assumed IN (0, 1)),     -- open for want of a status and of a mapped stage
    version INTEGER,
    updated_at DATETIME,
    lost_at DATETIME,
    amount REAL NOT NULL GENERATED ALWAYS AS (amount_micros / 1000000.0) STORED,
    margin_micros INTEGER CHECK (typeof(margin_micros) IN ('integer', 'null')),
    margin REAL GENERATED ALWAYS AS (margin_micros / 1000000.0) STORED,
    company_id TEXT NOT NULL,
    is_phone_unreadable INTEGER NOT NULL CHECK (is_phone_unreadable IN (0, 1)),
    is_email_unreadable INTEGER NOT NULL CHECK (is_email_unreadable IN (0, 1)),
    lost_reason TEXT NOT NULL,
    branch TEXT NOT NULL,
    legal_entity TEXT NOT NULL,
    product TEXT NOT NULL,
    manager TEXT NOT NULL,
    byte_offset INTEGER NOT NULL,       -- where the row stands in the unpacked file
    byte_length INTEGER NOT NULL,
    vat_day DATE CHECK (vat_day IS NULL OR vat_day GLOB '????-??-??'),  -- settled: whose rate holds, won or created
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_deal_by_id ON fact_deal (source_name, deal_id);
-- Which deals a lead that comes late opened.
CREATE INDEX fact_deal_by_lead ON fact_deal (lead_id) WHERE lead_id <> '';
CREATE INDEX fact_deal_without_date ON fact_deal (file_id) WHERE is_dateless = 1;

-- Every entry of a deal or a lead into a stage.
CREATE TABLE fact_stage_event (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    at DATETIME NOT NULL CHECK (at GLOB '????-??-?? ??:??:??'),
    deal_id TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    stage TEXT NOT NULL,
    funnel_stage TEXT NOT NULL,
    manager TEXT NOT NULL,
    CHECK (deal_id <> '' OR lead_id <> ''),
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_stage_event_by_deal ON fact_stage_event (deal_id);

-- Every record of an e-mail campaign that live files hold; `is_current` marks the one that counts. NULL is what its source
-- doesn't tell.
CREATE TABLE fact_email_campaign (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    version INTEGER,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    sent_at DATETIME NOT NULL CHECK (sent_at GLOB '????-??-?? ??:??:??'),
    updated_at DATETIME,
    name TEXT NOT NULL,
    list TEXT NOT NULL,
    planned INTEGER,
    sent INTEGER,
    delivered INTEGER,
    opened INTEGER,
    clicked INTEGER,
    unsubscribed INTEGER,
    spam INTEGER,
    subscribers INTEGER,
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_email_campaign_by_id ON fact_email_campaign (source_name, campaign_id);

-- What a page, a channel or a community had on a day.
CREATE TABLE fact_audience (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    network TEXT NOT NULL,
    account TEXT NOT NULL,
    followers INTEGER,
    followers_gained INTEGER,
    followers_lost INTEGER,
    reach INTEGER,
    views INTEGER,
    profile_views INTEGER,
    posts INTEGER,
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

-- Articles, videos and other content, by the day of publication.
CREATE TABLE fact_content (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER,
    characters INTEGER,
    is_brief_met INTEGER,
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

-- Every record of a chat that live files hold; `is_current` marks the one that counts.
CREATE TABLE fact_chat (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    version INTEGER,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    at DATETIME NOT NULL CHECK (at GLOB '????-??-?? ??:??:??'),
    updated_at DATETIME,
    phone TEXT NOT NULL,                -- as `identity: { store_contacts }` says
    is_phone_unreadable INTEGER NOT NULL CHECK (is_phone_unreadable IN (0, 1)),
    first_reply INTEGER,                -- seconds
    is_answered INTEGER,
    manager TEXT NOT NULL,
    client_id TEXT NOT NULL,
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_chat_by_id ON fact_chat (source_name, chat_id);

-- Every record of a payment or a refund that live files hold; what follows `-- settled` depends on other records.
CREATE TABLE fact_payment (
    file_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    version INTEGER,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    at DATETIME NOT NULL CHECK (at GLOB '????-??-?? ??:??:??'),
    updated_at DATETIME,
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund')),
    amount_micros INTEGER NOT NULL CHECK (typeof(amount_micros) = 'integer'),
    amount REAL NOT NULL GENERATED ALWAYS AS (amount_micros / 1000000.0) STORED,
    deal_id TEXT NOT NULL,
    refund_of TEXT NOT NULL,
    invoice TEXT NOT NULL,
    customer TEXT NOT NULL,
    tax_id TEXT NOT NULL,
    method TEXT NOT NULL,
    legal_entity TEXT NOT NULL,
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    -- settled
    is_target_unknown INTEGER NOT NULL DEFAULT 0 CHECK (is_target_unknown IN (0, 1)),   -- a refund of nothing known
    linked_deal_source TEXT NOT NULL DEFAULT '',        -- the deal it is of, a refund that of its payment; '' without
    linked_deal_id TEXT NOT NULL DEFAULT '',
    report_day DATE NOT NULL CHECK (report_day GLOB '????-??-??'),      -- the deal's; without a deal the payment's own
    -- As of deals; a refund has the rate of the day of the payment it names.
    vat_day DATE CHECK (vat_day IS NULL OR vat_day GLOB '????-??-??'),
    net_micros INTEGER CHECK (typeof(net_micros) IN ('integer', 'null')),
    vat_micros INTEGER CHECK (typeof(vat_micros) IN ('integer', 'null')),
    gross_micros INTEGER GENERATED ALWAYS AS (net_micros + vat_micros) STORED,
    CHECK (kind = 'payment' OR amount_micros <= 0),
    PRIMARY KEY (file_id, record)
) WITHOUT ROWID;

CREATE INDEX fact_payment_by_id ON fact_payment (source_name, payment_id);
CREATE INDEX fact_payment_by_deal ON fact_payment (deal_id) WHERE deal_id <> '';
CREATE INDEX fact_payment_by_target ON fact_payment (refund_of) WHERE refund_of <> '';

-- Records that lost to another of the same key and version although they say something else.
CREATE TABLE etl_conflict (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    winner_file_id INTEGER NOT NULL,
    winner_record INTEGER NOT NULL,
    winner_line INTEGER NOT NULL,
    loser_file_id INTEGER NOT NULL,
    loser_record INTEGER NOT NULL,
    loser_line INTEGER NOT NULL,
    PRIMARY KEY (source, loser_file_id, loser_record)
) WITHOUT ROWID;

-- The stages of the pipeline file's funnel, in its order.
CREATE TABLE dim_funnel_stage (
    funnel_stage TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    title_en TEXT NOT NULL,
    title_ru TEXT NOT NULL,
    milestone TEXT NOT NULL             -- '' where it has none
) WITHOUT ROWID;

-- Every stage met, and where the funnel puts it.
CREATE TABLE etl_stage (
    source TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    stage TEXT NOT NULL,
    mapped_to TEXT NOT NULL,            -- '' where the funnel doesn't list it
    deals INTEGER NOT NULL,             -- that stand there now
    records INTEGER NOT NULL,           -- deals and entries that name it, whether they count or not
    PRIMARY KEY (source, pipeline, stage)
) WITHOUT ROWID;

-- The contacts of the leads that count.
CREATE TABLE etl_contact (
    field TEXT PRIMARY KEY CHECK (field IN ('phone', 'email')),
    given INTEGER NOT NULL,             -- leads that have one
    unreadable INTEGER NOT NULL         -- of these
) WITHOUT ROWID;

-- The days that each file of a `replace` source supplies; part: the account, or whatever its source is declared per.
CREATE TABLE etl_owner (
    file_id INTEGER NOT NULL,
    part TEXT NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    PRIMARY KEY (file_id, part, day)
) WITHOUT ROWID;

-- The parts that a file has rows of, whether it supplies them or not.
CREATE TABLE etl_part (
    file_id INTEGER NOT NULL,
    part TEXT NOT NULL,
    PRIMARY KEY (file_id, part)
) WITHOUT ROWID;

-- Where the leads and deals that count stand, by hashes of their keys and names: a night reads those that its changes may
-- reach, and no others. Not for reading by anything but the program.
CREATE TABLE etl_person (
    part INTEGER PRIMARY KEY,
    is_newer INTEGER NOT NULL CHECK (is_newer IN (0, 1)),   -- came since all of them were read last
    places BLOB NOT NULL                -- each number in as few bytes as it needs
);

-- The days each source has delivered.
CREATE TABLE etl_interval (
    source TEXT NOT NULL,
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    state TEXT NOT NULL CHECK (state IN ('done')),
    rows_loaded INTEGER NOT NULL,
    PRIMARY KEY (source, day)
) WITHOUT ROWID;

CREATE TABLE mart_channel_daily (
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    traffic_id INTEGER NOT NULL,
    impressions INTEGER NOT NULL,
    clicks INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL CHECK (typeof(cost_micros) = 'integer'),
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    visits INTEGER NOT NULL,
    pageviews INTEGER NOT NULL,
    visit_duration INTEGER NOT NULL,    -- seconds
    bounces INTEGER NOT NULL,
    leads_billionths INTEGER NOT NULL,
    leads REAL NOT NULL GENERATED ALWAYS AS (leads_billionths / 1000000000.0) STORED,
    leads_all_billionths INTEGER NOT NULL,
    leads_all REAL NOT NULL GENERATED ALWAYS AS (leads_all_billionths / 1000000000.0) STORED,
    deals_created_billionths INTEGER NOT NULL,
    deals_created REAL NOT NULL GENERATED ALWAYS AS (deals_created_billionths / 1000000000.0) STORED,
    deals_won_billionths INTEGER NOT NULL,
    deals_won REAL NOT NULL GENERATED ALWAYS AS (deals_won_billionths / 1000000000.0) STORED,
    revenue_micros INTEGER NOT NULL CHECK (typeof(revenue_micros) = 'integer'),
    revenue REAL NOT NULL GENERATED ALWAYS AS (revenue_micros / 1000000.0) STORED,
    payments_micros INTEGER NOT NULL CHECK (typeof(payments_micros) = 'integer'),
    payments REAL NOT NULL GENERATED ALWAYS AS (payments_micros / 1000000.0) STORED,
    PRIMARY KEY (day, traffic_id)
) WITHOUT ROWID;

-- The same by week, from Monday.
CREATE TABLE mart_channel_weekly (
    week DATE NOT NULL CHECK (typeof(week) = 'text' AND week GLOB '????-??-??'),
    traffic_id INTEGER NOT NULL,
    impressions INTEGER NOT NULL,
    clicks INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL CHECK (typeof(cost_micros) = 'integer'),
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    visits INTEGER NOT NULL,
    pageviews INTEGER NOT NULL,
    visit_duration INTEGER NOT NULL,    -- seconds
    bounces INTEGER NOT NULL,
    leads_billionths INTEGER NOT NULL,
    leads REAL NOT NULL GENERATED ALWAYS AS (leads_billionths / 1000000000.0) STORED,
    leads_all_billionths INTEGER NOT NULL,
    leads_all REAL NOT NULL GENERATED ALWAYS AS (leads_all_billionths / 1000000000.0) STORED,
    deals_created_billionths INTEGER NOT NULL,
    deals_created REAL NOT NULL GENERATED ALWAYS AS (deals_created_billionths / 1000000000.0) STORED,
    deals_won_billionths INTEGER NOT NULL,
    deals_won REAL NOT NULL GENERATED ALWAYS AS (deals_won_billionths / 1000000000.0) STORED,
    revenue_micros INTEGER NOT NULL CHECK (typeof(revenue_micros) = 'integer'),
    revenue REAL NOT NULL GENERATED ALWAYS AS (revenue_micros / 1000000.0) STORED,
    payments_micros INTEGER NOT NULL CHECK (typeof(payments_micros) = 'integer'),
    payments REAL NOT NULL GENERATED ALWAYS AS (payments_micros / 1000000.0) STORED,
    PRIMARY KEY (week, traffic_id)
) WITHOUT ROWID;

-- The same by month.
CREATE TABLE mart_channel_monthly (
    month DATE NOT NULL CHECK (typeof(month) = 'text' AND month GLOB '????-??-??'),
    traffic_id INTEGER NOT NULL,
    impressions INTEGER NOT NULL,
    clicks INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL CHECK (typeof(cost_micros) = 'integer'),
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    visits INTEGER NOT NULL,
    pageviews INTEGER NOT NULL,
    visit_duration INTEGER NOT NULL,    -- seconds
    bounces INTEGER NOT NULL,
    leads_billionths INTEGER NOT NULL,
    leads REAL NOT NULL GENERATED ALWAYS AS (leads_billionths / 1000000000.0) STORED,
    leads_all_billionths INTEGER NOT NULL,
    leads_all REAL NOT NULL GENERATED ALWAYS AS (leads_all_billionths / 1000000000.0) STORED,
    deals_created_billionths INTEGER NOT NULL,
    deals_created REAL NOT NULL GENERATED ALWAYS AS (deals_created_billionths / 1000000000.0) STORED,
    deals_won_billionths INTEGER NOT NULL,
    deals_won REAL NOT NULL GENERATED ALWAYS AS (deals_won_billionths / 1000000000.0) STORED,
    revenue_micros INTEGER NOT NULL CHECK (typeof(revenue_micros) = 'integer'),
    revenue REAL NOT NULL GENERATED ALWAYS AS (revenue_micros / 1000000.0) STORED,
    payments_micros INTEGER NOT NULL CHECK (typeof(payments_micros) = 'integer'),
    payments REAL NOT NULL GENERATED ALWAYS AS (payments_micros / 1000000.0) STORED,
    PRIMARY KEY (month, traffic_id)
) WITHOUT ROWID;

-- Distinct visitors, exact for what each row is of: they don't add up.
CREATE TABLE mart_visitors (
    period TEXT NOT NULL CHECK (period = 'day' OR period = 'week' OR period = 'month'),
    period_start DATE NOT NULL CHECK (typeof(period_start) = 'text' AND period_start GLOB '????-??-??'),
    scope TEXT NOT NULL CHECK (scope = 'total' OR scope = 'channel' OR scope = 'traffic'),
    channel_id INTEGER NOT NULL,        -- 0 where the row is of all channels
    traffic_id INTEGER NOT NULL,        -- 0 where the row is of a whole channel
    visitors INTEGER NOT NULL,
    PRIMARY KEY (period, period_start, scope, channel_id, traffic_id)
) WITHOUT ROWID;

-- The models that credits are computed by, in the pipeline file's order.
CREATE TABLE dim_model (
    model TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) WITHOUT ROWID;

-- The conversions that attribution shows, and which journeys they are.
CREATE TABLE dim_conversion (
    conversion TEXT PRIMARY KEY CHECK (conversion IN ('lead', 'deal_won', 'payment')),
    journey TEXT NOT NULL
) WITHOUT ROWID;

-- The touches of people with a conversion, as far as journeys keep them; computed whenever anything is published.
CREATE TABLE fact_touch (
    touch_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'visit' OR kind = 'call' OR kind = 'lead' OR kind = 'deal'),   -- of a lead or deal: its own tags
    file_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    record_id TEXT NOT NULL,            -- the visit's, lead's or deal's id; '' where there is none
    identity TEXT NOT NULL,             -- whose it is; '' where nobody is known
    at DATETIME NOT NULL CHECK (at GLOB '????-??-?? ??:??:??'),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    tag_id INTEGER NOT NULL,
    placement_id INTEGER NOT NULL
);

-- The journey of each lead, deal and payment that counts.
CREATE TABLE fact_journey (
    journey_id INTEGER PRIMARY KEY,
    conversion TEXT NOT NULL CHECK (conversion = 'lead' OR conversion = 'deal' OR conversion = 'payment'),
    source_name TEXT NOT NULL,
    conversion_id TEXT NOT NULL,
    identity TEXT NOT NULL,             -- '' where nobody is known
    is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)),       -- of a lead: neither spam nor test nor duplicate
    is_won INTEGER NOT NULL CHECK (is_won IN (0, 1)),               -- of a deal
    lead_day DATE CHECK (lead_day IS NULL OR lead_day GLOB '????-??-??'),
    deal_created_day DATE CHECK (deal_created_day IS NULL OR deal_created_day GLOB '????-??-??'),
    deal_won_day DATE CHECK (deal_won_day IS NULL OR deal_won_day GLOB '????-??-??'),
    payment_day DATE CHECK (payment_day IS NULL OR payment_day GLOB '????-??-??'),
    report_day DATE NOT NULL CHECK (report_day GLOB '????-??-??'),
    value_micros INTEGER NOT NULL CHECK (typeof(value_micros) = 'integer'),
    touches INTEGER NOT NULL,           -- that the journey keeps
    dropped_touches INTEGER NOT NULL,   -- in its middle
    path TEXT NOT NULL,                 -- the channels of its touches, in order
    traffic_id INTEGER NOT NULL,        -- of the touch that the report's model credits most
    unattributed_reason TEXT NOT NULL,  -- '' where a touch brought it
    signature INTEGER NOT NULL,         -- hash of the journey with its touches and their shares
    value REAL NOT NULL GENERATED ALWAYS AS (value_micros / 1000000.0) VIRTUAL,
    UNIQUE (conversion, source_name, conversion_id)
);

-- What each touch of a journey is given by each model; columns of models that the pipeline doesn't list are NULL.
CREATE TABLE fact_credit (
    journey_id INTEGER NOT NULL,
    position INTEGER NOT NULL,          -- 1, 2, … of the journey's credited touches
    touch_id INTEGER NOT NULL,          -- 0 where nothing is known
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),   -- the touch's, else the conversion's
    traffic_id INTEGER NOT NULL,
    first_touch_share_billionths INTEGER,
    first_touch_value_micros INTEGER,
    last_touch_share_billionths INTEGER,
    last_touch_value_micros INTEGER,
    last_non_direct_share_billionths INTEGER,
    last_non_direct_value_micros INTEGER,
    last_paid_share_billionths INTEGER,
    last_paid_value_micros INTEGER,
    linear_share_billionths INTEGER,
    linear_value_micros INTEGER,
    time_decay_share_billionths INTEGER,
    time_decay_value_micros INTEGER,
    position_based_share_billionths INTEGER,
    position_based_value_micros INTEGER,
    first_touch_share REAL GENERATED ALWAYS AS (first_touch_share_billionths / 1000000000.0) VIRTUAL,
    first_touch_value REAL GENERATED ALWAYS AS (first_touch_value_micros / 1000000.0) VIRTUAL,
    last_touch_share REAL GENERATED ALWAYS AS (last_touch_share_billionths / 1000000000.0) VIRTUAL,
    last_touch_value REAL GENERATED ALWAYS AS (last_touch_value_micros / 1000000.0) VIRTUAL,
    last_non_direct_share REAL GENERATED ALWAYS AS (last_non_direct_share_billionths / 1000000000.0) VIRTUAL,
    last_non_direct_value REAL GENERATED ALWAYS AS (last_non_direct_value_micros / 1000000.0) VIRTUAL,
    last_paid_share REAL GENERATED ALWAYS AS (last_paid_share_billionths / 1000000000.0) VIRTUAL,
    last_paid_value REAL GENERATED ALWAYS AS (last_paid_value_micros / 1000000.0) VIRTUAL,
    linear_share REAL GENERATED ALWAYS AS (linear_share_billionths / 1000000000.0) VIRTUAL,
    linear_value REAL GENERATED ALWAYS AS (linear_value_micros / 1000000.0) VIRTUAL,
    time_decay_share REAL GENERATED ALWAYS AS (time_decay_share_billionths / 1000000000.0) VIRTUAL,
    time_decay_value REAL GENERATED ALWAYS AS (time_decay_value_micros / 1000000.0) VIRTUAL,
    position_based_share REAL GENERATED ALWAYS AS (position_based_share_billionths / 1000000000.0) VIRTUAL,
    position_based_value REAL GENERATED ALWAYS AS (position_based_value_micros / 1000000.0) VIRTUAL,
    PRIMARY KEY (journey_id, position)
) WITHOUT ROWID;

-- Credits with the model as a column.
DROP VIEW IF EXISTS fact_credit_by_model;
CREATE VIEW fact_credit_by_model AS
SELECT credit.journey_id, credit.position, credit.touch_id, credit.day, credit.traffic_id, model.model,
    credit.first_touch_share_billionths AS share_billionths, credit.first_touch_share AS share,
    credit.first_touch_value_micros AS value_micros, credit.first_touch_value AS value
FROM fact_credit AS credit JOIN dim_model AS model ON model.model = 'first_touch'
WHERE credit.first_touch_share_billionths > 0
UNION ALL
SELECT credit.journey_id, credit.position, credit.touch_id, credit.day, credit.traffic_id, model.model,
    credit.last_touch_share_billionths AS share_billionths, credit.last_touch_share AS share,
    credit.last_touch_value_micros AS value_micros, credit.last_touch_value AS value
FROM fact_credit AS credit JOIN dim_model AS model ON model.model = 'last_touch'
WHERE credit.last_touch_share_billionths > 0
UNION ALL
SELECT credit.journey_id, credit.position, credit.touch_id, credit.day, credit.traffic_id, model.model,
    credit.last_non_direct_share_billionths AS share_billionths, credit.last_non_direct_share AS share,
    credit.last_non_direct_value_micros AS value_micros, credit.last_non_direct_value AS value
FROM fact_credit AS credit JOIN dim_model AS model ON model.model = 'last_non_direct'
WHERE credit.last_non_direct_share_billionths > 0
UNION ALL
SELECT credit.journey_id, credit.position, credit.touch_id, credit.day, credit.traffic_id, model.model,
    credit.last_paid_share_billionths AS share_billionths, credit.last_paid_share AS share,
    credit.last_paid_value_micros AS value_micros, credit.last_paid_value AS value
FROM fact_credit AS credit JOIN dim_model AS model ON model.model = 'last_paid'
WHERE credit.last_paid_share_billionths > 0
UNION ALL
SELECT credit.journey_id, credit.position, credit.touch_id, credit.day, credit.traffic_id, model.model,
    credit.linear_share_billionths AS share_billionths, credit.linear_share AS share,
    credit.linear_value_micros AS value_micros, credit.linear_value AS value
FROM fact_credit AS credit JOIN dim_model AS model ON model.model = 'linear'
WHERE credit.linear_share_billionths > 0
UNION ALL
SELECT credit.journey_id, credit.position, credit.touch_id, credit.day, credit.traffic_id, model.model,
    credit.time_decay_share_billionths AS share_billionths, credit.time_decay_share AS share,
    credit.time_decay_value_micros AS value_micros, credit.time_decay_value AS value
FROM fact_credit AS credit JOIN dim_model AS model ON model.model = 'time_decay'
WHERE credit.time_decay_share_billionths > 0
UNION ALL
SELECT credit.journey_id, credit.position, credit.touch_id, credit.day, credit.traffic_id, model.model,
    credit.position_based_share_billionths AS share_billionths, credit.position_based_share AS share,
    credit.position_based_value_micros AS value_micros, credit.position_based_value AS value
FROM fact_credit AS credit JOIN dim_model AS model ON model.model = 'position_based'
WHERE credit.position_based_share_billionths > 0;

-- What each model gives a cell; columns of models that the pipeline doesn't list are NULL. A column a model, not a row:
-- the cells are many, and most models give something to most of them.
CREATE TABLE mart_attribution_daily (
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    basis TEXT NOT NULL CHECK (basis = 'touch' OR basis = 'lead' OR basis = 'deal_created' OR basis = 'deal_won' OR basis = 'payment'),
    conversion TEXT NOT NULL CHECK (conversion = 'lead' OR conversion = 'deal_won' OR conversion = 'payment'),
    traffic_id INTEGER NOT NULL,
    credits INTEGER NOT NULL,           -- of how many journeys' touches the cell is made
    first_touch_billionths INTEGER,
    first_touch_revenue_micros INTEGER,
    last_touch_billionths INTEGER,
    last_touch_revenue_micros INTEGER,
    last_non_direct_billionths INTEGER,
    last_non_direct_revenue_micros INTEGER,
    last_paid_billionths INTEGER,
    last_paid_revenue_micros INTEGER,
    linear_billionths INTEGER,
    linear_revenue_micros INTEGER,
    time_decay_billionths INTEGER,
    time_decay_revenue_micros INTEGER,
    position_based_billionths INTEGER,
    position_based_revenue_micros INTEGER,
    first_touch_conversions REAL GENERATED ALWAYS AS (first_touch_billionths / 1000000000.0) VIRTUAL,
    first_touch_revenue REAL GENERATED ALWAYS AS (first_touch_revenue_micros / 1000000.0) VIRTUAL,
    last_touch_conversions REAL GENERATED ALWAYS AS (last_touch_billionths / 1000000000.0) VIRTUAL,
    last_touch_revenue REAL GENERATED ALWAYS AS (last_touch_revenue_micros / 1000000.0) VIRTUAL,
    last_non_direct_conversions REAL GENERATED ALWAYS AS (last_non_direct_billionths / 1000000000.0) VIRTUAL,
    last_non_direct_revenue REAL GENERATED ALWAYS AS (last_non_direct_revenue_micros / 1000000.0) VIRTUAL,
    last_paid_conversions REAL GENERATED ALWAYS AS (last_paid_billionths / 1000000000.0) VIRTUAL,
    last_paid_revenue REAL GENERATED ALWAYS AS (last_paid_revenue_micros / 1000000.0) VIRTUAL,
    linear_conversions REAL GENERATED ALWAYS AS (linear_billionths / 1000000000.0) VIRTUAL,
    linear_revenue REAL GENERATED ALWAYS AS (linear_revenue_micros / 1000000.0) VIRTUAL,
    time_decay_conversions REAL GENERATED ALWAYS AS (time_decay_billionths / 1000000000.0) VIRTUAL,
    time_decay_revenue REAL GENERATED ALWAYS AS (time_decay_revenue_micros / 1000000.0) VIRTUAL,
    position_based_conversions REAL GENERATED ALWAYS AS (position_based_billionths / 1000000000.0) VIRTUAL,
    position_based_revenue REAL GENERATED ALWAYS AS (position_based_revenue_micros / 1000000.0) VIRTUAL,
    PRIMARY KEY (day, basis, conversion, traffic_id)
) WITHOUT ROWID;

-- What the report's model gives, on the dates of the report's basis: the channel mart's share of the credits.
CREATE TABLE mart_credit_daily (
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    traffic_id INTEGER NOT NULL,
    credits INTEGER NOT NULL,
    leads_billionths INTEGER NOT NULL,
    leads_all_billionths INTEGER NOT NULL,
    deals_created_billionths INTEGER NOT NULL,
    deals_won_billionths INTEGER NOT NULL,
    revenue_micros INTEGER NOT NULL,
    payments_micros INTEGER NOT NULL,
    PRIMARY KEY (day, traffic_id)
) WITHOUT ROWID;

-- The same with the model as a column.
DROP VIEW IF EXISTS mart_attribution_by_model;
CREATE VIEW mart_attribution_by_model AS
SELECT mart.day, mart.basis, mart.conversion, model.model, mart.traffic_id,
    mart.first_touch_billionths AS conversions_billionths, mart.first_touch_conversions AS conversions,
    mart.first_touch_revenue_micros AS revenue_micros, mart.first_touch_revenue AS revenue
FROM mart_attribution_daily AS mart JOIN dim_model AS model ON model.model = 'first_touch'
WHERE mart.first_touch_billionths > 0
UNION ALL
SELECT mart.day, mart.basis, mart.conversion, model.model, mart.traffic_id,
    mart.last_touch_billionths AS conversions_billionths, mart.last_touch_conversions AS conversions,
    mart.last_touch_revenue_micros AS revenue_micros, mart.last_touch_revenue AS revenue
FROM mart_attribution_daily AS mart JOIN dim_model AS model ON model.model = 'last_touch'
WHERE mart.last_touch_billionths > 0
UNION ALL
SELECT mart.day, mart.basis, mart.conversion, model.model, mart.traffic_id,
    mart.last_non_direct_billionths AS conversions_billionths, mart.last_non_direct_conversions AS conversions,
    mart.last_non_direct_revenue_micros AS revenue_micros, mart.last_non_direct_revenue AS revenue
FROM mart_attribution_daily AS mart JOIN dim_model AS model ON model.model = 'last_non_direct'
WHERE mart.last_non_direct_billionths > 0
UNION ALL
SELECT mart.day, mart.basis, mart.conversion, model.model, mart.traffic_id,
    mart.last_paid_billionths AS conversions_billionths, mart.last_paid_conversions AS conversions,
    mart.last_paid_revenue_micros AS revenue_micros, mart.last_paid_revenue AS revenue
FROM mart_attribution_daily AS mart JOIN dim_model AS model ON model.model = 'last_paid'
WHERE mart.last_paid_billionths > 0
UNION ALL
SELECT mart.day, mart.basis, mart.conversion, model.model, mart.traffic_id,
    mart.linear_billionths AS conversions_billionths, mart.linear_conversions AS conversions,
    mart.linear_revenue_micros AS revenue_micros, mart.linear_revenue AS revenue
FROM mart_attribution_daily AS mart JOIN dim_model AS model ON model.model = 'linear'
WHERE mart.linear_billionths > 0
UNION ALL
SELECT mart.day, mart.basis, mart.conversion, model.model, mart.traffic_id,
    mart.time_decay_billionths AS conversions_billionths, mart.time_decay_conversions AS conversions,
    mart.time_decay_revenue_micros AS revenue_micros, mart.time_decay_revenue AS revenue
FROM mart_attribution_daily AS mart JOIN dim_model AS model ON model.model = 'time_decay'
WHERE mart.time_decay_billionths > 0
UNION ALL
SELECT mart.day, mart.basis, mart.conversion, model.model, mart.traffic_id,
    mart.position_based_billionths AS conversions_billionths, mart.position_based_conversions AS conversions,
    mart.position_based_revenue_micros AS revenue_micros, mart.position_based_revenue AS revenue
FROM mart_attribution_daily AS mart JOIN dim_model AS model ON model.model = 'position_based'
WHERE mart.position_based_billionths > 0;

-- What touches come to by day and all that tells them apart but whose they are, where it matters where they lie. Visits are
-- left out, which fact_visit_daily sums up; what they are given is here.
CREATE TABLE mart_touch_daily (
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    tag_id INTEGER NOT NULL,            -- 0 where they have none
    placement_id INTEGER NOT NULL,
    is_lead INTEGER NOT NULL CHECK (is_lead IN (0, 1)),     -- whether they are the own tags of leads
    touches INTEGER NOT NULL,           -- of the day
    credits INTEGER NOT NULL,           -- that the report's model gives them for leads that count, on the leads' day
    leads_billionths INTEGER NOT NULL,  -- the sum of these
    PRIMARY KEY (day, tag_id, placement_id, is_lead)
) WITHOUT ROWID;

-- How many journeys are reported, by why nothing is known to have brought them; '' where something is.
CREATE TABLE mart_journey (
    conversion TEXT NOT NULL CHECK (conversion IN ('lead', 'deal', 'payment')),
    unattributed_reason TEXT NOT NULL,
    journeys INTEGER NOT NULL,
    PRIMARY KEY (conversion, unattributed_reason)
) WITHOUT ROWID;

-- How the tags of touches met the campaigns of spend.
CREATE TABLE mart_match (
    platform TEXT NOT NULL,
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,             -- the touches' own tag
    match_status TEXT NOT NULL,
    match_rule TEXT NOT NULL,
    visits INTEGER NOT NULL,
    leads INTEGER NOT NULL,             -- leads whose own tags these are
    alias TEXT NOT NULL,                -- of the ten largest unmatched of a platform: a line for the alias file
    cost_micros INTEGER NOT NULL DEFAULT 0,     -- of spend that no touch met
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    PRIMARY KEY (platform, source, medium, campaign, match_status, match_rule)
) WITHOUT ROWID;

-- What met and what didn't, by day and platform: visits and leads by the touch that the report's model credits.
CREATE TABLE mart_match_daily (
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    platform TEXT NOT NULL,
    cost_micros INTEGER NOT NULL CHECK (typeof(cost_micros) = 'integer'),
    cost REAL NOT NULL GENERATED ALWAYS AS (cost_micros / 1000000.0) STORED,
    matchable_cost_micros INTEGER NOT NULL,     -- of campaigns in a source and medium that the platform's touches bear
    matched_cost_micros INTEGER NOT NULL,
    spend_without_visits_micros INTEGER NOT NULL,
    spend_without_visits REAL NOT NULL GENERATED ALWAYS AS (spend_without_visits_micros / 1000000.0) STORED,
    visits INTEGER NOT NULL,            -- paid for
    matchable_visits INTEGER NOT NULL,  -- of a platform whose spend names campaigns
    matched_visits INTEGER NOT NULL,
    visits_without_spend INTEGER NOT NULL,
    leads_billionths INTEGER NOT NULL,
    leads REAL NOT NULL GENERATED ALWAYS AS (leads_billionths / 1000000000.0) STORED,
    matchable_leads_billionths INTEGER NOT NULL,
    matched_leads_billionths INTEGER NOT NULL,
    leads_without_spend_billionths INTEGER NOT NULL,
    leads_without_spend REAL NOT NULL GENERATED ALWAYS AS (leads_without_spend_billionths / 1000000000.0) STORED,
    PRIMARY KEY (day, platform)
) WITHOUT ROWID;

-- What can be trusted, as parts of wholes.
CREATE TABLE mart_quality (
    measure TEXT NOT NULL CHECK (measure IN ('unattributed', 'match', 'contact', 'hub', 'freshness')),
    scope TEXT NOT NULL,
    item TEXT NOT NULL,
    part INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    share REAL GENERATED ALWAYS AS (part * 1.0 / nullif(whole, 0)) VIRTUAL,
    PRIMARY KEY (measure, scope, item)
) WITHOUT ROWID;
