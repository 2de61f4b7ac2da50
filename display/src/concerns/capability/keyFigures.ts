/** Users of the newest strategy within 48 hours, its largest loss, open breakers. */
import { formatCount, formatRate, UNKNOWN } from '../../i18n/format.ts';
import type { KeyFigure, SceneContext } from '../../panels/scene.ts';
import { ageWords } from './headline.ts';
import { countBreakers } from './panels/Breakers/breakers.ts';
import { isLow, transmissionThreshold } from './panels/Pipe/alarm.ts';
import { type Flow, newestFlow, worstJoint } from './panels/Pipe/flow.ts';

export function keyFigures(context: SceneContext): KeyFigure[] {
  const flow = newestFlow(context.rows('capability.strategies').values());
  const threshold = transmissionThreshold(context.rows('capability.breaker-board').values());
  return [usedWithin48h(flow, threshold, context), mostLost(flow, threshold, context), openBreakers(context)];
}

function usedWithin48h(flow: Flow | null, threshold: number | null, { locale, say, nowMs }: SceneContext): KeyFigure {
  const label = say('capability.key.used');
  const audience = flow?.people[0] ?? 0;
  if (!flow || audience === 0) return { label, value: UNKNOWN, tone: 'plain', note: null };
  const rate = flow.usedWithin48h / audience;
  const value = formatRate(rate, locale);
  if (nowMs() < flow.headlineMs) {
    const text = say('capability.key.left', { left: ageWords(flow.headlineMs - nowMs(), locale) });
    return { label, value, tone: 'plain', note: { text, tone: 'plain' } };
  }
  if (threshold !== null && rate < threshold) {
    const text = say('capability.key.threshold', { threshold: formatRate(threshold, locale) });
    return { label, value, tone: 'risk', note: { text, tone: 'risk', glyph: 'at-risk' } };
  }
  const people = say('capability.key.people', { used: formatCount(flow.usedWithin48h, locale), audience: formatCount(audience, locale) });
  return { label, value, tone: 'plain', note: { text: people, tone: 'plain' } };
}

function mostLost(flow: Flow | null, threshold: number | null, { locale, say, nowMs }: SceneContext): KeyFigure {
  const label = say('capability.key.lost');
  if (!flow) return { label, value: UNKNOWN, tone: 'plain', note: null };
  const worst = worstJoint(flow.people);
  if (!worst) return { label, value: formatCount(0, locale), tone: 'plain', note: { text: say('capability.key.noneLost'), tone: 'plain' } };
  const final = nowMs() >= flow.headlineMs;
  const tone = final && isLow(flow.people, threshold) ? 'risk' : 'plain';
  const where = say(`capability.key.${final ? 'where' : 'whereYet'}.${worst.name}`);
  const note: KeyFigure['note'] = { text: say('capability.key.lostWhere', { where }), tone };
  return { label, value: formatCount(worst.lost, locale), tone, note: tone === 'risk' ? { ...note, glyph: 'at-risk' } : note };
}

function openBreakers({ rows, locale, say }: SceneContext): KeyFigure {
  const board = rows('capability.breaker-board');
  const label = say('capability.key.open');
  if (board.size === 0) return { label, value: UNKNOWN, tone: 'plain', note: null };
  const { open, 'half-open': halfOpen, closed } = countBreakers(board.values());
  const note: KeyFigure['note'] =
    halfOpen > 0
      ? { text: say('capability.key.halfOpen', { count: halfOpen }), tone: 'risk', glyph: 'at-risk' }
      : { text: say('capability.key.closed', { count: formatCount(closed, locale) }), tone: 'plain' };
  return { label, value: formatCount(open, locale), tone: open > 0 ? 'violated' : 'plain', note };
}
