import { describe, expect, test } from 'vitest';
import { DrawLoop, type LoopScreen } from './drawLoop.ts';
import { FrameBudget, INTERVALS_MS } from './frameBudget.ts';

const draw = (budget: FrameBudget, pictures: number, drawMs: number, lateMs = 0) => {
  for (let i = 0; i < pictures; i += 1) budget.drawn(drawMs, lateMs);
};

describe('pace', () => {
  test('cheap pictures keep the screen’s own pace', () => {
    const budget = new FrameBudget();
    draw(budget, 2_000, 1.5);
    expect(budget.intervalMs).toBe(INTERVALS_MS[0]);
  });

  test('dear pictures are drawn less often, until they take no more than their share', () => {
    const budget = new FrameBudget();
    draw(budget, 1_000, 25);
    expect(25 / budget.intervalMs).toBeLessThanOrEqual(0.3);
  });

  test('it ends somewhere: the slowest pace stays, however dear', () => {
    const budget = new FrameBudget();
    draw(budget, 5_000, 10_000);
    expect(budget.intervalMs).toBe(INTERVALS_MS.at(-1));
  });

  test('late frames count as cost: that is where a software renderer’s time goes', () => {
    const budget = new FrameBudget();
    draw(budget, 200, 1, 60);
    expect(budget.intervalMs).toBeGreaterThan(INTERVALS_MS[0]);
  });

  test('it does not swing: a cost between the two shares changes nothing more', () => {
    const budget = new FrameBudget();
    draw(budget, 500, 8);
    const settled = budget.intervalMs;
    const seen = new Set<number>();
    for (let i = 0; i < 1_000; i += 1) {
      budget.drawn(8, 0);
      seen.add(budget.intervalMs);
    }
    expect([...seen]).toEqual([settled]);
  });

  test('room again: back to the faster pace', () => {
    const budget = new FrameBudget();
    draw(budget, 300, 40);
    draw(budget, 1_000, 0.5);
    expect(budget.intervalMs).toBe(INTERVALS_MS[0]);
  });
});

describe('loop', () => {
  function run(over: Partial<LoopScreen>, seconds: number): number {
    const frames: ((atMs: number) => void)[] = [];
    let pictures = 0;
    const screen: LoopScreen = {
      requestFrame: (callback) => {
        return frames.push(callback);
      },
      cancelFrame: () => {},
      now: () => 0,
      hidden: () => false,
      reducedMotion: () => false,
      ...over,
    };
    const loop = new DrawLoop(screen, () => {
      pictures += 1;
    });
    loop.start();
    for (let i = 0; i < seconds * 60; i += 1) frames.shift()?.((i * 1_000) / 60);
    return pictures;
  }

  test('one picture a frame', () => {
    expect(run({}, 10)).toBe(600);
  });

  test('none while hidden', () => {
    expect(run({ hidden: () => true }, 10)).toBe(0);
  });

  test('one a second where motion is unwelcome', () => {
    expect(run({ reducedMotion: () => true }, 10)).toBe(10);
  });
});
