import { expect, test } from 'vitest';
import { resonanceAlert, resonanceRow, resonances } from '../../rows.fixture.ts';
import { shownResonances } from './resonances.ts';

const NOW = Date.UTC(2026, 10, 22, 8);
const HOUR_MS = 3_600_000;
const none = new Map<string, ReturnType<typeof resonanceAlert>>();

test('open ones by the time they have left, then those missed, then those answered', () => {
  const shown = shownResonances(resonances(NOW).reverse(), none, NOW);
  expect(shown.map(({ customerId, state }) => [customerId, state])).toEqual([
    ['C-20068', 'closing'],
    ['C-20080', 'open'],
    ['C-20033', 'missed'],
    ['C-20074', 'answered'],
  ]);
});

test('the share of time left; in its last quarter a resonance is closing', () => {
  const [resonance] = shownResonances([resonanceRow('C', NOW, 6)], none, NOW);
  expect(resonance).toMatchObject({ leftShare: 0.25, leftMs: 6 * HOUR_MS, state: 'closing' });
  expect(shownResonances([resonanceRow('C', NOW, 6.1)], none, NOW)[0]?.state).toBe('open');
});

test('when its time is up it is missed, before the server says so', () => {
  expect(shownResonances([resonanceRow('C', NOW, 0)], none, NOW)[0]).toMatchObject({ state: 'missed', leftMs: 0, leftShare: 0 });
});

test('what was missed or answered more than a day ago is not shown', () => {
  const old = [
    resonanceRow('A', NOW, -25, { state: 'missed' }),
    resonanceRow('B', NOW, -3, { state: 'answered', answeredAt: new Date(NOW - 25 * HOUR_MS).toISOString() }),
  ];
  expect(shownResonances(old, none, NOW)).toEqual([]);
});

test('who has it, by the alert of that customer', () => {
  const alerts = new Map([
    ['1', resonanceAlert('C-1', '王磊')],
    ['2', { ...resonanceAlert('C-2', '李静'), state: 'resolved' as const }],
  ]);
  const rows = ['C-1', 'C-2', 'C-3'].map((id) => resonanceRow(id, NOW, 20));
  expect(shownResonances(rows, alerts, NOW).map(({ owner }) => owner)).toEqual(['王磊', null, null]);
});
