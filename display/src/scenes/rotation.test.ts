import { describe, expect, test } from 'vitest';
import { alertRow } from '../../../testing/alertRow.ts';
import { type RankedAlert, STALE_MS } from '../alerts/ranking.ts';
import { iso } from '../testing/rows.ts';
import { pinning, sceneNow } from './rotation.ts';

const SCENES = ['lead-response', 'delivery-risk', 'touchpoints'] as const;
const alert = (id: string, over: Partial<RankedAlert['row']>): RankedAlert => ({ id, row: alertRow({ severity: 'critical', ...over }) });
const at = (nowMs: number, ranked: RankedAlert[] = [], rotateSeconds = 30) => sceneNow({ scenes: SCENES, rotateSeconds, nowMs, ranked });

describe('rotation', () => {
  test('goes by the clock alone, so that every screen turns at the same instant', () => {
    expect([0, 29_999, 30_000, 60_000, 90_000].map((ms) => at(ms).scene)).toEqual([
      'lead-response',
      'lead-response',
      'delivery-risk',
      'touchpoints',
      'lead-response',
    ]);
  });

  test('without a time for each scene the first one stays', () => {
    expect(at(1_000_000, [], 0).scene).toBe('lead-response');
  });
});

describe('pinning', () => {
  test('a critical alert that nobody has holds its scene, whatever the clock says', () => {
    const late = alert('a', { rule: 'delivery-late' });
    for (const ms of [0, 30_000, 60_000]) expect(at(ms, [late])).toEqual({ scene: 'delivery-risk', pinnedBy: late });
  });

  test('acknowledged it gives the rotation back', () => {
    expect(at(0, [alert('a', { rule: 'delivery-late', state: 'acknowledged' })])).toEqual({ scene: 'lead-response', pinnedBy: null });
  });

  test('a warning, or what cannot be judged, holds nothing', () => {
    const ranked = [alert('a', { rule: 'resonance', severity: 'warning' }), alert('b', { rule: 'delivery-late', state: 'indeterminate' })];
    expect(pinning(ranked, SCENES, 0)).toBeNull();
  });

  test('one that has stood for a day holds nothing any more', () => {
    const old = alert('a', { rule: 'delivery-late', firedAt: iso(0) });
    expect(pinning([old], SCENES, STALE_MS - 1)).toBe(old);
    expect(pinning([old], SCENES, STALE_MS)).toBeNull();
  });

  test('of several the newest holds', () => {
    const older = alert('a', { rule: 'delivery-late', firedAt: iso(1_000) });
    const newer = alert('b', { rule: 'resonance', firedAt: iso(2_000) });
    expect(at(0, [older, newer]).pinnedBy).toBe(newer);
    expect(at(0, [newer, older]).pinnedBy).toBe(newer);
  });

  test('a scene that this screen does not show cannot be held', () => {
    expect(pinning([alert('a', { rule: 'breaker-usage-lag' }), alert('b', { rule: 'contract-broken' })], SCENES, 0)).toBeNull();
  });
});
