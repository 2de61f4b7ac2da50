import type { RowOf } from '@warroom/protocol/board';
import { describe, expect, test } from 'vitest';
import { miniIcebergs } from './miniature.ts';

describe('the icebergs', () => {
  const channel = (name: string, captured: number, foundLater: number, estimated: number | null, region: string | null = null) =>
    ({
      channel: name,
      region,
      captured,
      foundLater,
      known: captured + foundLater,
      estimated,
      dark: false,
    }) as RowOf<'touchpoints.channels'>;

  test('above the water the share that was seen, below it what came to light and what nobody saw; the least seen first', () => {
    const { bergs, waterline } = miniIcebergs([
      channel('电话', 60, 20, 100),
      channel('微信群', 10, 10, null),
      channel('电话', 9, 9, 9, '华东'),
    ]);
    const rounded = bergs.map(({ channel: name, seen, found, unseen }) => [
      name,
      ...[seen, found, unseen].map((h) => Math.round(h * 100) / 100),
    ]);
    // The widest spread is 0.6 above and 0.5 below: 1.1 fills the box.
    expect(waterline).toBeCloseTo(60 / 1.1);
    expect(rounded).toEqual([
      ['微信群', 45.45, 45.45, 0],
      ['电话', 54.55, 18.18, 18.18],
    ]);
  });

  test('an estimate under what is known is no ice', () => {
    expect(miniIcebergs([channel('a', 10, 0, 8)]).bergs[0]).toMatchObject({ seen: 100, unseen: 0 });
  });

  test('the least seen only, and an empty sea stays one', () => {
    const many = Array.from({ length: 20 }, (_, i) => channel(`c${i}`, 20 - i, i, null));
    expect(miniIcebergs(many, 3).bergs.map((berg) => berg.channel)).toEqual(['c19', 'c18', 'c17']);
    expect(miniIcebergs([])).toEqual({ bergs: [], waterline: 0 });
  });
});
