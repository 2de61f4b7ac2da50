import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serviceLevel, violation } from '../../testing/alerts.ts';
import { type Alert, type AlertFilter, NO_FILTER, select, toggled } from './alertFilter.ts';

const alerts: Alert[] = [
  { id: 'old', row: violation('L-1', 300) },
  { id: 'new', row: violation('L-2', 10) },
  { id: 'worst', row: violation('L-3', 200, { severity: 'critical' }) },
  { id: 'taken', row: violation('L-4', 5, { severity: 'critical', state: 'acknowledged', owner: '甲' }) },
  { id: 'blind', row: violation('L-5', 5, { state: 'indeterminate' }) },
  { id: 'over', row: violation('L-6', 50, { state: 'resolved', reason: 'recovered', resolvedAt: '2026-11-23T01:59:59.000Z' }) },
  { id: 'team', row: serviceLevel('西南二组', 60) },
];
const context = { operator: '甲', textOf: ({ row }: Alert) => `${row.subject} ${row.facts.team}`.toLowerCase() };
const ids = (filter: Partial<AlertFilter>) => select(alerts, { ...NO_FILTER, ...filter }, context).ids;

test('what asks for somebody stands first, the worst foremost, the newest before the older; what is over is left out', () => {
  expect(ids({})).toEqual(['worst', 'new', 'team', 'old', 'blind', 'taken']);
});

test('chooses by severity, state, owner, rule and words, all together', () => {
  expect(ids({ severities: new Set(['critical']) })).toEqual(['worst', 'taken']);
  expect(ids({ states: new Set(['resolved']) })).toEqual(['over']);
  expect(ids({ owner: 'mine' })).toEqual(['taken']);
  expect(ids({ owner: 'nobody', severities: new Set(['critical']) })).toEqual(['worst']);
  expect(ids({ rule: 'lead-service-level' })).toEqual(['team']);
  expect(ids({ text: '  西南 TEAM ' })).toEqual(['team']);
  expect(ids({ text: '西南 lead' })).toEqual([]);
});

test('mine is nobody’s while the operator has no name', () => {
  expect(select(alerts, { ...NO_FILTER, owner: 'mine' }, { ...context, operator: '' }).ids).toEqual([]);
});

test('toggling twice gives the same set and leaves the first one alone', () => {
  const before = new Set(['critical']);
  expect([...toggled(toggled(before, 'warning'), 'warning')]).toEqual(['critical']);
  expect([...before]).toEqual(['critical']);
});

test('each count says what the list shows when only that choice is made', () => {
  const anyFilter = fc.record({
    severities: fc.subarray(['critical', 'warning', 'info'] as const).map((s) => new Set(s)),
    states: fc.subarray(['firing', 'acknowledged', 'resolved'] as const).map((s) => new Set(s)),
    owner: fc.constantFrom('anybody' as const, 'mine' as const, 'nobody' as const),
    rule: fc.constantFrom(null, 'lead-violation'),
    text: fc.constantFrom('', '华东', 'l-3'),
  });
  fc.assert(
    fc.property(anyFilter, (filter) => {
      const { counts } = select(alerts, filter, context);
      for (const severity of ['critical', 'warning', 'info'] as const) {
        expect(counts.bySeverity[severity]).toBe(select(alerts, { ...filter, severities: new Set([severity]) }, context).ids.length);
      }
      expect(counts.byState.resolved).toBe(select(alerts, { ...filter, states: new Set(['resolved'] as const) }, context).ids.length);
      expect(counts.byOwner.nobody).toBe(select(alerts, { ...filter, owner: 'nobody' }, context).ids.length);
    }),
  );
});
