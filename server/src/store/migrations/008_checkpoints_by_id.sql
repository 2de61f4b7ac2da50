-- A partition for each checkpoint, so that one can be dropped without its neighbours. What was there is worked out from history once.
DROP TABLE IF EXISTS {{database}}.checkpoints {{on_cluster}} SYNC;
CREATE TABLE IF NOT EXISTS {{database}}.checkpoints {{on_cluster}}
(
    saved_at      DateTime64(3, 'UTC'),
    code_version  String,
    state_version String,
    server        LowCardinality(String),
    part          UInt32,
    parts         UInt32,
    checkpoint_id UUID,
    state         String CODEC(ZSTD(1))
)
ENGINE = {{engine}}
PARTITION BY checkpoint_id
ORDER BY (saved_at, part);
