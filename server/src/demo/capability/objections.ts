/** Objections that customers raise and how long they take to resolve; one team is slow for days at a time, each in its turn. */
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { CREWS } from './crews.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const SLOT_MS = 4 * HOUR_MS;
const RAISED_A_DAY = 2;
const MEDIAN_HOURS = 4.5;
const SPREAD = 0.3;
const LONGEST_HOURS = 40;

const SLOW_ERA_MS = 4 * DAY_MS;
const SLOW_RAISED_A_DAY = 8;
const SLOW_FACTOR = 2.7;
/** One team is still slow when the next one becomes so. */
const SLOW_LINGERS_MS = 1.3 * DAY_MS;
/** What has gathered is worked off, at the usual pace, after the team has had its turn: so the slowness is seen to end. */
const AFTERMATH_MS = 2 * DAY_MS;

const TYPES = ['价格', '交期', '质量', '竞品', '付款条件'] as const;

export function createObjectionSource(telling: Telling): DemoSource {
  return createCalendarSource(telling, {
    slotMs: SLOT_MS,
    reachMs: SLOT_MS + LONGEST_HOURS * HOUR_MS,
    rowsOf: (slot, slotStartMs) =>
      CREWS.flatMap((crew, n) => {
        const random = createRandom(`${telling.seedText}|objection|${slot}|${crew.team}`);
        const slow = hasTurn(n, slotStartMs, SLOW_LINGERS_MS);
        const busy = hasTurn(n, slotStartMs, SLOW_LINGERS_MS + AFTERMATH_MS);
        const expected = ((busy ? SLOW_RAISED_A_DAY : RAISED_A_DAY) * SLOT_MS) / DAY_MS;
        return Array.from({ length: Math.floor(expected + random.unit()) }, (_, i) => {
          const key = `OB-${(slot % 100_000).toString(36)}-${n}-${i}`.toUpperCase();
          const raisedMs = slotStartMs + random.unit() * SLOT_MS;
          const hours = Math.min(LONGEST_HOURS - 1, random.logNormal(MEDIAN_HOURS * (slow ? SLOW_FACTOR : 1), SPREAD));
          const whose = { key, team: crew.team, region: crew.region, repId: random.pick(crew.repIds) };
          const data = { type: random.pick(TYPES) };
          return [
            deliver({ kind: 'objection.raised', system: 'crm', atMs: raisedMs, ...whose, data }, random),
            deliver({ kind: 'objection.resolved', system: 'crm', atMs: raisedMs + hours * HOUR_MS, ...whose, data }, random),
          ];
        }).flat();
      }),
  });
}

const turnAt = (atMs: number): number => Math.floor(atMs / SLOW_ERA_MS) % CREWS.length;
const hasTurn = (n: number, atMs: number, lingersMs: number): boolean => turnAt(atMs) === n || turnAt(atMs - lingersMs) === n;
