-- Leads of a CRM, one row each with the times of its stages, become up to four events each. Columns of a CSV are text.
-- The id is made from the lead and the kind, so that importing a newer export of the same leads adds only what is new.
SELECT
    _line AS line,
    reinterpretAsUUID(sipHash128('crm', lead_id, step.1)) AS id,
    step.1 AS kind,
    parseDateTime64BestEffort(step.2, 3, 'Asia/Shanghai') AS at,
    'crm' AS source,
    lead_id AS key,
    region,
    channel,
    if(kind = 'lead.created', NULL, team) AS team,
    if(kind = 'lead.created', NULL, rep_id) AS rep_id,
    multiIf(
        kind = 'lead.created', toJSONString(map('tier', tier, 'origin', origin)),
        kind = 'lead.responded', concat('{"automated":', if(auto_reply = '1', 'true', 'false'), '}'),
        kind = 'lead.closed', toJSONString(map('reason', closed_reason)),
        '{}'
    ) AS data
FROM input
ARRAY JOIN arrayFilter(s -> s.2 != '', [
    ('lead.created', ifNull(created_at, '')),
    ('lead.assigned', ifNull(assigned_at, '')),
    ('lead.responded', ifNull(responded_at, '')),
    ('lead.closed', ifNull(closed_at, ''))
]) AS step
