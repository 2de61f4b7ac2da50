-- What of each alert a start has to know to find those that may be open, kept by the engine itself: the instants of its firings and of its
-- resolutions by row (a row may be written more than once; the earliest of one id counts), and the days on which its rows arrived. It says
-- only where to look: which alerts are open follows from their rows. An instant is 2^20 times its milliseconds, plus the row's version, so that
-- of two rows of one instant the later is known.
CREATE TABLE IF NOT EXISTS {{database}}.alert_states {{on_cluster}}
(
    rule        LowCardinality(String),
    subject     String,
    alert_id    String,
    days        SimpleAggregateFunction(groupUniqArrayArray, Array(Date)),
    firings     SimpleAggregateFunction(minMap, Map(UInt64, Int64)),
    resolutions SimpleAggregateFunction(minMap, Map(UInt64, Int64)),
    -- So that years of resolved alerts are not read to find the open ones: the queries must use exactly this expression.
    INDEX may_be_open arrayMax(mapValues(firings)) >= arrayMax(mapValues(resolutions)) TYPE set(2) GRANULARITY 1,
    INDEX of_id alert_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = {{aggregating_engine}}
ORDER BY (rule, subject, alert_id)
SETTINGS index_granularity = 512;
CREATE MATERIALIZED VIEW IF NOT EXISTS {{database}}.alert_states_view {{on_cluster}} TO {{database}}.alert_states AS
SELECT
    rule,
    subject,
    alert_id,
    [toDate(ingested_at)] AS days,
    if(state = 'firing', map(cityHash64(id), toUnixTimestamp64Milli(at) * 1048576 + least(version, 1048575)), map()) AS firings,
    if(state = 'resolved', map(cityHash64(id), toUnixTimestamp64Milli(at) * 1048576 + least(version, 1048575)), map()) AS resolutions
FROM {{database}}.alert_log;
-- How far the rows that were there before the view have been taken over.
CREATE TABLE IF NOT EXISTS {{database}}.alert_states_filled {{on_cluster}}
(
    until DateTime64(3, 'UTC')
)
ENGINE = {{replacing_engine}}
ORDER BY until;
