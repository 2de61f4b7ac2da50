/** Rooms in one order: the imports of the tree against the table in ARCHITECTURE.md. */
import { describe, expect, test } from 'vitest';
import { cycles, importGraph, importsOf } from './imports.ts';
import { readRooms, roomOf, whyNot } from './rooms.ts';

const rooms = readRooms();
const graph = importGraph();

test('every import of the tree is allowed, and every file stands in a room that is named', () => {
  const faults = [...graph].flatMap(([file, targets]) => {
    const homeless = roomOf(file, rooms) === null ? [whyNot(file, file, rooms)] : [];
    return [...homeless, ...targets.map((target) => whyNot(file, target, rooms)).filter((why) => why !== null)];
  });
  expect([...new Set(faults)]).toEqual([]);
});

test('no files import each other in a circle, types included', () => {
  expect(cycles(graph)).toEqual([]);
});

test('the table names each room once, and only rooms that there are', () => {
  const names = rooms.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  const used = new Set([...graph.keys()].map((file) => roomOf(file, rooms)?.room.name));
  expect(names.filter((name) => !used.has(name))).toEqual([]);
  expect(
    rooms.flatMap(({ name, mayImport }) =>
      mayImport.filter((other) => other !== '*' && !names.includes(other)).map((other) => [name, other]),
    ),
  ).toEqual([]);
});

test('no room may import one that may, by whatever way, import it', () => {
  const byName = new Map(rooms.map((room) => [room.name, room.mayImport.filter((other) => other !== '*')]));
  expect(cycles(byName)).toEqual([]);
});

describe('the guard itself', () => {
  /** Edges that once ran against the order; each put back has to fail. */
  const MENDED: readonly (readonly [from: string, to: string])[] = [
    ['server/src/store/eventRows.ts', 'server/src/source/parse.ts'],
    ['server/src/store/customerRecords.ts', 'server/src/source/instant.ts'],
    ['server/src/store/customerHistory.ts', 'server/src/source/parse.ts'],
    ['server/src/store/customerRecords.ts', 'server/src/monitors/touchpoints/touch.ts'],
    ['server/src/store/alertLog.ts', 'server/src/live/alertLogTail.ts'],
    ['server/src/facts/parse.ts', 'server/src/store/eventRows.ts'],
    ['server/src/demo/dutyOfficer.ts', 'server/src/http/alertDesk.ts'],
    ['server/src/source/tail.ts', 'server/src/live/live.ts'],
    ['server/src/monitors/lead-response/sla.ts', 'server/src/config.ts'],
    ['server/src/monitors.ts', 'server/src/config.ts'],
    ['server/src/store/client.ts', 'server/src/config.ts'],
    ['server/src/live/live.ts', 'server/src/demo/startDemo.ts'],
    ['server/src/monitors/touchpoints/monitor.ts', 'server/src/monitors/delivery-risk/monitor.ts'],
    ['display/src/stores/truth.ts', 'display/src/pages/wall/truth.ts'],
    ['display/src/scenes/rotation.ts', 'display/src/pages/wall/ranking.ts'],
    ['display/src/panels/StateGlyph.vue', 'display/src/scenes/scene.ts'],
    ['display/src/concerns/touchpoints/headline.ts', 'display/src/pages/wall/alertWords.ts'],
    ['display/src/concerns/touchpoints/headline.ts', 'display/src/concerns/capability/headline.ts'],
    ['protocol/src/board.ts', 'server/src/board/board.ts'],
    ['display/src/link/link.ts', 'server/src/stream/hub.ts'],
  ];
  test.each(MENDED)('%s may not import %s', (from, to) => {
    expect(whyNot(from, to, rooms)).not.toBeNull();
  });

  test('a room that is not named is told by its name', () => {
    expect(whyNot('server/src/attic/box.ts', 'server/src/clock.ts', rooms)).toContain('server/src/attic/box.ts stands in no room');
  });

  test('values, types, lazy imports and those of a component are all seen', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from '../b.ts';",
      "export { c } from './c.ts';",
      "const d = import('./D.vue');",
      "import '@warroom/protocol/events';",
      "import './side.ts';",
      "import x from 'vue';",
    ].join('\n');
    expect(importsOf('display/src/pages/wall/X.vue', `<script setup lang="ts">\n${text}\n</script>`).sort()).toEqual([
      'display/src/pages/b.ts',
      'display/src/pages/wall/D.vue',
      'display/src/pages/wall/a.ts',
      'display/src/pages/wall/c.ts',
      'display/src/pages/wall/side.ts',
      'protocol/src/events.ts',
    ]);
  });

  test('a circle is found, through types as well as values', () => {
    const circle = new Map([
      ['teaching.ts', ['position.ts']],
      ['position.ts', ['teaching.ts', 'order.ts']],
      ['order.ts', []],
    ]);
    expect(cycles(circle)).toEqual([['position.ts', 'teaching.ts']]);
  });
});
