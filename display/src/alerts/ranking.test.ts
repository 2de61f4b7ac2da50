import type { AlertRow } from '@warroom/protocol/alert';
import { describe, expect, test } from 'vitest';
import { alertRow } from '../../../testing/alertRow.ts';
import { iso } from '../testing/rows.ts';
import { MOST_BY_TURN, NEWEST_MS, needsSomebody, STALE_MS, TAKEN_MS, takeover } from './ranking.ts';

const rank = (rows: Record<string, AlertRow>) => needsSomebody(new Map(Object.entries(rows)), 100_000);
const ids = (rows: Record<string, AlertRow>) => rank(rows).map((a) => a.id);
const fired = (ms: number, over: Partial<AlertRow> = {}) => alertRow({ firedAt: iso(ms), sinceAt: iso(ms), ...over });

describe('what needs somebody', () => {
  test('unacknowledged first, then severity, then the longest', () => {
    expect(
      ids({
        acked: fired(1_000, { state: 'acknowledged', severity: 'critical' }),
        young: fired(9_000),
        old: fired(2_000),
        critical: fired(8_000, { severity: 'critical' }),
        info: fired(1_000, { severity: 'info' }),
      }),
    ).toEqual(['critical', 'old', 'young', 'info', 'acked']);
  });

  test('of equally bad ones the lead that waits by the second comes first', () => {
    expect(
      ids({
        stock: fired(1_000, { rule: 'phantom-stock' }),
        lead: fired(9_000),
        late: fired(9_500, { rule: 'delivery-late', severity: 'critical' }),
      }),
    ).toEqual(['late', 'lead', 'stock']);
  });

  test('resolved and snoozed need nobody; indeterminate does', () => {
    expect(
      ids({
        r: fired(0, { state: 'resolved' }),
        s: fired(0, { state: 'snoozed' }),
        i: fired(0, { state: 'indeterminate' }),
      }),
    ).toEqual(['i']);
  });
});

describe('what takes the wall over', () => {
  test('nothing: quiet', () => {
    expect(takeover([], 0)).toEqual({ kind: 'quiet' });
  });

  test('a violation does at the instant it fires, and stays after it is no longer new', () => {
    const ranked = rank({ a: fired(90_000) });
    expect(takeover(ranked, 90_000)).toMatchObject({ kind: 'violated', shown: { id: 'a' }, count: 1, fresh: true });
    expect(takeover(ranked, 90_000 + 3_600_000)).toMatchObject({ kind: 'violated', shown: { id: 'a' }, fresh: false });
  });

  test('the newest is shown first, then the worst', () => {
    const ranked = rank({ worst: fired(10_000), newest: fired(90_000) });
    expect(takeover(ranked, 90_000 + NEWEST_MS - 1)).toMatchObject({ shown: { id: 'newest' }, count: 2 });
    expect(takeover(ranked, 90_000 + NEWEST_MS)).toMatchObject({ shown: { id: 'worst' }, count: 2, fresh: false });
  });

  test('a lead that waits comes before late orders, however critical and however many; a new critical order is shown once', () => {
    const orders = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`o${i}`, fired(i, { rule: 'delivery-late', severity: 'critical' })]),
    );
    expect(takeover(rank({ ...orders, lead: fired(90_000) }), 90_000)).toMatchObject({ shown: { id: 'lead' }, count: 10, fresh: true });
    expect(takeover(rank({ ...orders, lead: fired(90_000) }), 200_000)).toMatchObject({ shown: { id: 'lead' }, fresh: false });
    const late = fired(95_000, { rule: 'delivery-late', severity: 'critical' });
    expect(takeover(rank({ late, lead: fired(60_000) }), 95_000)).toMatchObject({ shown: { id: 'late' }, fresh: true });
  });

  test('of late orders and missed customers the scene shows its own', () => {
    const rows = { a: fired(1, { rule: 'delivery-late', severity: 'critical' }), b: fired(2, { rule: 'resonance', severity: 'critical' }) };
    expect(takeover(rank(rows), 90_000, 'touchpoints')).toMatchObject({ shown: { id: 'b' }, count: 2 });
    expect(takeover(rank(rows), 90_000, 'overview')).toMatchObject({ shown: { id: 'a' }, count: 2 });
  });

  test('what has stood for a day is told in the list, no longer across the room', () => {
    const ranked = needsSomebody(
      new Map([
        ['a', fired(0)],
        ['b', fired(STALE_MS, { rule: 'lead-service-level' })],
      ]),
      STALE_MS,
    );
    expect(ranked.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(takeover(ranked, STALE_MS).kind).toBe('quiet');
  });

  test('many at once: the worst stays and the count goes on', () => {
    const rows = Object.fromEntries(Array.from({ length: MOST_BY_TURN + 1 }, (_, i) => [`a${i}`, fired(i * 10_000)]));
    expect(takeover(rank(rows), MOST_BY_TURN * 10_000)).toMatchObject({ shown: { id: 'a0' }, count: MOST_BY_TURN + 1, fresh: false });
  });

  test('a warning of another rule does not, a critical one does', () => {
    expect(takeover(rank({ a: fired(0, { rule: 'lead-service-level' }) }), 0).kind).toBe('quiet');
    expect(takeover(rank({ a: fired(0, { rule: 'lead-service-level', severity: 'critical' }) }), 0).kind).toBe('violated');
  });

  test('acknowledging the last one shows who took it, for a while', () => {
    const taken = { state: 'acknowledged', owner: '王磊', acknowledgedAt: iso(100_000) } as const;
    const ranked = rank({ a: fired(90_000, taken) });
    expect(takeover(ranked, 100_000 + TAKEN_MS - 1)).toMatchObject({ kind: 'taken', shown: { id: 'a' } });
    expect(takeover(ranked, 100_000 + TAKEN_MS)).toEqual({ kind: 'quiet' });
  });

  test('as long as one is left, the one taken does not hide it', () => {
    const taken = { state: 'acknowledged', owner: '王磊', acknowledgedAt: iso(100_000) } as const;
    expect(takeover(rank({ a: fired(90_000, taken), b: fired(80_000) }), 100_000)).toMatchObject({
      kind: 'violated',
      shown: { id: 'b' },
      count: 1,
    });
  });
});
