import type { EventKind, Fact } from '@warroom/protocol/events';
import { expect, test } from 'vitest';
import { leadsOf, opportunitiesOf, ordersOf, touchpointsOf } from './customerRecords.ts';

let ids = 0;
const fact = <K extends EventKind>(kind: K, key: string, atMs: number, data: Fact<K>['data'], more: Partial<Fact> = {}): Fact<K> =>
  ({
    id: String(++ids),
    kind,
    key,
    atMs,
    ingestedAtMs: atMs,
    source: 'crm',
    data,
    region: null,
    team: null,
    channel: null,
    productLine: null,
    customerId: null,
    repId: null,
    ...more,
  }) as Fact<K>;

test('an opportunity stands where it moved last; what a later fact does not say, an earlier one has said', () => {
  const facts = [
    fact('opportunity.moved', 'P', 1, { stage: 'need', amount: 5, expected_close: 86_400_000 * 12_000 }, { customerId: 'C' }),
    fact('opportunity.moved', 'P', 2, { stage: 'poc', amount: 0 }),
    fact('opportunity.moved', 'P', 3, { stage: 'poc', lifecycle: 'growth' }),
  ];
  expect(opportunitiesOf(facts, 'C')).toEqual([
    {
      opportunityId: 'P',
      stage: 'poc',
      movedAt: '1970-01-01T00:00:00.002Z',
      openedAt: '1970-01-01T00:00:00.001Z',
      moves: 1,
      amount: 0,
      lifecycle: 'growth',
      expectedClose: '2002-11-09T00:00:00.000Z',
    },
  ]);
  expect(opportunitiesOf(facts, 'another')).toEqual([]);
});

test('an automated answer is no response; a lead of which the creation was never heard has no latency', () => {
  const [answered, orphan] = leadsOf(
    [
      fact('lead.created', 'L-1', 1_000, {}, { channel: '官网' }),
      fact('lead.responded', 'L-1', 2_000, { automated: true }),
      fact('lead.responded', 'L-2', 5_000, {}),
      fact('lead.responded', 'L-1', 61_000, { automated: false }),
    ],
    'C',
  );
  expect(answered).toMatchObject({ leadId: 'L-1', latencySeconds: 60, channel: '官网', closedAt: null });
  expect(orphan).toMatchObject({ leadId: 'L-2', latencySeconds: null, createdAt: null });
});

test('LEAD-1: a lead that came back has a line for each turn, the latest first; a copy adds none', () => {
  const facts = [
    fact('lead.created', 'L-1', 0, { value: 5 }),
    fact('lead.created', 'L-1', 30_000, { value: 7 }),
    fact('lead.responded', 'L-1', 60_000, {}),
    fact('lead.closed', 'L-1', 90_000, { reason: 'converted' }),
    fact('lead.created', 'L-1', 600_000, { value: 9 }),
    fact('lead.closed', 'L-1', 620_000, { reason: 'spam' }),
    fact('lead.responded', 'L-1', 700_000, {}),
  ];
  expect(leadsOf(facts, 'C')).toMatchObject([
    { createdAt: '1970-01-01T00:10:00.000Z', respondedAt: null, latencySeconds: null, closeReason: 'spam', value: 9 },
    { createdAt: '1970-01-01T00:00:00.000Z', latencySeconds: 60, closeReason: 'converted', value: 7 },
  ]);
});

test('an order placed anew keeps its first day and takes its newest promise', () => {
  const placed = (atMs: number, promised_at: number, amount: number) => fact('order.placed', 'O', atMs, { promised_at, amount, route: [] });
  const day = Date.UTC(2026, 2, 1);
  expect(
    ordersOf([placed(day, day + 1_000, 1), placed(day + 10, day + 2_000, 2), fact('order.cancelled', 'O', day + 20, {})], 'C'),
  ).toEqual([
    {
      orderId: 'O',
      placedAt: '2026-03-01T00:00:00.000Z',
      promisedAt: '2026-03-01T00:00:02.000Z',
      amount: 2,
      productLine: null,
      expedite: false,
      deliveredAt: null,
      cancelledAt: '2026-03-01T00:00:00.020Z',
    },
  ]);
});

test('a touchpoint was captured unless only another road saw it', () => {
  const seen = (data: Fact<'touchpoint.seen'>['data']) => touchpointsOf([fact('touchpoint.seen', 'C', 1, data)])[0];
  expect(seen({})).toMatchObject({ captured: true, sentiment: null, influence: null });
  expect(seen({ found_later: true })).toMatchObject({ captured: false, foundBy: null });
  expect(seen({ captured_by: 'im', found_by: 'audit' })).toMatchObject({ captured: true, foundBy: 'audit' });
});
