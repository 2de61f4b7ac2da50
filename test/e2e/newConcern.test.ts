/**
 * What a new concern has to touch: its own files and one line in each of a few lists. A made-up one, churn, is added to a scratch copy; then
 * each line is left out again, and a type or a test has to say so.
 */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Outcome, ScratchCopy } from './scratchCopy.ts';

const TOY = path.resolve(import.meta.dirname, '../toyConcern');
const MOST_LISTS = 7;
/** Types are checked seven times; a machine may be busy. */
const MINUTES = 60_000;

interface Entry {
  list: string;
  imports: string[];
  /** The one line, and the line of the last concern so far, behind which it goes. */
  line: string;
  behind: RegExp;
  /** What has to fail without it. */
  guard: (copy: ScratchCopy) => Outcome;
}

const ENTRIES: readonly Entry[] = [
  {
    list: 'protocol/src/concerns.ts',
    imports: ["import { churn } from './concerns/churn.ts';"],
    line: '  churn,',
    behind: /^ {2}contracts,$/m,
    guard: (copy) => copy.tests('unit', 'server/src/monitors.test.ts'),
  },
  {
    list: 'server/src/monitors.ts',
    imports: [
      "import { createChurnMonitor } from './monitors/churn/monitor.ts';",
      "import { ChurnSection } from './monitors/churn/settings.ts';",
    ],
    line: '  churn: monitor(ChurnSection, createChurnMonitor),',
    behind: /^ {2}capability: monitor\(.*$/m,
    guard: (copy) => copy.types(),
  },
  {
    list: 'server/src/demo/longLived.ts',
    imports: ["import { createChurnSources } from './churn/sources.ts';"],
    line: '  createChurnSources,',
    behind: /^ {2}createSyncSources,$/m,
    guard: (copy) => copy.tests('unit', 'server/src/demo/longLived.test.ts'),
  },
  {
    list: 'display/src/concerns.ts',
    imports: ["import { churnScene } from './concerns/churn/scene.ts';"],
    line: '  churn: churnScene,',
    behind: /^ {2}capability: .*$/m,
    guard: (copy) => copy.displayTypes(),
  },
  {
    list: 'display/src/concernWords.ts',
    imports: ["import churnEn from './concerns/churn/words.en.ts';", "import churnZh from './concerns/churn/words.zh-CN.ts';"],
    line: "  churn: { 'zh-CN': churnZh, en: churnEn },",
    behind: /^ {2}capability: .*$/m,
    guard: (copy) => copy.displayTypes(),
  },
];

let copy: ScratchCopy;
const before = new Map<string, string>();

function added({ list, imports, line, behind }: Entry): string {
  const text = before.get(list) as string;
  expect(text, `${list} has the line of the last concern`).toMatch(behind);
  const firstImport = text.indexOf('import ');
  const body = text.slice(firstImport).replace(behind, (last) => `${last}\n${line}`);
  return `${text.slice(0, firstImport)}${imports.join('\n')}\n${body}`;
}
const fails = ({ passed, output }: Outcome) => (passed ? '' : output);

beforeAll(() => {
  copy = new ScratchCopy();
  copy.add(TOY);
  for (const entry of ENTRIES) {
    before.set(entry.list, copy.read(entry.list));
    copy.write(entry.list, added(entry));
  }
}, 2 * MINUTES);
afterAll(() => copy.remove());

test('it touches its own files and at most seven lists, one line in each beside the imports', () => {
  expect(ENTRIES.length).toBeLessThanOrEqual(MOST_LISTS);
  for (const entry of ENTRIES) {
    const old = new Set(before.get(entry.list)?.split('\n'));
    const fresh = copy
      .read(entry.list)
      .split('\n')
      .filter((line) => !old.has(line) && !line.startsWith('import '));
    expect(fresh, entry.list).toEqual([entry.line]);
  }
});

describe('with all its lines', () => {
  test(
    'server and display compile',
    () => {
      expect(fails(copy.types())).toBe('');
      expect(fails(copy.displayTypes())).toBe('');
    },
    10 * MINUTES,
  );

  test(
    'the tests that hold for every concern pass',
    () => {
      // The page of settings is made from them.
      expect(fails(copy.run('scripts/configDocs.ts'))).toBe('');
      const every = ['protocol/src', 'server/src/monitors.test.ts', 'server/src/monitors/churn', 'server/src/demo/longLived'];
      expect(fails(copy.tests('unit', ...every, 'test/unit', 'scripts/configDocs'))).toBe('');
      expect(fails(copy.tests('display-unit', 'display/src/i18n', 'display/src/scenes'))).toBe('');
    },
    10 * MINUTES,
  );

  test(
    'a row of it becomes a row on the board and an alert',
    () => {
      copy.write(
        'churn.ndjson',
        '{"id":"5b6c5dfc-6f0e-4c9e-9a0e-0f5d6a1f7b01","kind":"churn.warned","at":"2026-03-02T09:00:00+08:00","source":"crm","key":"C-1","data":{"score":0.9}}\n',
      );
      expect(
        fails(
          copy.run('scripts/tasks.ts', 'replay', '--events', path.join(copy.root, 'churn.ndjson'), '--out', path.join(copy.root, 'out')),
        ),
      ).toBe('');
      expect(JSON.parse(copy.read('out/churn.customers.json'))).toEqual([
        { key: 'C-1', customerId: 'C-1', region: null, warnedAt: '2026-03-02T01:00:00.000Z', score: 0.9 },
      ]);
      expect(JSON.parse(copy.read('out/alerts.json'))).toMatchObject([{ rule: 'churn-warning', subject: 'customer:C-1', state: 'firing' }]);
    },
    10 * MINUTES,
  );
});

describe('each line that is left out is missed', () => {
  test.each(ENTRIES.map((entry) => [entry.list, entry] as const))(
    '%s',
    (list, { guard, line }) => {
      const whole = copy.read(list);
      copy.write(list, whole.replace(`${line}\n`, ''));
      const { passed, output } = guard(copy);
      copy.write(list, whole);
      expect(passed, `nothing misses ${line.trim()}`).toBe(false);
      expect(output).toMatch(/churn/);
    },
    10 * MINUTES,
  );
});
