import { describe, expect, test } from 'vitest';
import { afterWindow, type BreakerStatus, NEVER_JUDGED } from './breaker.ts';
import { type BreakerLimits, type Judgement, roundRatio } from './rule.ts';

const limits: BreakerLimits = { windowsToOpen: 2, halfOpenAfterWindows: 1, closeAfterWindows: 2, expireHours: 168 };
const HOUR = 3_600_000;
const judged = (bad: boolean): Judgement => ({ value: bad ? 1 : 0, bad, samples: 10, baseline: null, strategy: null, talkTrack: null });

/** One letter per hour: b bad, g good, . not judged, - no window. @returns one letter per window: c closed, o open, h half-open */
function run(script: string, from: BreakerStatus = NEVER_JUDGED, l: BreakerLimits = limits): { states: string; fold: BreakerStatus } {
  let fold = from;
  let states = '';
  for (const [hour, letter] of [...script].entries()) {
    if (letter !== '-') fold = afterWindow(fold, hour, letter === '.' ? null : judged(letter === 'b'), l);
    states += fold.state === 'closed' ? 'c' : fold.state === 'open' ? 'o' : 'h';
  }
  return { states, fold };
}

describe('CAP-10: closed, open, half-open', () => {
  test.each([
    ['opens on the second bad window in a row', 'gbgbb', 'cccco'],
    ['half-open after one good window, closed after two', 'bbgg', 'cohc'],
    ['a bad window while half-open opens it again', 'bbgbgg', 'cohohc'],
    ['closed again it needs two bad windows again', 'bbggbb', 'cohcco'],
    ['hours that are no window do not stand between two that are in a row', 'b--b', 'ccco'],
    ['a window that could not be judged does', 'b.bb', 'ccco'],
    ['an unjudged window moves nothing while open or half-open', 'bb.g.g', 'coohhc'],
  ])('%s', (_name, script, states) => {
    expect(run(script).states).toBe(states);
  });

  test('one window may be enough, and three may be asked for', () => {
    expect(run('gb', NEVER_JUDGED, { ...limits, windowsToOpen: 1 }).states).toBe('co');
    expect(run('bbb', NEVER_JUDGED, { ...limits, windowsToOpen: 3 }).states).toBe('cco');
  });

  test('since is the end of the window that decided; the episode lasts from opening to closing', () => {
    const opened = run('gbb').fold;
    expect(opened).toMatchObject({ sinceMs: 3 * HOUR, openedMs: 3 * HOUR, brokenSinceMs: 1 * HOUR, bad: 2 });
    const half = run('gbbg').fold;
    expect(half).toMatchObject({ state: 'half-open', sinceMs: 4 * HOUR, openedMs: 3 * HOUR, good: 1, bad: 0 });
    expect(run('gbbgb').fold).toMatchObject({ state: 'open', sinceMs: 5 * HOUR, openedMs: 3 * HOUR });
    expect(run('gbbgg').fold).toMatchObject({ state: 'closed', sinceMs: 5 * HOUR, openedMs: null, expired: false, openings: [3 * HOUR] });
    expect(run('..g').fold.sinceMs).toBe(3 * HOUR);
  });

  test('CAP-11: open and not judged for a week: closed as expired; the next judgement begins anew', () => {
    const { fold } = run('bb');
    expect(afterWindow(fold, 168, null, limits).state).toBe('open');
    const expired = afterWindow(fold, 169, null, limits);
    expect(expired).toMatchObject({ state: 'closed', expired: true, sinceMs: 170 * HOUR, openings: [2 * HOUR] });
    expect(afterWindow(expired, 200, judged(true), limits)).toMatchObject({ state: 'closed', bad: 1, sinceMs: 201 * HOUR });
  });
});

test('roundRatio: eight uses against a mean of ten are 20 % below', () => {
  expect(1 - 8 / 10).toBeLessThan(0.2);
  expect(roundRatio(1 - 8 / 10)).toBe(0.2);
});
