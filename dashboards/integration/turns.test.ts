import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeEnd, turnSpans } from '../../server/src/facts/leadTurns.ts';
import { openTestStore } from '../../testing/testStore.ts';
import { expandMacros } from '../src/expandMacros.ts';
import { overLeads } from '../src/leadFacts.ts';
import { EVENT_COLUMNS, FROM_MS, TO_MS } from './seed.ts';

const STEP_MS = 20_000;
const SAYS = ['lead.created', 'lead.responded', 'lead.closed', 'lead.assigned', 'automated'] as const;
const histories = fc.array(
  fc.array(fc.record({ says: fc.constantFrom(...SAYS), step: fc.integer({ min: 1, max: 20 }), team: fc.constantFrom('a', 'b') }), {
    minLength: 1,
    maxLength: 14,
  }),
  { minLength: 200, maxLength: 200 },
);

const stored = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

test('LEAD-1, LEAD-4: the dashboard counts the turns that the wall counts, with their starts, answers and teams', async () => {
  const opened = await openTestStore();
  try {
    const [drawn] = fc.sample(histories, { numRuns: 1, seed: 8 }) as [typeof histories extends fc.Arbitrary<infer H> ? H : never];
    const rows: string[] = [];
    const expected: unknown[][] = [];
    for (const [n, story] of drawn.entries()) {
      const lead = `L${n}`;
      const facts = story.map((fact) => ({ ...fact, id: randomUUID(), atMs: FROM_MS + fact.step * STEP_MS }));
      for (const { says, id, atMs, team } of facts) {
        const kind = says === 'automated' ? 'lead.responded' : says;
        const data = says === 'automated' ? '{"automated":true}' : '{}';
        rows.push(JSON.stringify([id, kind, stored(atMs), 'crm', lead, '', kind === 'lead.assigned' ? team : '', '', data, stored(atMs)]));
      }
      facts.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
      const said = (what: (typeof SAYS)[number]) => facts.filter(({ says }) => says === what);
      const ends = [
        ...said('lead.responded').map(({ atMs }) => codeEnd(atMs, true)),
        ...said('lead.closed').map(({ atMs }) => codeEnd(atMs, false)),
      ].sort((a, b) => a - b);
      for (const { first, respondedAtMs, closedAtMs, untilMs } of turnSpans(said('lead.created'), ends)) {
        const team = said('lead.assigned').findLast(({ atMs }) => atMs < untilMs)?.team ?? '';
        const seconds = (ms: number) => (ms === Infinity ? null : (ms - first.atMs) / 1_000);
        expected.push([lead, (first.atMs - FROM_MS) / 1_000, seconds(respondedAtMs), seconds(closedAtMs), team]);
      }
    }
    await opened.store.insert('ingest', 'events', EVENT_COLUMNS, rows);
    const sql = overLeads(
      `SELECT lead, dateDiff('second', toDateTime64(${FROM_MS / 1_000}, 3, 'UTC'), created_at), total, dateDiff('second', created_at, closed_at), team FROM leads`,
    );
    const variables = { database: ['warroom'], sla_seconds: ['90'], region: null, team: null };
    const found = await opened.store.query<unknown[]>(
      'read.dashboard',
      expandMacros(sql, { fromMs: FROM_MS, toMs: TO_MS, intervalMs: 60_000, variables }),
    );
    const inOrder = (all: readonly unknown[][]) => all.map((row) => JSON.stringify(row)).sort();
    expect(inOrder(found)).toEqual(inOrder(expected));
    expect(expected.length).toBeGreaterThan(100);
  } finally {
    await opened.close();
  }
});
