/** Opportunities from the first word to won or lost, each customer's one after another. */
import { type Account, ALL_ACCOUNTS } from '../world/accounts.ts';
import type { Arrival, DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { cycleStartMs, DISTANCE_CYCLE_MS } from './distance.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const SHORTEST_CYCLE_DAYS = 30;
const LONGEST_CYCLE_DAYS = 43;
const LOST_SHARE = 0.42;

/** Stages and the share of the opportunity's life at which it comes into each. */
const STAGES = [
  { stage: 'discovery', from: 0 },
  { stage: 'qualification', from: 0.16 },
  { stage: 'proposal', from: 0.42 },
  { stage: 'negotiation', from: 0.74 },
] as const;

interface Cycle {
  readonly nth: number;
  readonly fromMs: number;
  readonly lastsMs: number;
}

/** The cycle of the customer's that begins on this day, if one does. */
function cycleBegun(account: Account, dayMs: number): Cycle | null {
  const distant = account.temper === 'distant';
  const lastsMs = distant
    ? DISTANCE_CYCLE_MS
    : (SHORTEST_CYCLE_DAYS + ((account.index * 7) % (LONGEST_CYCLE_DAYS - SHORTEST_CYCLE_DAYS))) * DAY_MS;
  const offsetMs = distant ? cycleStartMs(account, 0) : ((account.index * 0.618034) % 1) * lastsMs;
  const nth = Math.ceil((dayMs - offsetMs) / lastsMs);
  const fromMs = Math.round(offsetMs + nth * lastsMs);
  return fromMs < dayMs + DAY_MS ? { nth, fromMs, lastsMs } : null;
}

export function createOpportunitySource(telling: Telling): DemoSource {
  return createCalendarSource(telling, {
    slotMs: DAY_MS,
    reachMs: (LONGEST_CYCLE_DAYS + 1) * DAY_MS,
    rowsOf: (_day, dayMs) =>
      ALL_ACCOUNTS.flatMap((account) => {
        const cycle = cycleBegun(account, dayMs);
        return cycle ? opportunityRows(account, cycle, telling.seedText) : [];
      }),
  });
}

function opportunityRows(account: Account, { nth, fromMs, lastsMs }: Cycle, seedText: string): Arrival[] {
  const random = createRandom(`${seedText}|opportunity|${account.index}|${nth}`);
  const { id: customerId, region, team, repId, temper } = account;
  const distant = temper === 'distant';
  const key = `OP-${customerId.slice(2)}-${nth % 100}`;
  // A pause before the next one; the distant keep theirs open to the end of the silence and a little longer.
  const lifeMs = lastsMs * (distant ? 0.97 : random.between(0.72, 0.9));
  const amount = Math.round((random.logNormal(520_000, 0.6) * account.size) / 10_000) * 10_000;
  const lifecycle = nth % 3 === 0 ? 'new' : 'existing';
  const endMs = fromMs + lifeMs;
  const moved = (atMs: number, stage: string, worth: number) =>
    deliver(
      {
        kind: 'opportunity.moved',
        system: 'crm',
        atMs,
        key,
        customerId,
        region,
        team: team.name,
        repId,
        data: { stage, amount: worth, lifecycle, expected_close: Math.round(endMs) },
      },
      random,
    );
  const rows = STAGES.map(({ stage, from }, i) => {
    const jitterMs = i === 0 ? 0 : random.between(-10, 10) * HOUR_MS;
    return moved(fromMs + from * lifeMs + jitterMs, stage, Math.round((amount * random.between(0.9, 1.1)) / 10_000) * 10_000);
  });
  rows.push(moved(endMs, random.chance(LOST_SHARE) ? 'lost' : 'won', amount));
  return rows;
}
