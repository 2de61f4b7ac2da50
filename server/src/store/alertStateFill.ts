/** Brings `alert_states` to what the alert log says. Taking rows over twice changes nothing, so whatever was cut short is done again. */
import type { Log } from '../log.ts';
import type { Store } from './client.ts';
import { sqlInstant, sqlTime } from './sqlTime.ts';

/** As the view has it (migration 006), whole alerts at once: halves of a state look open until the engine merges them. */
const instants = (state: string) =>
  `minMap(if(state = '${state}', map(cityHash64(id), toUnixTimestamp64Milli(at) * 1048576 + least(version, 1048575)), map()))`;
const STATE_OF_ROWS = `rule, subject, alert_id, groupUniqArray(toDate(ingested_at)), ${instants('firing')}, ${instants('resolved')}`;
/** Taken over by one statement, unless a single hour has more: a few seconds. */
const ROWS_PER_STATEMENT = 200_000;
const HOUR_MS = 3_600_000;
/** A view is written to after its table: an end in between leaves the newest rows out. */
const MENDED_MS = 25 * HOUR_MS;

const takeOver = (store: Store, where: string) =>
  store.command(
    'state.alert-states',
    `INSERT INTO ${store.table('alert_states')} (rule, subject, alert_id, days, firings, resolutions)
     SELECT ${STATE_OF_ROWS} FROM ${store.table('alert_log')} WHERE ${where} GROUP BY rule, subject, alert_id`,
  );

/** Takes over what was in the log before the view was, oldest first; goes on where an earlier call came to. */
export async function fillAlertStates(store: Store, log: Log): Promise<void> {
  const filled = store.table('alert_states_filled');
  const [last] = await store.query<[number]>('state.alert-states', `SELECT toUnixTimestamp64Milli(max(until)) FROM ${filled}`);
  const hours = await store.query<[atMs: number, rows: number]>(
    'state.alert-states',
    `SELECT toUnixTimestamp(toStartOfHour(ingested_at)) * 1000 AS hour, count() FROM ${store.table('alert_log')}
     WHERE ingested_at >= ${sqlInstant(last?.[0] ?? 0)} GROUP BY hour ORDER BY hour`,
  );
  const total = hours.reduce((sum, [, rows]) => sum + rows, 0);
  let done = 0;
  for (let i = 0; i < hours.length; ) {
    const [fromMs] = hours[i] as [number, number];
    let untilMs = fromMs;
    for (let rows = 0; i < hours.length && (rows === 0 || rows + (hours[i]?.[1] ?? 0) <= ROWS_PER_STATEMENT); i += 1) {
      const [atMs, count] = hours[i] as [number, number];
      rows += count;
      done += count;
      untilMs = atMs + HOUR_MS;
    }
    await takeOver(store, `ingested_at >= ${sqlInstant(fromMs)} AND ingested_at < ${sqlInstant(untilMs)}`);
    await store.insert('state.alert-states', 'alert_states_filled', ['until'], [JSON.stringify([sqlTime(untilMs)])]);
    log.info({ rows: done, of: total }, 'the alert log is taken over into the table of states');
  }
}

/** Takes over the newest rows once more, as of the last day on which any came. */
export async function mendAlertStates(store: Store): Promise<void> {
  const [last] = await store.query<[number]>(
    'state.alert-states',
    `SELECT toUnixTimestamp64Milli(least(max(ingested_at), now64(3))) FROM ${store.table('alert_log')}`,
  );
  await takeOver(store, `ingested_at >= ${sqlInstant((last?.[0] ?? 0) - MENDED_MS)}`);
}
