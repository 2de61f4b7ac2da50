/** What is heard of customers: touchpoints that a system saw and others that came to light later, opportunities, signals. */
import { CUSTOMERS, DAY_MS, type Day, event, REGIONS, rowsOf, workingTime } from './dayOf.ts';

const CHANNELS = ['拜访', '电话', '企业微信', '微信群', '邮件', '直播', '展会'];
const TOPICS = ['price', 'delivery', 'contract', 'complaint', 'technical question', 'expert content', 'service'];
const STAGES = ['discovery', 'proposal', 'negotiation'];
/** Some customers are met far more often than others. */
const customer = (unit: (purpose: string) => string) =>
  `concat('C-', toString(toUInt32(floor(${CUSTOMERS} * pow(${unit('customer')}, 2)))))`;

export function touchpointsOf(day: Day): string {
  return rowsOf(day, {
    entity: 'touchpoint',
    count: day.shape.touchpoints,
    fields: (chance) => ({
      met: workingTime(day, chance),
      source: chance.pick('source', ['im', 'mail', 'call']),
      key: `concat('T-', toString(${day.index}), '-', toString(number))`,
      region: chance.pick('region', REGIONS),
      channel: chance.pick('channel', CHANNELS),
      customer_id: customer(chance.unit),
      topic: chance.pick('topic', TOPICS),
      direction: chance.pick('direction', ['inbound', 'outbound']),
      road: chance.unit('road'),
    }),
    events: ({ unit }) => {
      const said = `'"direction":"', direction, '","topic":"', topic, '","sentiment":', if(${unit('mood')} < 0.1, '-0.6', '0.3'), ',"match":', toString(round(${unit('match')}, 3)), '}'`;
      const seen = `concat('{"captured_by":"crm",', ${said})`;
      const found = `concat('{"found_later":true,"found_by":"audit",', ${said})`;
      return `[${[
        event({ step: 0, kind: 'touchpoint.seen', atMs: 'met', data: seen, when: 'road < 0.85' }),
        // One in seven is known by an audit alone, a week later at the most; some by both roads.
        event({ step: 1, kind: 'touchpoint.seen', atMs: 'met + 20000', data: found, source: 'listening', when: 'road > 0.75' }),
      ].join(', ')}]`;
    },
  });
}

/** Opportunities of the day, one to a hundred touchpoints: three stages, then won or lost, most within six weeks. */
export function opportunitiesOf(day: Day): string {
  return rowsOf(day, {
    entity: 'opportunity',
    count: Math.ceil(day.shape.touchpoints / 100),
    fields: (chance) => ({
      begun: workingTime(day, chance),
      source: "'crm'",
      key: `concat('P-', toString(${day.index}), '-', toString(number))`,
      region: chance.pick('region', REGIONS),
      customer_id: customer(chance.unit),
      amount: `toString(1000 * round(${chance.logNormal('amount', 400, 0.9)}))`,
      pace: `toInt64(${DAY_MS} * ${chance.logNormal('pace', 10, 0.6)})`,
    }),
    events: ({ unit }) => {
      const moved = (stage: string) => `concat('{"stage":', ${stage}, ',"amount":', amount, '}')`;
      const stages = STAGES.map((stage, n) =>
        event({ step: n, kind: 'opportunity.moved', atMs: `begun + ${n} * pace`, data: moved(`'"${stage}"'`) }),
      );
      const end = `if(${unit('won')} < 0.4, '"won"', '"lost"')`;
      return `[${[...stages, event({ step: 3, kind: 'opportunity.moved', atMs: `begun + ${STAGES.length} * pace`, data: moved(end) })].join(', ')}]`;
    },
  });
}

export function signalsOf(day: Day): string {
  return rowsOf(day, {
    entity: 'signal',
    count: Math.ceil(day.shape.touchpoints / 20),
    fields: (chance) => ({
      seen: workingTime(day, chance),
      source: "'listening'",
      key: 'customer_id',
      region: chance.pick('region', REGIONS),
      customer_id: customer(chance.unit),
      type: chance.pick('type', ['competitor_visit', 'tender_match']),
    }),
    events: () => `[${event({ step: 0, kind: 'signal.seen', atMs: 'seen', data: `concat('{"type":"', type, '"}')` })}]`,
  });
}
