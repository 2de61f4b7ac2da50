-- What was erased at somebody's request, without saying of whom: servers start anew when a row comes in. `subjects` are digests (SHA-256).
CREATE TABLE IF NOT EXISTS {{database}}.erasures {{on_cluster}}
(
    id       UUID,
    at       DateTime64(3, 'UTC') DEFAULT now64(3),
    phase    LowCardinality(String),
    subjects Array(String),
    events   UInt64,
    changes  UInt64,
    rejected UInt64
)
ENGINE = {{engine}}
ORDER BY (at, id);
