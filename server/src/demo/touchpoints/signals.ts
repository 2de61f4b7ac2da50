/** What is heard of customers without their being met: visits of competitors, tenders, budgets, new people in charge. */
import { ALL_ACCOUNTS } from '../world/accounts.ts';
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, RECENT_MS, type Telling } from '../world/calendarSource.ts';
import { createRandom, type Random } from '../world/random.ts';
import { deliver } from '../world/row.ts';

const HOUR_MS = 3_600_000;

interface SignalType {
  readonly type: string;
  readonly weight: number;
}
const COMPETITOR: SignalType = { type: 'competitor_visit', weight: 42 };
const OTHERS: readonly SignalType[] = [
  { type: 'tender_match', weight: 16 },
  { type: 'budget_unclear', weight: 14 },
  { type: 'new_decision_maker', weight: 14 },
  { type: 'expansion_plan', weight: 8 },
  { type: 'payment_delay', weight: 6 },
];

export function createSignalSources(telling: Telling): DemoSource[] {
  const { seedText, startMs } = telling;
  const heard = (name: string, slotMs: number, types: readonly SignalType[], notBeforeMs = -Infinity) =>
    createCalendarSource(telling, {
      slotMs,
      reachMs: slotMs + HOUR_MS,
      notBeforeMs,
      rowsOf(slot, slotStartMs) {
        const random = createRandom(`${seedText}|${name}|${slot}`);
        return [signalRow(slotStartMs + random.unit() * slotMs, types, random)];
      },
    });
  return [
    heard('signal', 90 * 60_000, [COMPETITOR, ...OTHERS]),
    // Of competitors' visits there are never more than that, or no touchpoint of ours would count for anything after a long day.
    heard('recent signal', 100_000, OTHERS, startMs - RECENT_MS),
  ];
}

function signalRow(atMs: number, types: readonly SignalType[], random: Random) {
  const account = random.pick(ALL_ACCOUNTS);
  const { type } = random.weighted(types);
  const data = { type, weight: Math.round(100 * random.between(0.3, 1)) / 100 };
  const { id, region } = account;
  return deliver({ kind: 'signal.seen', system: 'listening', atMs, key: id, customerId: id, region, data }, random);
}
