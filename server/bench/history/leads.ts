/** Leads: created, assigned, answered, closed; some answered by a machine first, some given to another, reopened, or never answered. */
import { CUSTOMERS, DAY_MS, type Day, event, HOUR_MS, REGIONS, rowsOf, workingTime } from './dayOf.ts';
import { REPS_PER_TEAM, repsOf, STANDING_TIER, TEAMS_PER_REGION } from './shape.ts';

const CHANNELS = ['网站表单', '400 电话', '企业微信', '展会', '合作伙伴', '邮件'];
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

export function leadsOf(day: Day): string {
  const reps = repsOf(day.shape);
  const teams = Math.max(1, Math.floor(reps / REPS_PER_TEAM));
  return rowsOf(day, {
    entity: 'lead',
    count: day.shape.leads,
    fields: ({ unit, pick, logNormal }) => ({
      created: workingTime(day, { unit, pick, logNormal, uuid: () => '' }),
      rep: `toUInt32(floor(${reps} * ${unit('rep')}))`,
      team_number: `least(intDiv(rep, ${REPS_PER_TEAM}), ${teams - 1})`,
      source: `if(${unit('source')} < 0.3, 'form', 'crm')`,
      key: `concat('L-', toString(${day.index}), '-', toString(number))`,
      region: `[${REGIONS.map((name) => `'${name}'`).join(', ')}][1 + intDiv(team_number, ${TEAMS_PER_REGION}) % ${REGIONS.length}]`,
      team: "concat(region, '-', toString(team_number))",
      channel: pick('channel', CHANNELS),
      customer_id: `concat('C-', toString(toUInt32(floor(${CUSTOMERS} * ${unit('customer')}))))`,
      rep_id: "concat('r-', toString(rep))",
      tier: pick('tier', ['A', 'B', 'B', 'C', 'C', 'C']),
      fate: unit('fate'),
      assigned: `created + toInt64(${SECOND_MS} * ${logNormal('routing', 4, 0.5)})`,
      answered: `assigned + toInt64(${SECOND_MS} * ${logNormal('human', 32, 0.7)})`,
      closed: `answered + toInt64(${HOUR_MS} * ${logNormal('closing', 5, 1.1)})`,
    }),
    events: ({ unit, logNormal }) => {
      const said = `concat('{"tier":"', tier, '","value":', toString(100 * round(${logNormal('value', 120, 0.8)})), ',"origin":"organic"}')`;
      // One in 70 is never answered, half of these are given up; one in a hundred answered ones comes again.
      const isAnswered = 'fate < 0.985';
      const again = `(${isAnswered} AND ${unit('again')} < 0.01)`;
      const againAt = `closed + toInt64(${DAY_MS} * ${unit('again at')}) + ${MINUTE_MS}`;
      return `[${[
        event({ step: 0, kind: 'lead.created', atMs: 'created', data: said }),
        event({ step: 1, kind: 'lead.responded', atMs: 'created + 1500', data: `'{"automated":true}'`, when: `${unit('reply')} < 0.1` }),
        event({ step: 2, kind: 'lead.assigned', atMs: 'assigned', data: "'{}'", named: true, source: 'crm' }),
        event({ step: 3, kind: 'lead.assigned', atMs: 'assigned + 25000', data: "'{}'", named: true, when: `${unit('moved')} < 0.04` }),
        event({ step: 4, kind: 'lead.responded', atMs: 'answered', data: `'{"automated":false}'`, named: true, when: isAnswered }),
        event({ step: 5, kind: 'lead.closed', atMs: 'closed', data: `'{"reason":"converted"}'`, when: `${isAnswered} AND fate < 0.92` }),
        event({
          step: 6,
          kind: 'lead.closed',
          atMs: `created + ${20 * MINUTE_MS}`,
          data: `'{"reason":"withdrawn"}'`,
          when: 'fate > 0.9925',
        }),
        event({ step: 7, kind: 'lead.created', atMs: againAt, data: said, when: again }),
        event({ step: 8, kind: 'lead.responded', atMs: `${againAt} + 40000`, data: `'{"automated":false}'`, named: true, when: again }),
      ].join(', ')}]`;
    },
  });
}

/** Leads of the last days that nobody has answered, told at once: their part of the day's `standingLeads`. */
export function standingLeadsOf(day: Day, count: number): string {
  return rowsOf(day, {
    entity: 'standing lead',
    count,
    fields: ({ unit, pick }) => ({
      source: "'crm'",
      key: `concat('S-', toString(${day.index}), '-', toString(number))`,
      region: pick('region', REGIONS),
      channel: pick('channel', CHANNELS),
      customer_id: `concat('C-', toString(toUInt32(floor(${CUSTOMERS} * ${unit('customer')}))))`,
      created: `toInt64(${day.startMs} + ${DAY_MS} * ${unit('created')})`,
    }),
    events: () => `[${event({ step: 0, kind: 'lead.created', atMs: 'created', data: `'{"tier":"${STANDING_TIER}","value":9000}'` })}]`,
  });
}
