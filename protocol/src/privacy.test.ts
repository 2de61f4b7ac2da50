import { expect, test } from 'vitest';
import { alertRow } from '../../testing/alertRow.ts';
import type { AlertRow } from './alert.ts';
import { publicAlert } from './privacy.ts';

const row = (over: Partial<AlertRow>): AlertRow =>
  alertRow({
    rule: 'breaker-usage-lag',
    subject: 'rep:R-17',
    severity: 'info',
    owner: '值班一',
    version: 3,
    summary: '销售 R-17 的话术使用比团队平均少 30%',
    feeds: ['call'],
    facts: {
      scope: 'rep',
      id: 'R-17',
      team: '华东一组',
      region: '华东',
      wallUnit: 'team',
      wallUnitId: '华东一组',
      value: 0.3,
      threshold: 0.2,
    },
    note: 'R-17 休假',
    ...over,
  });

test("ALERT-24: a rep's alert is told of the team, and the name stands nowhere in it", () => {
  const open = publicAlert(row({}));
  expect(open).toMatchObject({
    subject: 'team:华东一组',
    facts: { scope: 'team', id: '华东一组', value: 0.3, threshold: 0.2 },
    owner: '值班一',
    note: null,
  });
  expect(JSON.stringify(open)).not.toContain('R-17');
});

test('ALERT-24: where the unit is too small, nothing is told; a small team is told of its region', () => {
  expect(publicAlert(row({ facts: { wallUnit: null, wallUnitId: null } }))).toBeNull();
  expect(publicAlert(row({ subject: 'rep:R-17', rule: 'some-rule-to-come', facts: {} }))).toBeNull();
  const small = row({
    subject: 'team:西南三组',
    facts: { scope: 'team', id: '西南三组', team: '西南三组', wallUnit: 'region', wallUnitId: '西南' },
  });
  expect(publicAlert(small)).toMatchObject({ subject: 'region:西南', facts: { team: null, region: '西南' } });
  expect(JSON.stringify(publicAlert(small))).not.toContain('西南三组');
});

test('ALERT-24: what names nobody stays whole', () => {
  const team = row({ subject: 'team:华东一组' });
  expect(publicAlert(team)).toBe(team);
  const lead = row({ rule: 'lead-violation', subject: 'lead:L-1', facts: { leadId: 'L-1' } });
  expect(publicAlert(lead)).toBe(lead);
});
