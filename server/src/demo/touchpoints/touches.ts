/** Touchpoints as customers and we come together: every customer every day and a half, of late more often; from the distant nothing for weeks. */
import { type Account, ALL_ACCOUNTS, NEAR_ACCOUNTS } from '../world/accounts.ts';
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, RECENT_MS, type Telling } from '../world/calendarSource.ts';
import { createRandom, type Random } from '../world/random.ts';
import { MEETING_CHANNELS, meetingChannel } from './channels.ts';
import { isDistantAt } from './distance.ts';
import { type Touchpoint, touchRows } from './touchRows.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const SLOT_MS = 6 * HOUR_MS;
/** A customer's turn comes every so many slots. */
const TURNS = 6;
/** Every so many turns the touchpoint is certain to be seen: only who is meant to falls silent. */
const CERTAIN_EVERY = 3;
const FOUND_AFTER_MS = [2 * HOUR_MS, 60 * HOUR_MS] as const;

/** Of late: touchpoints a minute over all customers, and how soon the other road reports them. */
const RECENT_SLOT_MS = 60_000;
const RECENT_PER_MINUTE = 7;
const RECENT_FOUND_AFTER_MS = [2 * MINUTE_MS, 45 * MINUTE_MS] as const;

const EVERYDAY_TOPICS = ['pricing', 'delivery', 'service', 'contract_terms', 'follow_up'] as const;
const INQUIRIES = ['technical_question', 'expert_content'] as const;
const SHARES = { outbound: 0.45, inquiry: 0.3, grumble: 0.14 } as const;

export function createTouchSources(telling: Telling): DemoSource[] {
  const { seedText, startMs, briskness } = telling;
  const regular = createCalendarSource(telling, {
    slotMs: SLOT_MS,
    reachMs: SLOT_MS + FOUND_AFTER_MS[1] + HOUR_MS,
    rowsOf: (slot, slotStartMs) =>
      ALL_ACCOUNTS.filter(({ index }) => (((slot + index) % TURNS) + TURNS) % TURNS === 0).flatMap((account) => {
        const random = createRandom(`${seedText}|touch|${slot}|${account.index}`);
        const atMs = slotStartMs + random.unit() * SLOT_MS;
        if (account.temper === 'distant' && isDistantAt(account, atMs)) return [];
        const certain = Math.floor((slot + account.index) / TURNS) % CERTAIN_EVERY === 0;
        return touchRows(everydayTouch(account, atMs, random, certain), random, FOUND_AFTER_MS);
      }),
  });
  const recent = createCalendarSource(telling, {
    slotMs: RECENT_SLOT_MS,
    reachMs: RECENT_SLOT_MS + RECENT_FOUND_AFTER_MS[1] + HOUR_MS,
    notBeforeMs: startMs - RECENT_MS,
    rowsOf(slot, slotStartMs) {
      const random = createRandom(`${seedText}|recent touch|${slot}`);
      const count = Math.floor(RECENT_PER_MINUTE * Math.min(3, briskness) + random.unit());
      return Array.from({ length: count }, () => {
        const account = random.pick(NEAR_ACCOUNTS);
        return touchRows(everydayTouch(account, slotStartMs + random.unit() * RECENT_SLOT_MS, random), random, RECENT_FOUND_AFTER_MS);
      }).flat();
    },
  });
  return [regular, recent];
}

/** By the customer's temper, so that none of these is half of an opening; see {@link Account.temper}. */
function everydayTouch(account: Account, atMs: number, random: Random, certain = false): Touchpoint {
  const { temper } = account;
  const channel = certain ? meetingChannel('企业微信') : random.weighted(MEETING_CHANNELS);
  const spoken = channel.personal && temper !== 'volatile' && random.chance(SHARES.outbound);
  const inquires = temper === 'curious' && !spoken && random.chance(SHARES.inquiry);
  const grumbles = temper === 'grumbling' && random.chance(SHARES.grumble);
  const topic = inquires ? random.pick(INQUIRIES) : random.pick(EVERYDAY_TOPICS);
  return {
    atMs,
    account,
    channel,
    direction: spoken ? 'outbound' : 'inbound',
    topic,
    sentiment: grumbles ? random.between(-0.9, -0.32) : random.between(-0.22, 0.75),
    certain,
  };
}
