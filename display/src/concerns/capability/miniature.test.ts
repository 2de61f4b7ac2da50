import type { RowOf } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { miniPipe } from './miniature.ts';

test('the pipe is as wide as its people, over all units of the strategy', () => {
  const unit = (audience: number, understood: number, used: number, accepted: number) =>
    ({ audience, understood, used, accepted }) as RowOf<'capability.strategies'>;
  expect(miniPipe([unit(60, 40, 20, 5), unit(40, 10, 5, 0)]).map(({ people, x, width }) => [people, Math.round(x), width])).toEqual([
    [100, 0, 100],
    [50, 33, 50],
    [25, 67, 25],
    [5, 100, 5],
  ]);
  expect(miniPipe([]).every(({ people, width }) => people === 0 && width === 0)).toBe(true);
});
