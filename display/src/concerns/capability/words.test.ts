import type { BreakerBoardRow, StrategyRow } from '@warroom/protocol/concerns/capability';
import { describe, expect, test } from 'vitest';
import type { Locale } from '../../i18n/messages.ts';
import { sayIn } from '../../i18n/say.ts';
import type { SceneContext } from '../../panels/scene.ts';
import { DEFAULTS } from '../../stores/settings.ts';
import { ageWords, headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import { breakerRow, breakers, byKey, strategies, strategyRow } from './rows.fixture.ts';

const NOW = Date.UTC(2026, 10, 22, 8);
const HOUR_MS = 3_600_000;
const ago = (hours: number) => NOW - hours * HOUR_MS;
const byUnit = (rows: readonly StrategyRow[]) => new Map(rows.map((row) => [`${row.strategy}|${row.unitId}`, row]));

const sentence = (rows: readonly StrategyRow[], board: readonly BreakerBoardRow[], locale: Locale = 'zh-CN') =>
  headline(byUnit(rows), byKey(board), NOW, locale, sayIn(locale))
    .flat()
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u00a0', ' ')
    .replaceAll('\u2009', ' ');

describe('headline', () => {
  test('how far the newest strategy has come, and how many breakers are open', () => {
    expect(sentence(strategies(ago(26)), breakers(NOW))).toBe(
      '策略“竞品替换”发布 26 小时，120 人中 84 人听懂；51 人用过，22 人被客户接受；5 个熔断器断开',
    );
    expect(sentence(strategies(ago(26)), [breakerRow('A', { state: 'open' })], 'en')).toBe(
      'Strategy 竞品替换, out 26 h: understood by 84 of 120; used by 51, accepted for 22; 1 breaker open',
    );
  });

  test('nobody is said in a word; a calm board as well', () => {
    expect(sentence([strategyRow('A', [12, 0, 0, 0], ago(30))], [breakerRow('A')])).toBe(
      '策略“竞品替换”发布 30 小时，12 人中无人听懂；无人用过；没有熔断',
    );
  });

  test('no strategy, and no data, are two things', () => {
    expect(sentence([], [breakerRow('A')])).toBe('还没有发布策略；没有熔断');
    expect(sentence([], [])).toBe('正在等待数据');
  });

  test('an age as people speak of it', () => {
    expect([0.01, 0.5, 26.9, 71, 73, 400].map((hours) => ageWords(hours * HOUR_MS, 'zh-CN').replace('\u2009', ' '))).toEqual([
      '1 分钟',
      '30 分钟',
      '26 小时',
      '71 小时',
      '3 天',
      '16 天',
    ]);
  });
});

describe('key figures', () => {
  const figures = (rows: readonly StrategyRow[], board: readonly BreakerBoardRow[]) => {
    const tables: Record<string, ReadonlyMap<string, unknown>> = {
      'capability.strategies': byUnit(rows),
      'capability.breaker-board': byKey(board),
    };
    const context: SceneContext = {
      rows: ((topic: string) => tables[topic] ?? new Map()) as SceneContext['rows'],
      alerts: new Map(),
      settings: DEFAULTS,
      locale: 'zh-CN',
      say: sayIn('zh-CN'),
      nowMs: () => NOW,
    };
    return keyFigures(context);
  };

  test('always three; before there is a row none is known', () => {
    expect(figures([], []).map(({ value, note }) => [value, note])).toEqual([
      ['–', null],
      ['–', null],
      ['–', null],
    ]);
  });

  test('while there is time the share is provisional and nothing is wrong', () => {
    const [used, lost, open] = figures(strategies(ago(26)), breakers(NOW));
    expect(used).toMatchObject({ value: '42%', tone: 'plain' });
    expect(used?.note?.text).toBe('暂计，还剩 22\u2009小时');
    expect(lost).toMatchObject({ value: '36', tone: 'plain', note: { text: '人尚未听懂' } });
    expect(open).toMatchObject({ value: '5', tone: 'violated', note: { text: '另有 1 个半开', tone: 'risk' } });
  });

  test('after that it is held against the threshold of its breaker', () => {
    const [used, lost] = figures(strategies(ago(60)), breakers(NOW));
    expect(used).toMatchObject({ value: '42%', tone: 'risk', note: { text: '不低于 50%', glyph: 'at-risk' } });
    expect(lost).toMatchObject({ tone: 'risk', note: { text: '人没听懂', glyph: 'at-risk' } });
    const [good, none] = figures([strategyRow('A', [18, 18, 18, 18], ago(60))], [breakerRow('A')]);
    expect(good).toMatchObject({ value: '100%', tone: 'plain', note: { text: '18 / 18 人' } });
    expect(none).toMatchObject({ value: '0', note: { text: '没有流失' } });
  });
});
