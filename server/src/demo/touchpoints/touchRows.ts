/** One touchpoint as it comes to be known: by the system of its channel, by another road, by both, or not at all. */
import type { Account } from '../world/accounts.ts';
import type { Arrival } from '../world/arrivals.ts';
import type { Random } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { type MeetingChannel, seenShareOf } from './channels.ts';

export interface Touchpoint {
  readonly atMs: number;
  readonly account: Account;
  readonly channel: MeetingChannel;
  readonly direction: 'inbound' | 'outbound';
  readonly topic: string;
  readonly sentiment: number;
  /** Seen by the system whatever chance says. */
  readonly certain?: boolean;
}

/** The two roads' clocks do not agree to the second. */
const CLOCKS_DIFFER_MS = 90_000;

/** @param foundAfterMs until the other road reports it, from and to */
export function touchRows(touch: Touchpoint, random: Random, foundAfterMs: readonly [number, number]): Arrival[] {
  const { atMs, account, channel, direction, topic } = touch;
  const seen = touch.certain === true || random.chance(seenShareOf(channel, account.region));
  const found = random.chance(channel.foundShare);
  const sentiment = Math.round(100 * Math.max(-1, Math.min(1, touch.sentiment))) / 100;
  const match = Math.round(100 * Math.min(1, random.between(0.35, 1.05))) / 100;
  const common = {
    kind: 'touchpoint.seen',
    key: account.id,
    customerId: account.id,
    region: account.region,
    channel: channel.name,
  } as const;
  // Who spoke for us; what a customer says in a forum is addressed to nobody.
  const whose = channel.personal ? { team: account.team.name, repId: account.repId } : {};
  const rows: Arrival[] = [];
  if (seen) {
    const data = { direction, topic, sentiment, match, captured_by: channel.system };
    rows.push(deliver({ ...common, ...whose, system: channel.system, atMs, data }, random));
  }
  if (found) {
    const data = { direction, topic, sentiment, match, found_later: true, found_by: channel.foundBy };
    const foundAtMs = atMs + random.between(-1, 1) * CLOCKS_DIFFER_MS;
    const reportedAfterMs = CLOCKS_DIFFER_MS + random.between(...foundAfterMs);
    rows.push(deliver({ ...common, system: channel.foundBy, atMs: foundAtMs, reportedAfterMs, data }, random));
  }
  return rows;
}
