/**
 * `node server/bench/history/fillCommand.ts --data DIR --events N [--days D] [--seed S] [--alerts M] [--shape JSON]`: fills the store of a
 * directory and ends, so that nothing of it is left in the memory of who measures. Prints one line of JSON.
 */
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config/config.ts';
import { openStore } from '../../src/store/client.ts';
import { migrate } from '../../src/store/migrate.ts';
import { quietLog } from '../load/events.ts';
import { fillAlertLog, fillEvents } from './fill.ts';
import { type HistoryShape, shapeOf } from './shape.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    events: { type: 'string', default: '0' },
    days: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    alerts: { type: 'string', default: '0' },
    shape: { type: 'string', default: '{}' },
  },
});
if (values.data === undefined) throw new Error('--data DIR is missing');
const [events, days, seed, alerts] = [values.events, values.days, values.seed, values.alerts].map(Number) as [
  number,
  number,
  number,
  number,
];
const config = loadConfig({ flags: { 'store.dataDir': values.data } });
const store = await openStore(config.store, quietLog);
try {
  await migrate(store, config.store, quietLog);
  const startedMs = performance.now();
  const [now] = await store.query<[number]>('state.fill', 'SELECT toUnixTimestamp(now())');
  const untilMs = (now?.[0] ?? 0) * 1_000;
  if (events > 0) {
    const shape: HistoryShape = { ...shapeOf(events, days, seed), ...(JSON.parse(values.shape) as Partial<HistoryShape>) };
    await fillEvents(store, shape, untilMs, (day) => process.stderr.write(`\r  day ${day + 1} of ${shape.days} `));
    process.stderr.write('\r');
  }
  if (alerts > 0) await fillAlertLog(store, { seed, rows: alerts, untilMs });
  const [counts] = await store.query<[number, number]>(
    'state.fill',
    `SELECT (SELECT count() FROM ${store.table('events')}), (SELECT count() FROM ${store.table('alert_log')})`,
  );
  const [bytes] = await store.query<[number]>(
    'state.fill',
    `SELECT toUInt64(sum(bytes_on_disk)) FROM system.parts WHERE active AND database = '${store.database}'`,
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  console.log(JSON.stringify({ untilMs, events: counts?.[0], alertRows: counts?.[1], sizeBytes: bytes?.[0], seconds }));
} finally {
  await store.close();
}
process.exit(0);
