import { TOPIC_DEFINITIONS, type Topic } from '@warroom/protocol/board';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { DAY_HOURS, found, moved, Rig, seen } from './touchpoints.fixture.ts';

test('every row has the shape that the protocol promises', () => {
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    moved('O-2', 'C-2', 0, 'lost'),
    seen('C-1', 'mail', 1, { sentiment: -0.9, found_by: 'audit' }, { region: 'east' }),
    seen('C-1', 'chat', 2, { topic: 'technical', direction: 'inbound' }),
    found('C-2', 'chat', 2),
    moved('O-3', 'C-3', 3, 'negotiation'),
  );
  const rows = rig
    .until(3 + 7 * DAY_HOURS - 80)
    .collect()
    .board.rows();
  rig.until(3 + 7 * DAY_HOURS).collect();
  expect(Object.keys({ ...rows, ...rig.board.rows() }).sort()).toEqual([...rig.monitor.topics].sort());
  for (const [topic, byKey] of [...Object.entries(rows), ...Object.entries(rig.board.rows())])
    for (const row of Object.values(byKey)) expect([...Value.Errors(TOPIC_DEFINITIONS[topic as Topic].row, row)], topic).toEqual([]);
});
