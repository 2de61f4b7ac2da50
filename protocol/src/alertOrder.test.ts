import { expect, test } from 'vitest';
import { SEVERITIES } from './alert.ts';
import { compareAlertRows, type OrderedAlert, severityRank } from './alertOrder.ts';

const alert = (id: string, over: Partial<OrderedAlert['row']> = {}): OrderedAlert => ({
  id,
  row: { state: 'firing', severity: 'warning', firedAt: '2026-03-01T09:00:00.000Z', ...over },
});

test('the worse a severity, the higher its rank', () => {
  expect([...SEVERITIES].sort((a, b) => severityRank(b) - severityRank(a))).toEqual(['critical', 'warning', 'info']);
});

test('ALERT-15: open before resolved, then the worst, then the newest, then by id, in whatever order they come', () => {
  const inOrder = [
    alert('critical', { severity: 'critical', state: 'acknowledged' }),
    alert('new', { firedAt: '2026-03-01T09:00:01.000Z', state: 'snoozed' }),
    alert('tie-a'),
    alert('tie-b', { state: 'indeterminate' }),
    alert('info', { severity: 'info', firedAt: '2026-03-02T09:00:00.000Z' }),
    alert('resolved', { severity: 'critical', state: 'resolved', firedAt: '2026-03-02T09:00:00.000Z' }),
  ];
  expect(inOrder.toReversed().sort(compareAlertRows)).toEqual(inOrder);
  for (let i = 1; i < inOrder.length; i += 1)
    expect(inOrder.toSpliced(0, i).concat(inOrder.slice(0, i)).sort(compareAlertRows)).toEqual(inOrder);
});
