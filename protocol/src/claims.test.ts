import { expect, test } from 'vitest';
import { ALERT_STATES } from './alert.ts';
import { isClaimed, isOpenAlert, isUnclaimed, unclaimedLeads } from './claims.ts';
import type { OpenLeadRow } from './concerns/lead-response.ts';

test('ALERT-29: an open alert is claimed or unclaimed by its owner alone, what is over is neither', () => {
  for (const state of ALERT_STATES)
    for (const owner of ['li', null]) {
      const open = state !== 'resolved';
      const row = { state, owner };
      expect([isOpenAlert(row), isClaimed(row), isUnclaimed(row)]).toEqual([open, open && owner !== null, open && owner === null]);
    }
});

const START = '2026-03-02T02:00:00.000Z';
const lead = (leadId: string, state: OpenLeadRow['state'] = 'violated', createdAt = START): OpenLeadRow => ({
  leadId,
  createdAt,
  deadlineAt: createdAt,
  state,
  region: null,
  team: null,
  channel: null,
  repId: null,
  tier: null,
  value: null,
  atRiskAt: createdAt,
  assignedAt: null,
  customerId: null,
});

test('ALERT-29: a lead past its time is unclaimed until somebody holds the alert of its present turn', () => {
  const alert = (leadId: string, state: (typeof ALERT_STATES)[number], owner: string | null, episode = START) => ({
    subject: `lead:${leadId}`,
    episode,
    state,
    owner,
  });
  const leads = ['asks', 'held', 'given', 'snoozed', 'handled', 'back', 'unknown', 'no alert yet'].map((id) => lead(id));
  const alerts = [
    alert('asks', 'firing', null),
    alert('held', 'acknowledged', 'li'),
    alert('given', 'firing', 'wang'),
    alert('snoozed', 'snoozed', 'li'),
    alert('handled', 'resolved', 'li'),
    // Of an earlier turn: somebody was on it then.
    alert('back', 'acknowledged', 'li', '2026-03-02T01:00:00.000Z'),
    alert('unknown', 'indeterminate', null),
  ];
  const found = unclaimedLeads([...leads, lead('in time', 'at-risk')], alerts);
  expect(found.map(({ leadId }) => leadId)).toEqual(['asks', 'handled', 'back', 'unknown', 'no alert yet']);
});
