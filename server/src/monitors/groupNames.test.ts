/** Groups are told apart by their names, whatever characters those hold: under hostile names there are as many rows and alerts as under plain ones. */
import { TOPIC_NAMES } from '@warroom/protocol/board';
import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { createMonitors } from '../monitors.ts';
import { Engine } from './engine.ts';
import type { Signal } from './monitor.ts';
import { makeFact, RecordedRows } from './monitorRun.fixture.ts';

/** Under a plain join a step named `x|site|x` at site x would be step x at site `x|site|x`, and likewise two routes on the map. */
const SITES = ['x', 'x|site|x', 'x@10,20|x', 'x@10,20|x@10,20|x'];
const START_MS = Date.UTC(2026, 9, 5, 2);
const MINUTE_MS = 60_000;
/** Few, so that many pairs would share a key if they were only put one behind the other. */
const HOSTILE = ['x', 'y', 'x|y', 'y|x', 'x\\', 'region:x'];
const plain = (names: readonly string[]) => names.map((_, i) => `p${i}`);

type Pick = [number, number, number, number];

/** What happens once at some minute, its names by their index. */
function facts(names: readonly string[], minute: number, kind: number, [i, j, k, l]: Pick, ids: () => string): Fact[] {
  const [a, b, c, d] = [i, j, k, l].map((n) => names[n] as string) as [string, string, string, string];
  const at = START_MS + minute * MINUTE_MS;
  const id = ids();
  const place = (name: string) => ({ name, lat: 10, lng: 20 });
  switch (kind) {
    case 0:
      return [
        makeFact('lead.created', id, at, { id: ids(), region: a, channel: b }),
        makeFact('lead.assigned', id, at + 1, { id: ids(), team: c, repId: d }),
      ];
    case 1:
      return [
        makeFact('order.placed', id, at, {
          id: ids(),
          region: a,
          customerId: b,
          promised_at: new Date(at + MINUTE_MS).toISOString(),
          route: [c, d],
          amount: 10,
          from: place(a),
          to: place(b),
        }),
        makeFact('order.step', id, at + 1, { id: ids(), step: c, state: 'blocked', site: d }),
      ];
    case 2:
      return [
        makeFact('opportunity.moved', id, at, { id: ids(), customerId: a, stage: 'need', amount: 5 }),
        ...Array.from({ length: 12 }, (_, n) =>
          makeFact('touchpoint.seen', a, at + n, { id: ids(), channel: b, region: c, topic: d, found_by: 'audit', found_later: true }),
        ),
      ];
    default:
      return [
        makeFact('strategy.published', a, at, { id: ids(), audience: [], title: 'T' }),
        ...[0, 1, 2, 3, 4].slice(l % 2 === 0 ? 0 : 3).map((n) =>
          makeFact('talktrack.used', 'opening', at + n, {
            id: ids(),
            repId: `${d}-${n}`,
            team: b,
            region: c,
            strategy: a,
            accepted: false,
          }),
        ),
      ];
  }
}

function run(names: readonly string[], happenings: readonly (readonly [number, number, Pick])[]) {
  let serial = 0;
  const ids = () => `00000000-0000-4000-8000-${String(serial++).padStart(12, '0')}`;
  const signals: Signal[] = [];
  const { monitors } = createMonitors(loadConfig(), (signal) => signals.push(signal));
  const engine = new Engine({ monitors, alerts: { advance() {}, nextWakeMs: () => Infinity, collect() {} } });
  for (const [minute, kind, pick] of [...happenings].sort(([x], [y]) => x - y))
    for (const fact of facts(names, minute, kind, pick, ids)) engine.arrive(fact);
  engine.advanceTo(START_MS + 120 * MINUTE_MS);
  const board = new RecordedRows();
  engine.collect(board, true);
  const alerts = new Set(signals.flatMap((s) => (s.type === 'raise' ? [JSON.stringify([s.rule, s.subject])] : [])));
  return { rows: TOPIC_NAMES.map((topic) => [topic, board.keys(topic).length]), alerts: alerts.size };
}

const happeningOf = (names: readonly string[], most: number): fc.Arbitrary<readonly [number, number, Pick]> => {
  const index = fc.nat({ max: names.length - 1 });
  return fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: most }), fc.tuple(index, index, index, index));
};

test.each([
  ['bars and escapes', HOSTILE, 3],
  ['whole keys', SITES, 1],
])('BOARD-10 no two groups share a row or an alert, whatever they are called: %s', (_, names, most) => {
  fc.assert(
    fc.property(fc.array(happeningOf(names, most), { minLength: 10, maxLength: 60 }), (happenings) => {
      expect(run(names, happenings)).toEqual(run(plain(names), happenings));
    }),
    { numRuns: 50 },
  );
});
