import type { RowOf, Topic } from '@warroom/protocol/board';
import type { SceneConcernId } from '@warroom/protocol/scenes';
import { describe, expect, test } from 'vitest';
import { alertRow } from '../../../testing/alertRow.ts';
import { capabilityOverview } from '../concerns/capability/overview.ts';
import { deliveryRiskOverview } from '../concerns/delivery-risk/overview.ts';
import { leadResponseOverview } from '../concerns/lead-response/overview.ts';
import { touchpointsOverview } from '../concerns/touchpoints/overview.ts';
import type { Locale } from '../i18n/messages.ts';
import { sayIn } from '../i18n/say.ts';
import type { KeyFigure, OverviewPart, SceneContext } from '../panels/scene.ts';
import { DEFAULTS } from '../stores/settings.ts';
import { openRow } from '../testing/rows.ts';
import { overviewScene } from './scene.ts';

const PARTS = {
  'lead-response': leadResponseOverview,
  'delivery-risk': deliveryRiskOverview,
  touchpoints: touchpointsOverview,
  capability: capabilityOverview,
};
const IDS = Object.keys(PARTS) as (keyof typeof PARTS)[];
const overview = overviewScene(IDS.map((id) => ({ id, overview: PARTS[id] })));

type Board = { [T in Topic]?: Record<string, Partial<RowOf<T>>> };

function contextOf(board: Board, alerts: SceneContext['alerts'] = new Map(), locale: Locale = 'zh-CN'): SceneContext {
  const rows = (topic: Topic) => new Map(Object.entries(board[topic] ?? {}));
  return { rows: rows as unknown as SceneContext['rows'], alerts, settings: DEFAULTS, locale, say: sayIn(locale), nowMs: () => 0 };
}
const said = (context: SceneContext) =>
  overview.words
    .headline(context)
    .flat()
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u00a0', ' ');

const breakers = (state: 'open' | 'half-open' | null) => ({ state, repsWatched: 0, repsOpen: 0, repsHalfOpen: 0 });
const BUSY: Board = {
  'lead-response.open': { a: openRow('a', 0, { state: 'violated' }), b: openRow('b', 0, { state: 'waiting' }) },
  'delivery-risk.heat': {
    x: { dimension: 'region', orders: 40, late: 3, amountAtRisk: 12_400_000, bottlenecks: 1 },
    y: { dimension: 'region', orders: 60, late: 1, amountAtRisk: 0, bottlenecks: 0 },
    z: { dimension: 'site', orders: 100, late: 4, amountAtRisk: 12_400_000, bottlenecks: 1 },
  },
  'touchpoints.channels': { g: { channel: '微信群', region: null, dark: true }, h: { channel: '微信群', region: '华东', dark: true } },
  'touchpoints.resonance': { c: { state: 'open' }, d: { state: 'answered' } },
  'capability.breaker-board': { q: breakers('open'), r: breakers('half-open'), s: breakers(null) },
};
const UNCLAIMED = new Map([
  ['1', alertRow({ rule: 'lead-violation', state: 'firing' })],
  ['2', alertRow({ rule: 'lead-violation', state: 'acknowledged' })],
]);

describe('headline', () => {
  test('names what is wrong, the most urgent first, each order counted once', () => {
    expect(said(contextOf(BUSY, UNCLAIMED))).toBe('1 条线索无人认领；4 张订单大概率延误；1 处触点共振待回应；1 个熔断器断开');
  });

  test('in English one is not several', () => {
    expect(said(contextOf(BUSY, UNCLAIMED, 'en'))).toContain('1 lead unclaimed');
    expect(said(contextOf(BUSY, UNCLAIMED, 'en'))).toContain('4 orders likely late');
  });

  test('calm is said only of what is known', () => {
    expect(said(contextOf({}))).toBe('正在等待数据');
    expect(said(contextOf({ 'lead-response.open': { b: openRow('b', 0) } }))).toBe('有数据的方面均无异常');
    const concerns = Object.fromEntries(IDS.map((id) => [id, { state: 'fresh' as const }]));
    expect(said(contextOf({ 'contracts.concerns': concerns }))).toBe('各方面均无异常');
    const never = { ...concerns, touchpoints: { state: 'never' as const } };
    expect(said(contextOf({ 'contracts.concerns': never }))).toBe('有数据的方面均无异常');
    const figures = overview.words.keyFigures(contextOf({ 'contracts.concerns': never })).map(({ value }) => value);
    expect(figures[2]).toBe('–');
  });
});

test('one figure of each concern', () => {
  expect(overview.words.keyFigures(contextOf(BUSY, UNCLAIMED)).map(({ value, tone }) => [value, tone])).toEqual([
    ['1', 'violated'],
    ['4', 'violated'],
    ['1', 'risk'],
    ['1', 'risk'],
  ]);
});

test('each concern says what is wrong, and where nothing is, what goes on', () => {
  const busy = contextOf(BUSY, UNCLAIMED);
  const calm = contextOf({ 'lead-response.open': { b: openRow('b', 0) } });
  expect(leadResponseOverview.line(busy)).toEqual({ text: '1 条违规无人认领', tone: 'violated' });
  expect(deliveryRiskOverview.line(busy).text).toContain('4 张大概率延误');
  expect(touchpointsOverview.line(busy).text).toBe('1 处共振待回应');
  expect(capabilityOverview.line(busy).text).toBe('1 个熔断器断开');
  expect(leadResponseOverview.line(calm)).toEqual({ text: '1 条待响应，没有违规', tone: 'plain' });
  for (const part of [deliveryRiskOverview, touchpointsOverview, capabilityOverview]) expect(part.line(calm).tone).toBe('plain');
});

test('of more figures than anybody takes in, those of what is well give way', () => {
  const part = (label: string, tone: KeyFigure['tone']): { id: SceneConcernId; overview: OverviewPart } => ({
    id: 'capability',
    overview: { ...capabilityOverview, keyFigure: () => ({ label, value: '1', tone, note: null }) },
  });
  const eight = overviewScene(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((label) => part(label, label > 'f' ? 'risk' : 'plain')));
  expect(eight.words.keyFigures(contextOf({})).map(({ label }) => label)).toEqual(['a', 'b', 'c', 'd', 'g', 'h']);
});
