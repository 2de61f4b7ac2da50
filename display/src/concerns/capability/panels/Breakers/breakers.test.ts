import { expect, test } from 'vitest';
import { alertRow } from '../../../../../../testing/alertRow.ts';
import { breakerRow, breakers, byKey, teamBoard } from '../../rows.fixture.ts';
import { breakersAt, countBreakers } from './breakers.ts';

const NOW = Date.UTC(2026, 10, 22, 8);
const HOUR_MS = 3_600_000;
const board = () => teamBoard(NOW).map(([, row]) => row);

test('open before half-open, the wider unit first, the newest of equals; closed ones are not listed', () => {
  const shown = breakersAt(byKey(breakers(NOW)), board(), []);
  expect(shown.map(({ unitId, state }) => `${unitId} ${state}`)).toEqual([
    '华中 open',
    '华东一组 open',
    '华中一组 open',
    '西南一组 open',
    '华南 half-open',
  ]);
});

test('people’s breakers are counted under their unit, since when says the board, and no figure is told of them', () => {
  const [, people] = breakersAt(byKey(breakers(NOW)), board(), []);
  expect(people).toMatchObject({ unitId: '华东一组', reps: 2, repsWatched: 9, value: null, sinceMs: NOW - 8 * HOUR_MS });
});

test('a unit’s own breaker is told with its figure; where nobody says since when, that is not known', () => {
  const rows = byKey([
    breakerRow('A', { state: 'open', value: 0.2 }),
    breakerRow('B', { rule: 'usage-lag', state: null, repsHalfOpen: 1, repsWatched: 6 }),
  ]);
  expect(breakersAt(rows, [], [])).toMatchObject([
    { unitId: 'A', value: 0.2, reps: 0, sinceMs: 0 },
    { unitId: 'B', state: 'half-open', reps: 1, sinceMs: null },
  ]);
});

test('in hand only when all alerts of the unit are', () => {
  const alert = (team: string, owner: string | null) => alertRow({ rule: 'breaker-transmission-low', subject: `team:${team}`, owner });
  const rows = byKey(['A', 'B', 'C'].map((team) => breakerRow(team, { state: 'open' })));
  const shown = breakersAt(rows, [], [alert('A', '李静'), alert('B', '李静'), alert('B', null)]);
  expect(shown.map(({ owner }) => owner)).toEqual(['李静', null, undefined]);
});

test('every breaker counts once, those of people among them', () => {
  expect(countBreakers(breakers(NOW))).toEqual({ open: 5, 'half-open': 1, closed: 11 });
  expect(countBreakers([])).toEqual({ open: 0, 'half-open': 0, closed: 0 });
});
