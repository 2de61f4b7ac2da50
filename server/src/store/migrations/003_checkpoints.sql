-- The newest few states of the monitors and of the tail; older partitions are dropped by the server itself.
CREATE TABLE IF NOT EXISTS {{database}}.checkpoints {{on_cluster}}
(
    saved_at      DateTime64(3, 'UTC'),
    code_version  String,
    state_version String,
    server        LowCardinality(String),
    part          UInt32,
    parts         UInt32,
    checkpoint_id UUID,
    state         String CODEC(ZSTD(3))
)
ENGINE = {{engine}}
PARTITION BY toStartOfTenMinutes(saved_at)
ORDER BY (saved_at, checkpoint_id, part);
