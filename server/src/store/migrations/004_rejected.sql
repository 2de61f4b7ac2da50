-- Rows of other writers that fail their schema: listed under data quality. The same row found twice is one row.
CREATE TABLE IF NOT EXISTS {{database}}.rejected {{on_cluster}}
(
    id          UUID,
    ingested_at DateTime64(3, 'UTC'),
    kind        String,
    source      String,
    key         String,
    field       String,
    reason      String,
    raw         String CODEC(ZSTD(3)),
    found_at    DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{replacing_engine}}
PARTITION BY toYYYYMM(ingested_at)
ORDER BY (ingested_at, id);
