import { expect, test } from 'vitest';
import { NOW_MS, violation } from '../../testing/alerts.ts';
import { factLines } from './factWords.ts';

/** Numbers and their units hold together by spaces of other kinds, which nobody sees. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009]/g, ' ');

test('facts have names and units; one without a name is shown as it is; unknown ones are left out', () => {
  const facts = factLines(
    violation('L-1', 5, { facts: { team: '华东一组', slaSeconds: 90, serviceLevel: 0.799, value: 1_200, odd: 3, repId: null } }),
    NOW_MS,
    'zh-CN',
  );
  const lines = facts.map(([name, value]) => [name, plain(value)]);
  expect(lines).toEqual([
    ['团队', '华东一组'],
    ['响应时限', '90 秒'],
    ['服务水平', '79%'],
    ['价值', '¥1200'],
    ['odd', '3'],
  ]);
});

test('a fact of a rule of another version is shown under its own name, and those for the machine not at all', () => {
  const row = violation('L-1', 5, {
    rule: 'of-tomorrow',
    facts: { heat: 0.5, region: '华东', wallUnit: 'team', scope: 'rep', sure: true },
  });
  expect(factLines(row, NOW_MS, 'en')).toEqual([
    ['heat', '1'],
    ['Region', '华东'],
    ['sure', '✓'],
  ]);
});
