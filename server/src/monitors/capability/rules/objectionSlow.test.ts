import { describe, expect, test } from 'vitest';
import { makeFact } from '../../monitorRun.fixture.ts';
import { Objections } from '../objections.ts';
import { judgeObjectionDelay } from './objectionSlow.ts';

const HOUR = 3_600_000;
const DAY = 24;

describe('CAP-19: objection delay = median resolution time over 24 h ÷ 28-day baseline − 1', () => {
  const limits = { threshold: 0.5, minResolved: 3, minBaselineResolved: 4 };
  const here = { team: 'T', region: 'E' };
  const fact = (kind: 'objection.raised' | 'objection.resolved', key: string, hour: number) =>
    makeFact(kind, key, hour * HOUR, { repId: 'R', type: 'price' });
  const book = () => {
    const objections = new Objections();
    const touched: string[] = [];
    const take = (kind: 'objection.raised' | 'objection.resolved', key: string, hour: number) =>
      objections.apply(fact(kind, key, hour), here, (scope, id, fromMs) => touched.push(`${scope} ${id} ${fromMs / HOUR}`));
    const resolve = (key: string, resolvedHour: number, hours: number) => {
      take('objection.raised', key, resolvedHour - hours);
      take('objection.resolved', key, resolvedHour);
    };
    return { objections, take, resolve, touched };
  };

  test('worked example: median 6 h today against 4 h in the four weeks before: 0.5', () => {
    const { objections, resolve } = book();
    for (const [i, hours] of [2, 3, 5, 9].entries()) resolve(`B${i}`, 100 + 24 * i, hours);
    for (const [i, hours] of [1, 6, 50].entries()) resolve(`N${i}`, 290 + i, hours);
    // Baseline of 2, 3, 5, 9: (3 + 5) ÷ 2 = 4 h.
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, limits)).toEqual({
      value: 0.5,
      bad: true,
      samples: 3,
      baseline: 4 * 3_600,
      strategy: null,
      talkTrack: null,
    });
    expect(judgeObjectionDelay(objections, 'rep', 'R', 299, limits)?.value).toBe(0.5);
    expect(judgeObjectionDelay(objections, 'region', 'E', 299, { ...limits, threshold: 0.51 })?.bad).toBe(false);
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, { ...limits, minResolved: 4 })).toBeNull();
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, { ...limits, minBaselineResolved: 5 })).toBeNull();
    // 24 h later none of the three is recent; 28 days later the first of the four has left the baseline: 1, 3, 5, 6, 9, 50.
    expect(judgeObjectionDelay(objections, 'team', 'T', 315, limits)).toBeNull();
    for (const i of [0, 1, 2]) resolve(`L${i}`, 100 + 29 * DAY, 4);
    expect(judgeObjectionDelay(objections, 'team', 'T', 100 + 29 * DAY, limits)).toMatchObject({ samples: 3, baseline: 5.5 * 3_600 });
  });

  test('CAP-18: raised again after it was resolved: open again, and whole from the first raising when it is resolved at last', () => {
    const { objections, take, resolve, touched } = book();
    for (let i = 0; i < 4; i += 1) resolve(`B${i}`, 100, 5);
    resolve('O1', 290, 5);
    resolve('O2', 290, 5);
    resolve('O3', 290, 5);
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, limits)?.value).toBe(0);
    touched.length = 0;
    take('objection.raised', 'O3', 295);
    expect(touched).toEqual(['rep R 290', 'team T 290', 'region E 290']);
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, limits)).toBeNull();
    take('objection.resolved', 'O3', 297);
    take('objection.resolved', 'O2', 295);
    // Durations 5, 10 and 12 h.
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, limits)?.value).toBe(1);
  });

  test('CAP-18: it belongs to whom the latest raising names and, where that is silent, to whom the latest resolving names', () => {
    const objections = new Objections();
    const nowhere = { team: null, region: null };
    const apply = (kind: 'objection.raised' | 'objection.resolved', hour: number, repId: string | null, place: Partial<typeof here>) =>
      objections.apply(makeFact(kind, 'O1', hour * HOUR, { repId, type: 'price' }), { ...nowhere, ...place }, () => {});
    const units = () =>
      (['rep', 'team', 'region'] as const).map((scope) =>
        [...objections.units(scope)].filter((id) => !objections.resolutionTimes(scope, id)?.isEmpty),
      );
    apply('objection.raised', 1, 'A', { team: 'T1' });
    apply('objection.resolved', 3, 'B', { team: 'T2', region: 'E2' });
    expect(units()).toEqual([['A'], ['T1'], ['E2']]);
    apply('objection.raised', 2, null, { region: 'E1' });
    expect(units()).toEqual([['B'], ['T2'], ['E1']]);
  });

  test('CAP-18: a resolution that comes before its raising waits for it', () => {
    const { objections, take, resolve } = book();
    for (let i = 0; i < 4; i += 1) resolve(`B${i}`, 100, 5);
    for (const key of ['O1', 'O2', 'O3']) take('objection.resolved', key, 290);
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, limits)).toBeNull();
    for (const key of ['O3', 'O2', 'O1']) take('objection.raised', key, 280);
    expect(judgeObjectionDelay(objections, 'team', 'T', 299, limits)?.value).toBe(1);
  });
});
