/** Touchpoints captured, found later and estimated unseen, and where channels are dark. */
import type { TouchpointChannelRow } from '@warroom/protocol/concerns/touchpoints';
import { formatCount, formatRate } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import type { Headline, HeadlinePart } from '../../panels/scene.ts';
import { type DarkSpot, darkSpots } from './darkSpots.ts';

export interface Totals {
  captured: number;
  foundLater: number;
  known: number;
  /** Sum over the channels with an estimate; null without any. */
  unseen: number | null;
}

/** Over all channels; null without rows. */
export function totals(rows: ReadonlyMap<string, TouchpointChannelRow>): Totals | null {
  const sum: Totals = { captured: 0, foundLater: 0, known: 0, unseen: null };
  let some = false;
  for (const { region, captured, foundLater, known, estimated } of rows.values()) {
    if (region) continue;
    some = true;
    sum.captured += captured;
    sum.foundLater += foundLater;
    sum.known += known;
    if (estimated !== null) sum.unseen = (sum.unseen ?? 0) + estimated - known;
  }
  return some ? sum : null;
}

/** Rounded to two significant digits, as precise as an estimate is. */
export const roughly = (value: number): number => Number(value.toPrecision(2));

/** `rows`: those of `touchpoints.channels` by key. */
export function headline(rows: ReadonlyMap<string, TouchpointChannelRow>, locale: Locale, say: Say): Headline {
  const sum = totals(rows);
  if (!sum) return [[{ text: say('wall.headline.waiting'), tone: 'plain' }]];
  if (sum.known === 0) return [[{ text: say('touchpoints.headline.none'), tone: 'plain' }]];
  const count = (value: number) => formatCount(value, locale);
  const seen = say(sum.foundLater > 0 ? 'touchpoints.headline.seen' : 'touchpoints.headline.seenAll', {
    captured: count(sum.captured),
    later: count(sum.foundLater),
  });
  return [
    [{ text: seen, tone: 'plain' }],
    [{ text: unseen(sum.unseen, count, say) + say('touchpoints.headline.next'), tone: 'plain' }, dark(darkSpots(rows), locale, say)],
  ];
}

function unseen(value: number | null, count: (value: number) => string, say: Say): string {
  if (value === null) return say('touchpoints.headline.unseenUnknown');
  return value < 1 ? say('touchpoints.headline.unseenFew') : say('touchpoints.headline.unseen', { unseen: count(roughly(value)) });
}

function dark(spots: readonly DarkSpot[], locale: Locale, say: Say): HeadlinePart {
  const [worst] = spots;
  if (!worst) return { text: say('touchpoints.headline.calm'), tone: 'plain' };
  const { channel, region } = worst;
  // `count` is the number of the others.
  const values = { channel, region: region ?? '', rate: formatRate(worst.rate, locale), count: spots.length - 1 };
  const risk = (text: string): HeadlinePart => ({ text, tone: 'risk' });
  if (region === null) {
    const whole = spots.filter((spot) => spot.region === null).length;
    return risk(
      whole === 1 ? say('touchpoints.headline.dark', values) : say('touchpoints.headline.darkMore', { ...values, count: whole - 1 }),
    );
  }
  if (spots.length === 1) return risk(say('touchpoints.headline.darkRegion', values));
  const oneChannel = spots.every((spot) => spot.channel === channel);
  return risk(say(oneChannel ? 'touchpoints.headline.darkRegions' : 'touchpoints.headline.darkSpots', values));
}
