import type { RowOf } from '@warroom/protocol/board';
import { describe, expect, test } from 'vitest';
import { miniHeat } from './miniature.ts';

describe('the heat', () => {
  const cell = (step: string, order: number, value: string, pLate: number, dimension: 'region' | 'site' = 'region', orders = 3) =>
    ({ step, order, value, pLate, dimension, orders }) as RowOf<'delivery-risk.heat'>;

  test('steps across in the order of the process, regions down, one dimension only, only likely lateness coloured', () => {
    const cells = miniHeat(
      [
        cell('装配', 5, '华东', 0.7),
        cell('下料', 1, '华东', 0.69),
        cell('下料', 1, '华南', 0.1),
        cell('下料', 1, '苏州', 0.9, 'site'),
        cell('检验', 6, '华东', 0.9, 'region', 0),
      ],
      0.7,
    );
    expect(cells).toEqual([
      { x: 50, y: 0, width: 50, height: 50, pLate: 0.7, late: true },
      { x: 0, y: 0, width: 50, height: 50, pLate: 0.69, late: false },
      { x: 0, y: 50, width: 50, height: 50, pLate: 0.1, late: false },
    ]);
  });

  test('no orders, no cells', () => expect(miniHeat([], 0.7)).toEqual([]));
});
