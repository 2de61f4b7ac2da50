-- The only input: facts, append-only. Every writer inserts here; `ingested_at` orders arrival.
CREATE TABLE IF NOT EXISTS {{database}}.events {{on_cluster}}
(
    id           UUID DEFAULT generateUUIDv4(),
    kind         LowCardinality(String),
    at           DateTime64(3, 'UTC'),
    source       LowCardinality(String),
    key          String,
    region       LowCardinality(String) DEFAULT '',
    team         LowCardinality(String) DEFAULT '',
    channel      LowCardinality(String) DEFAULT '',
    product_line LowCardinality(String) DEFAULT '',
    customer_id  String DEFAULT '',
    rep_id       String DEFAULT '',
    data         String DEFAULT '{}',
    ingested_at  DateTime64(3, 'UTC') DEFAULT now64(3),
    -- What the tail compares with: the queries must use exactly these expressions, or the whole table is read instead.
    PROJECTION digest (SELECT toStartOfSecond(ingested_at) AS s, count(), groupBitXor(cityHash64(id)) GROUP BY s)
)
ENGINE = {{engine}}
-- By week: the retention drops whole partitions, so a shorter time would suit it better; but years of history are imported as well,
-- and each partition is at least one part to write, to open at the start and to keep in memory.
PARTITION BY toMonday(ingested_at)
ORDER BY (toStartOfMinute(ingested_at), kind, ingested_at)
{{events_ttl}}
SETTINGS ttl_only_drop_parts = 1;
