/**
 * The facts of a lead as one row, for looking back. This is retrieval, not the monitor: no business calendar, no SLA overrides, no censoring.
 * Where the wall and a panel differ, the wall is right and the panel's description says why.
 */

/** A region or a team chosen above the dashboard; "All" takes everything, the leads without one included. */
const chosen = (column: string, variable: string) => `$__conditionalAll(${column} IN (\${${variable}:singlequote}), $${variable})`;

/** Null where either is null; 0 where the sources' clocks disagree about the order. `greatest(0, …)` would not do: it passes over nulls. */
const secondsBetween = (from: string, to: string) => `if(${to} < ${from}, 0, dateDiff('millisecond', ${from}, ${to}) / 1000)`;

/**
 * `facts`: each event of the leads once, in the order of arrival (the same id twice counts once).
 * `leads`: one row per lead created in the dashboard's range: `lead, created_at, region, channel, team` (that of its latest assignment, empty when
 * unassigned), `answered`, `decided`, `in_time`, and in seconds `detection, routing, human, total` (null where not known). Routing ends with the
 * assignment in force at the response, so that routing + human = total.
 *
 * The table is partitioned by arrival: rows of the range arrived at most a day before their `at` (`ingest.maxFutureMs`), and a lead leaves the
 * board after seven days (`lead.expireAfterHours`), so that more need not be read.
 */
const LEADS = `facts AS (
  SELECT kind, at, ingested_at, key, region, team, channel, data
  FROM \${database}.events
  WHERE kind IN ('lead.created', 'lead.assigned', 'lead.responded', 'lead.closed')
    AND ingested_at >= $__fromTime - INTERVAL 1 DAY
    AND at >= $__fromTime AND at <= $__toTime + INTERVAL 7 DAY
  ORDER BY at, version, server
  LIMIT 1 BY id
),
clocks AS (
  SELECT
    key AS lead,
    argMaxIf(region, at, kind = 'lead.created') AS region,
    argMaxIf(channel, at, kind = 'lead.created') AS channel,
    argMaxIf(team, at, kind = 'lead.assigned') AS team,
    maxIf(at, kind = 'lead.created') AS created_at,
    argMaxIf(ingested_at, at, kind = 'lead.created') AS detected_at,
    arraySort(groupArrayIf(at, kind = 'lead.assigned')) AS assignments,
    minOrNullIf(at, kind = 'lead.responded' AND NOT JSONExtractBool(data, 'automated')) AS responded_at,
    minOrNullIf(at, kind = 'lead.closed') AS closed_at,
    countIf(kind = 'lead.responded' AND JSONExtractBool(data, 'automated')) AS automated_replies
  FROM facts
  GROUP BY key
  HAVING countIf(kind = 'lead.created') > 0
),
leads AS (
  SELECT
    *,
    responded_at IS NOT NULL AS answered,
    ${secondsBetween('created_at', 'detected_at')} AS detection,
    ${secondsBetween('created_at', 'responded_at')} AS total,
    coalesce(arrayLastOrNull(a -> a <= ifNull(responded_at, a), assignments), assignments[1]) AS assigned_at,
    if(answered AND notEmpty(assignments), least(total, ${secondsBetween('created_at', 'assigned_at')}), NULL) AS routing,
    total - routing AS human,
    dateDiff('millisecond', created_at, coalesce(responded_at, closed_at, now64(3))) / 1000 AS waited,
    answered OR waited >= \${sla_seconds} AS decided,
    answered AND total <= \${sla_seconds} AS in_time
  FROM clocks
  WHERE $__timeFilter_ms(created_at)
    AND ${chosen('region', 'region')}
    AND ${chosen('team', 'team')}
)`;

/** A query over `leads` (see {@link LEADS}). */
export const overLeads = (select: string): string => `WITH ${LEADS}\n${select}`;

/** In time ÷ decided; null while nothing is decided. */
export const SHARE_IN_TIME = 'countIf(in_time) / nullIf(countIf(decided), 0)';

/**
 * `alerts`: one row per alert that fired in the dashboard's range: `alert_id, rule, fired_at, acknowledged_at` (first of
 * each), `to_acknowledge` in seconds, `reason` it was resolved for (null or empty where it has not come to that). Two servers write one fact twice: by id it counts once, the earlier of the two.
 */
const ALERTS = `changes AS (
  SELECT at, alert_id, rule, state, reason
  FROM \${database}.alert_log
  WHERE ingested_at >= $__fromTime - INTERVAL 1 DAY AND at >= $__fromTime
  ORDER BY at, version, server
  LIMIT 1 BY id
),
alerts AS (
  SELECT
    alert_id,
    any(rule) AS rule,
    minIf(at, state = 'firing') AS fired_at,
    minOrNullIf(at, state = 'acknowledged') AS acknowledged_at,
    argMaxIf(reason, at, state = 'resolved') AS reason,
    dateDiff('millisecond', fired_at, acknowledged_at) / 1000 AS to_acknowledge
  FROM changes
  GROUP BY alert_id
  HAVING countIf(state = 'firing') > 0 AND $__timeFilter_ms(fired_at)
)`;

/** A query over `alerts` (see {@link ALERTS}). */
export const overAlerts = (select: string): string => `WITH ${ALERTS}\n${select}`;
