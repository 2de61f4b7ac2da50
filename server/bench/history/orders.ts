/** Orders: placed, six steps with their blocks, delivered after a week or so. What lies beyond the present leaves them open. */
import { CUSTOMERS, type Day, event, HOUR_MS, REGIONS, rowsOf, workingTime } from './dayOf.ts';

const LINES = ['泵', '阀', '备件', '成套'];
/** Median hours and spread of the log. */
const STEPS = [
  ['设计', 10, 0.5],
  ['采购', 40, 0.7],
  ['加工', 24, 0.4],
  ['装配', 16, 0.35],
  ['检验', 8, 0.5],
  ['发运', 30, 0.4],
] as const;
const MEAN_HOURS = 145;
const PLACES = [
  ['苏州', 31.3, 120.6],
  ['深圳', 22.5, 114.1],
  ['天津', 39.1, 117.2],
  ['成都', 30.6, 104.1],
  ['武汉', 30.6, 114.3],
] as const;

const place = (purpose: string, unit: (purpose: string) => string) =>
  `[${PLACES.map(([name, lat, lng]) => `'{"name":"${name}","lat":${lat},"lng":${lng}}'`).join(', ')}][1 + toUInt32(floor(${PLACES.length} * ${unit(purpose)}))]`;

export function ordersOf(day: Day): string {
  return rowsOf(day, {
    entity: 'order',
    count: day.shape.orders,
    fields: (chance) => {
      const { unit, pick, logNormal } = chance;
      const hours = STEPS.map(([, median, sigma], n) => `toInt64(${HOUR_MS} * ${logNormal('step', median, sigma, String(n))})`);
      return {
        placed: workingTime(day, chance),
        source: "'mes'",
        key: `concat('O-', toString(${day.index}), '-', toString(number))`,
        region: pick('region', REGIONS),
        product_line: pick('line', LINES),
        customer_id: `concat('C-', toString(toUInt32(floor(${CUSTOMERS} * ${unit('customer')}))))`,
        promised: `placed + toInt64(${HOUR_MS * MEAN_HOURS} * ${logNormal('promise', 1.15, 0.2)})`,
        ends: `arrayCumSum([placed, ${hours.join(', ')}])`,
      };
    },
    events: ({ unit, logNormal }) => {
      const route = STEPS.map(([step]) => `"${step}"`).join(',');
      const placing = `concat('{"promised_at":', toString(promised), ',"expedite":', if(${unit('expedite')} < 0.1, 'true', 'false'),
        ',"amount":', toString(round(${logNormal('amount', 20_000, 1)})), ',"route":[${route}],"from":', ${place('from', unit)}, ',"to":', ${place('to', unit)}, '}')`;
      const told = (n: number, state: string, more = '') => `'{"step":"${STEPS[n]?.[0]}","state":"${state}","site":"S${n}"${more}}'`;
      const steps = STEPS.flatMap((_, n) => {
        const [begin, end] = [`ends[${n + 1}]`, `ends[${n + 2}]`];
        const within = (share: number) => `${begin} + toInt64(${share} * (${end} - ${begin}))`;
        const isBlocked = `${unit('blocked', String(n))} < 0.08`;
        return [
          event({ step: 10 * n + 1, kind: 'order.step', atMs: begin, data: told(n, 'started') }),
          event({
            step: 10 * n + 2,
            kind: 'order.step',
            atMs: within(0.5),
            data: told(n, 'progressed', ',"progress":0.5'),
            when: `${unit('progress', String(n))} < 0.3`,
          }),
          event({ step: 10 * n + 3, kind: 'order.step', atMs: within(0.6), data: told(n, 'blocked'), when: isBlocked }),
          event({ step: 10 * n + 4, kind: 'order.step', atMs: within(0.8), data: told(n, 'started'), when: isBlocked }),
          event({ step: 10 * n + 5, kind: 'order.step', atMs: `${end} - 1`, data: told(n, 'completed') }),
        ];
      });
      return `[${[
        event({ step: 0, kind: 'order.placed', atMs: 'placed', data: placing, source: 'erp' }),
        ...steps,
        event({ step: 99, kind: 'order.delivered', atMs: `ends[${STEPS.length + 1}] + 60000`, data: "'{}'", source: 'erp' }),
      ].join(', ')}]`;
    },
  });
}
