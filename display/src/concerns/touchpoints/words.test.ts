import type { TouchpointChannelRow } from '@warroom/protocol/concerns/touchpoints';
import { describe, expect, test } from 'vitest';
import type { Locale } from '../../i18n/messages.ts';
import { sayIn } from '../../i18n/say.ts';
import type { SceneContext } from '../../panels/scene.ts';
import { DEFAULTS } from '../../stores/settings.ts';
import { darkSpots } from './darkSpots.ts';
import { headline, roughly } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import { byKey, channelRow, channels, resonanceRow, silentRow } from './rows.fixture.ts';

const NOW = Date.UTC(2026, 10, 22, 8);
const dark = { captured: 4, foundLater: 8 };
const sentence = (rows: readonly TouchpointChannelRow[], locale: Locale = 'zh-CN') =>
  headline(byKey(rows), locale, sayIn(locale))
    .flat()
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u00a0', ' ');

describe('headline', () => {
  test('what was seen, learnt later, unseen, and where it is dark', () => {
    expect(sentence([channelRow({ channel: '微信群', captured: 38, foundLater: 62, estimated: 143 })])).toBe(
      '30 天内系统捕捉到 38 次触点，62 次事后才知道；估计 43 次无人看见，微信群是暗渠道（捕捉 38%）',
    );
  });

  test('regions add nothing to the sums; dark in several of them is counted', () => {
    const whole = channelRow({ channel: '微信群', captured: 90, foundLater: 30 });
    const rows = [whole, ...['华东', '华南'].map((region) => channelRow({ channel: '微信群', region, ...dark }))];
    expect(sentence(rows)).toContain('捕捉到 90 次触点');
    expect(sentence(rows)).toContain('微信群在华东和另 1 区是暗渠道');
    expect(sentence(rows, 'en')).toBe(
      '90 touchpoints captured in 30 days, 30 learnt later; about 30 unseen, 微信群 is dark in 华东 and 1 more',
    );
  });

  test.each([
    [[['电话', '华东']], '电话在华东是暗渠道（捕捉 33%）'],
    [
      [
        ['电话', '华东'],
        ['邮件', '华南'],
      ],
      '电话在华东和另 1 处是暗渠道',
    ],
    [
      [
        ['电话', null],
        ['邮件', null],
      ],
      '电话和另 1 条是暗渠道',
    ],
    [
      [
        ['电话', null],
        ['电话', '华东'],
      ],
      '电话是暗渠道（捕捉 33%）',
    ],
    [[], '没有暗渠道'],
  ] as const)('dark spots %j', (spots, words) => {
    const rows = spots.map(([channel, region]) => channelRow({ channel, region, ...dark }));
    expect(sentence([channelRow({ channel: '官网' }), ...rows])).toContain(words);
  });

  test('what cannot be estimated is said, and so is that there is nothing', () => {
    const unknown = { estimated: null, estimatedLow: null, estimatedHigh: null };
    expect(sentence([channelRow(unknown)])).toContain('无人看见的次数还无法估计');
    expect(sentence([channelRow({ estimated: 100 })])).toContain('估计几乎没有无人看见的');
    expect(sentence([channelRow({ captured: 0, foundLater: 0 })])).toBe('30 天内还没有触点记录');
    expect(sentence([])).toBe('正在等待数据');
  });

  test('an estimate is worth two digits', () => {
    expect([347, 1_234, 8.4].map(roughly)).toEqual([350, 1_200, 8.4]);
  });
});

test('dark spots: whole channels before single regions, the darkest first', () => {
  const rows = byKey([
    channelRow({ channel: 'A', region: '华东', captured: 1, foundLater: 11 }),
    channelRow({ channel: 'B', captured: 5, foundLater: 7 }),
    channelRow({ channel: 'C', captured: 4, foundLater: 8 }),
  ]);
  expect(darkSpots(rows).map(({ channel }) => channel)).toEqual(['C', 'B', 'A']);
});

describe('key figures', () => {
  const context = (tables: Record<string, ReadonlyMap<string, unknown>>): SceneContext => ({
    rows: ((topic: string) => tables[topic] ?? new Map()) as SceneContext['rows'],
    alerts: new Map(),
    settings: DEFAULTS,
    locale: 'zh-CN',
    say: sayIn('zh-CN'),
    nowMs: () => NOW,
  });
  const seen = { 'touchpoints.channels': byKey(channels()) };

  test('always three; before there is a row none is known', () => {
    expect(keyFigures(context({})).map(({ value, note }) => [value, note])).toEqual([
      ['–', null],
      ['–', null],
      ['–', null],
    ]);
  });

  test('the capture rate is captured ÷ known; the darkest place is named', () => {
    const [rate, spots] = keyFigures(context(seen));
    expect(rate?.value).toBe('91%');
    expect(spots).toMatchObject({ value: '3', tone: 'risk', note: { text: '最低捕捉 32%', glyph: 'at-risk' } });
  });

  test.each([
    [20, { value: '1', tone: 'plain', note: { text: '最短剩 20:00:00' } }],
    [2, { value: '1', tone: 'risk', note: { glyph: 'at-risk' } }],
    [-1, { value: '0', note: { text: '错过 1 次', glyph: 'violated' } }],
  ])('a resonance with %i h left', (hours, figure) => {
    const row = resonanceRow('C', NOW, hours, hours < 0 ? { state: 'missed' } : {});
    expect(keyFigures(context({ ...seen, 'touchpoints.resonance': new Map([['C', row]]) }))[2]).toMatchObject(figure);
  });

  test('with nothing to answer, deals that have gone silent', () => {
    const silent = new Map([['OP', silentRow('OP', null)]]);
    expect(keyFigures(context({ ...seen, 'touchpoints.silent': silent }))[2]?.note?.text).toBe('静默商机 1 个');
    expect(keyFigures(context(seen))[2]?.note?.text).toBe('没有静默商机');
  });
});
