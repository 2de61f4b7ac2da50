/**
 * How the open leads stand now: the one count that headline, figures, overview and runway share. What is open is open by its row, whatever
 * has become of its alert.
 */
import type { AlertRow } from '@warroom/protocol/alert';
import { unclaimedLeads } from '@warroom/protocol/claims';
import type { OpenLeadRow } from '@warroom/protocol/concerns/lead-response';

export interface LeadsNow {
  /** Nobody has answered or closed them. */
  open: number;
  atRisk: number;
  /** Open and past their time. */
  violated: number;
  /** Those of them that no person holds now. */
  unclaimed: number;
  /** The region with most of those past their time, by name where several have as many; null where no region is known. */
  worst: { region: string; violated: number } | null;
}

export function leadsNow(leads: Iterable<OpenLeadRow>, alerts: ReadonlyMap<string, AlertRow>): LeadsNow {
  const open = [...leads];
  const now: LeadsNow = {
    open: open.length,
    atRisk: 0,
    violated: 0,
    unclaimed: unclaimedLeads(open, violations(alerts)).length,
    worst: null,
  };
  const byRegion = new Map<string, number>();
  for (const { state, region } of open) {
    if (state === 'at-risk') now.atRisk += 1;
    if (state !== 'violated') continue;
    now.violated += 1;
    if (region !== null) byRegion.set(region, (byRegion.get(region) ?? 0) + 1);
  }
  for (const [region, violated] of byRegion)
    if (!now.worst || violated > now.worst.violated || (violated === now.worst.violated && region < now.worst.region))
      now.worst = { region, violated };
  return now;
}

/** Those past their time that somebody holds. */
export function heldLeads(leads: Iterable<OpenLeadRow>, alerts: ReadonlyMap<string, AlertRow>): Set<string> {
  const late = [...leads].filter(({ state }) => state === 'violated');
  const held = new Set(late.map(({ leadId }) => leadId));
  for (const { leadId } of unclaimedLeads(late, violations(alerts))) held.delete(leadId);
  return held;
}

const violations = (alerts: ReadonlyMap<string, AlertRow>) => [...alerts.values()].filter(({ rule }) => rule === 'lead-violation');
