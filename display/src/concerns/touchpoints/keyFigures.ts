/** Capture rate, dark channels, resonances that wait for an answer. */
import type { Topic } from '@warroom/protocol/board';
import { formatAge, formatCount, formatRate, UNKNOWN } from '../../i18n/format.ts';
import type { KeyFigure, SceneContext } from '../../panels/scene.ts';
import { darkSpots } from './darkSpots.ts';
import { totals } from './headline.ts';
import { shownResonances } from './panels/Resonances/resonances.ts';

export function keyFigures(context: SceneContext): KeyFigure[] {
  return [captureRate(context), darkChannels(context), resonances(context)];
}

function captureRate({ rows, locale, say }: SceneContext): KeyFigure {
  const sum = totals(rows('touchpoints.channels'));
  const known = sum !== null && sum.known > 0;
  return {
    label: say('touchpoints.key.rate'),
    value: known ? formatRate(sum.captured / sum.known, locale) : UNKNOWN,
    tone: 'plain',
    note: known ? { text: say('touchpoints.key.known', { known: formatCount(sum.known, locale) }), tone: 'plain' } : null,
  };
}

function darkChannels({ rows, locale, say }: SceneContext): KeyFigure {
  const channels = rows('touchpoints.channels');
  const spots = darkSpots(channels);
  const label = say('touchpoints.key.dark');
  if (channels.size === 0) return { label, value: UNKNOWN, tone: 'plain', note: null };
  if (spots.length === 0)
    return { label, value: formatCount(0, locale), tone: 'plain', note: { text: say('touchpoints.key.noDark'), tone: 'plain' } };
  // The lowest of all: the first spot is a whole channel, if there is one, whatever its rate.
  const rate = Math.min(...spots.map((spot) => spot.rate));
  const text = say('touchpoints.key.worst', { rate: formatRate(rate, locale) });
  return { label, value: formatCount(spots.length, locale), tone: 'risk', note: { text, tone: 'risk', glyph: 'at-risk' } };
}

/** The note is the most pressing of: time left for a resonance, resonances missed, silent deals. */
function resonances({ rows, alerts, nowMs, locale, say }: SceneContext): KeyFigure {
  const label = say('touchpoints.key.resonances');
  const resonance = rows('touchpoints.resonance');
  const nothing: readonly Topic[] = ['touchpoints.resonance', 'touchpoints.channels', 'touchpoints.silent'];
  if (nothing.every((topic) => rows(topic).size === 0)) return { label, value: UNKNOWN, tone: 'plain', note: null };
  const all = resonance.size === 0 ? [] : shownResonances(resonance.values(), alerts, nowMs());
  const waiting = all.filter(({ state }) => state === 'open' || state === 'closing');
  const missed = all.filter(({ state }) => state === 'missed').length;
  const silent = rows('touchpoints.silent').size;
  const value = formatCount(waiting.length, locale);
  const [first] = waiting;
  if (first) {
    const left = say('touchpoints.key.left', { left: formatAge(first.leftMs) });
    return first.state === 'closing'
      ? { label, value, tone: 'risk', note: { text: left, tone: 'risk', glyph: 'at-risk' } }
      : { label, value, tone: 'plain', note: { text: left, tone: 'plain' } };
  }
  if (missed > 0)
    return {
      label,
      value,
      tone: 'plain',
      note: { text: say('touchpoints.key.missed', { count: missed }), tone: 'violated', glyph: 'violated' },
    };
  return {
    label,
    value,
    tone: 'plain',
    note: { text: silent > 0 ? say('touchpoints.key.silent', { count: silent }) : say('touchpoints.key.noSilent'), tone: 'plain' },
  };
}
