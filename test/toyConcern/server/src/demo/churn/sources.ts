/** Everything that the demo tells of churn: a score a day, few of them high. */
import { ALL_ACCOUNTS } from '../world/accounts.ts';
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';

const SLOT_MS = 24 * 3_600_000;

export function createChurnSources(telling: Telling): DemoSource[] {
  const rowsOf = (slot: number, slotStartMs: number) => {
    const random = createRandom(`${telling.seedText}|churn|${slot}`);
    const { id, region } = random.pick(ALL_ACCOUNTS);
    const data = { score: Math.round(random.unit() ** 6 * 100) / 100 };
    return [deliver({ kind: 'churn.warned', system: 'crm', atMs: slotStartMs, key: id, customerId: id, region, data }, random)];
  };
  return [createCalendarSource(telling, { slotMs: SLOT_MS, reachMs: 60_000, rowsOf })];
}
