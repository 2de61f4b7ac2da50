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
 * `leads`: one row per turn of a lead (LEAD-1) that began in the dashboard's range: `lead, turn, created_at` (its start), `region, channel` (as its
 * latest creation says), `team` (of the latest assignment up to the next turn, empty when unassigned), `answered`, `decided`, `in_time`, and in seconds
 * `detection, routing, human, total` (null where not known). Routing ends with the assignment in force at the response, so that routing + human = total.
 *
 * A creation begins a turn where an answer or a closing is what was said before it. What came before the very first creation counts as said with it.
 *
 * The table is partitioned by arrival: rows of the range arrived at most a day before their `at` (`ingest.maxFutureMs`), and a lead leaves the
 * board after seven days (`lead.expireAfterHours`), so that more need not be read.
 */
const LEADS = `facts AS (
  SELECT id, kind, at, ingested_at, key, region, team, channel, JSONExtractBool(data, 'automated') AS automated
  FROM \${database}.events
  WHERE kind IN ('lead.created', 'lead.assigned', 'lead.responded', 'lead.closed')
    AND ingested_at >= $__fromTime - INTERVAL 8 DAY
    AND at >= $__fromTime - INTERVAL 7 DAY AND at <= $__toTime + INTERVAL 7 DAY
  ORDER BY ingested_at
  LIMIT 1 BY id
),
created AS (
  SELECT *, minIf(at, kind = 'lead.created') OVER (PARTITION BY key) AS first_at, countIf(kind = 'lead.created') OVER (PARTITION BY key) AS creations
  FROM facts
),
told AS (
  SELECT
    *,
    multiIf(kind = 'lead.created', 0, kind = 'lead.responded' AND NOT automated, 1, kind = 'lead.closed', 2, 3) AS says,
    if(says IN (1, 2), greatest(at, first_at), at) AS moment
  FROM created
  WHERE creations > 0
),
ends AS (
  SELECT *, argMaxIf(says, (moment, says, id), says < 3) OVER before AS said_before, countIf(says = 0) OVER before AS created_before
  FROM told
  WINDOW before AS (PARTITION BY key ORDER BY moment, says, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
turns AS (
  SELECT *, greatest(1, countIf(says = 0 AND (created_before = 0 OR said_before IN (1, 2))) OVER sofar) AS turn
  FROM ends
  WINDOW sofar AS (PARTITION BY key ORDER BY moment, says, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
given AS (
  SELECT
    *,
    argMaxIf(team, (at, id), kind = 'lead.assigned') OVER uptonow AS team_now,
    arraySort(groupArrayIf(at, kind = 'lead.assigned') OVER uptonow) AS given_by_now
  FROM turns
  WINDOW uptonow AS (PARTITION BY key ORDER BY turn RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
clocks AS (
  SELECT
    key AS lead,
    turn,
    argMaxIf(region, (at, id), says = 0) AS region,
    argMaxIf(channel, (at, id), says = 0) AS channel,
    any(team_now) AS team,
    minIf(at, says = 0) AS created_at,
    argMinIf(ingested_at, (at, id), says = 0) AS detected_at,
    any(given_by_now) AS assignments,
    argMinIf(says, (moment, at, says), says IN (1, 2)) AS ended_by,
    if(ended_by = 1, minOrNullIf(moment, says = 1), NULL) AS responded_at,
    if(ended_by = 2, minOrNullIf(moment, says = 2), NULL) AS closed_at,
    countIf(kind = 'lead.responded' AND automated) AS automated_replies
  FROM given
  GROUP BY key, turn
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
