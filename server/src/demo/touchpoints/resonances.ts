/**
 * Openings: a volatile customer is unhappy on one channel and asks something technical on another. One or two a day by the calendar, most of
 * them answered; and one in the second minute of every show, followed by others, each answered while somebody may still be looking.
 */
import { type Account, VOLATILE_ACCOUNTS } from '../world/accounts.ts';
import type { Arrival, DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { createRandom, type Random } from '../world/random.ts';
import { meetingChannel } from './channels.ts';
import { type Touchpoint, touchRows } from './touchRows.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const SLOT_MS = 16 * HOUR_MS;
/** Every so many are answered only after the opening has closed. */
const MISSED_EVERY = 4;
const ANSWER_DUE_MS = 24 * HOUR_MS;

const SHOW_FIRST_MS = 20 * SECOND_MS;
const SHOW_EVERY_MS = 24 * MINUTE_MS;
const SHOW_ANSWERED_AFTER_MS = 17 * MINUTE_MS;

const COMPLAINT_CHANNELS = ['社区论坛', '电话', '展会'] as const;
const INQUIRY_CHANNELS = ['官网', '邮件', '企业微信'] as const;
const ANSWER_CHANNEL = '拜访';

/** The calendar and the shows take from different halves of the list, each customer in turn, so that the halves of two openings never mix. */
const BY_CALENDAR = VOLATILE_ACCOUNTS.filter((_, i) => i % 2 === 0);
const IN_SHOWS = VOLATILE_ACCOUNTS.filter((_, i) => i % 2 === 1);
const nthOf = (accounts: readonly Account[], nth: number) =>
  accounts[((nth % accounts.length) + accounts.length) % accounts.length] as Account;

interface Opening {
  readonly account: Account;
  readonly complainedMs: number;
  readonly askedMs: number;
  readonly answeredMs: number;
}

export function createResonanceSources(telling: Telling): DemoSource[] {
  const { seedText, shows } = telling;
  const byCalendar = createCalendarSource(telling, {
    slotMs: SLOT_MS,
    reachMs: 96 * HOUR_MS,
    rowsOf(slot, slotStartMs) {
      const random = createRandom(`${seedText}|resonance|${slot}`);
      const complainedMs = slotStartMs + random.unit() * SLOT_MS;
      const askedMs = complainedMs + random.between(1, 20) * HOUR_MS;
      const missed = ((slot % MISSED_EVERY) + MISSED_EVERY) % MISSED_EVERY === 0;
      const answeredMs = askedMs + (missed ? ANSWER_DUE_MS + random.between(14, 22) * HOUR_MS : random.between(2, 11) * HOUR_MS);
      return openingRows({ account: nthOf(BY_CALENDAR, slot), complainedMs, askedMs, answeredMs }, random);
    },
  });
  const inShows = createCalendarSource(telling, {
    slotMs: MINUTE_MS,
    reachMs: HOUR_MS,
    rowsOf(_slot, slotStartMs) {
      // The show that is on, and the openings of it that begin in this minute.
      const show = shows.findLast((showMs) => showMs < slotStartMs + MINUTE_MS);
      if (show === undefined) return [];
      const firstMs = show + SHOW_FIRST_MS;
      const nth = Math.max(0, Math.ceil((slotStartMs - firstMs) / SHOW_EVERY_MS));
      const complainedMs = firstMs + nth * SHOW_EVERY_MS;
      if (complainedMs >= slotStartMs + MINUTE_MS) return [];
      const random = createRandom(`${seedText}|show resonance|${show}|${nth}`);
      const askedMs = complainedMs + random.between(30, 55) * SECOND_MS;
      const account = nthOf(IN_SHOWS, Math.floor(show / SHOW_EVERY_MS) + nth);
      return openingRows({ account, complainedMs, askedMs, answeredMs: askedMs + SHOW_ANSWERED_AFTER_MS }, random);
    },
  });
  return [byCalendar, inShows];
}

function openingRows({ account, complainedMs, askedMs, answeredMs }: Opening, random: Random): Arrival[] {
  const never = [30 * HOUR_MS, 40 * HOUR_MS] as const;
  const half = (touch: Omit<Touchpoint, 'account' | 'certain' | 'channel'> & { channel: string }): Arrival[] => {
    const channel = { ...meetingChannel(touch.channel), foundShare: 0 };
    return touchRows({ ...touch, account, channel, certain: true }, random, never);
  };
  const sentiment = random.between(-0.95, -0.45);
  return [
    ...half({ atMs: complainedMs, channel: random.pick(COMPLAINT_CHANNELS), direction: 'inbound', topic: 'service', sentiment }),
    ...half({ atMs: askedMs, channel: random.pick(INQUIRY_CHANNELS), direction: 'inbound', topic: 'technical_question', sentiment: 0.1 }),
    ...half({ atMs: answeredMs, channel: ANSWER_CHANNEL, direction: 'outbound', topic: 'follow_up', sentiment: 0.4 }),
  ];
}
