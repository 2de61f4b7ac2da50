-- One row per change of an alert; folding it gives the alerts as they stand.
CREATE TABLE IF NOT EXISTS {{database}}.alert_log {{on_cluster}}
(
    id          String,
    at          DateTime64(3, 'UTC'),
    alert_id    String,
    rule        LowCardinality(String),
    subject     String,
    episode     String,
    state       LowCardinality(String),
    severity    LowCardinality(String),
    version     UInt32,
    by          String DEFAULT '',
    assignee    String DEFAULT '',
    note        String DEFAULT '',
    reason      LowCardinality(String) DEFAULT '',
    until       Nullable(DateTime64(3, 'UTC')),
    since       DateTime64(3, 'UTC'),
    feeds       Array(LowCardinality(String)),
    facts       String DEFAULT '{}',
    server      LowCardinality(String),
    ingested_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine}}
PARTITION BY toYYYYMM(ingested_at)
ORDER BY (ingested_at, alert_id);
