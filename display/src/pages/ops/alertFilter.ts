/** Which alerts the list shows, in what order, and how many each choice would bring. Pure. */
import type { AlertRow, AlertState, Severity } from '@warroom/protocol/alert';
import { ALERT_STATES, SEVERITIES } from '@warroom/protocol/alert';
import { severityRank } from '@warroom/protocol/alertOrder';

export interface Alert {
  readonly id: string;
  readonly row: AlertRow;
}

export const OWNERS = ['anybody', 'mine', 'nobody'] as const;
export type Owner = (typeof OWNERS)[number];

/** An empty set does not filter: every severity; every state but `resolved`. */
export interface AlertFilter {
  readonly severities: ReadonlySet<Severity>;
  readonly states: ReadonlySet<AlertState>;
  readonly owner: Owner;
  readonly rule: string | null;
  /** Words that must all occur, in any order. */
  readonly text: string;
}

export const NO_FILTER: AlertFilter = { severities: new Set(), states: new Set(), owner: 'anybody', rule: null, text: '' };

export function isFiltered(filter: AlertFilter): boolean {
  return (
    filter.severities.size > 0 || filter.states.size > 0 || filter.owner !== 'anybody' || filter.rule !== null || filter.text.trim() !== ''
  );
}

/** The same set with one choice put in, or taken out if it was there. */
export function toggled<T>(set: ReadonlySet<T>, choice: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(choice)) next.add(choice);
  return next;
}

/** What the filter needs to know besides the row. */
export interface FilterContext {
  /** The operator at this desk; empty when not known. */
  operator: string;
  /** Everything the screen says about an alert, in lower case. */
  textOf(alert: Alert): string;
}

type Facet = 'severities' | 'states' | 'owner' | 'rule' | 'text';

const facets: Record<Facet, (alert: Alert, filter: AlertFilter, context: FilterContext) => boolean> = {
  severities: ({ row }, { severities }) => severities.size === 0 || severities.has(row.severity),
  states: ({ row }, { states }) => (states.size === 0 ? row.state !== 'resolved' : states.has(row.state)),
  owner: ({ row }, { owner }, { operator }) => {
    switch (owner) {
      case 'anybody':
        return true;
      case 'mine':
        return operator !== '' && row.owner === operator;
      case 'nobody':
        return row.owner === null;
    }
  },
  rule: ({ row }, { rule }) => rule === null || row.rule === rule,
  text: (alert, { text }, { textOf }) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length === 0 || words.every((word) => textOf(alert).includes(word));
  },
};
const facetNames = Object.keys(facets) as Facet[];

export function matches(alert: Alert, filter: AlertFilter, context: FilterContext): boolean {
  return facetNames.every((name) => facets[name](alert, filter, context));
}

/** Which state asks first for a person. */
const STATE_ORDER: Record<AlertState, number> = { firing: 0, indeterminate: 1, acknowledged: 2, snoozed: 3, resolved: 4 };

/** What nobody has taken on comes first, the worst of it foremost, the newest before the older; the identity settles ties. */
export function compareAlerts(a: Alert, b: Alert): number {
  return (
    STATE_ORDER[a.row.state] - STATE_ORDER[b.row.state] ||
    (a.row.state === 'resolved' ? 0 : severityRank(b.row.severity) - severityRank(a.row.severity)) ||
    compareText(b.row.resolvedAt ?? b.row.firedAt, a.row.resolvedAt ?? a.row.firedAt) ||
    compareText(a.id, b.id)
  );
}
/** Times are ISO 8601 UTC of one form, so that text order is time order. */
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export interface AlertCounts {
  bySeverity: Record<Severity, number>;
  byState: Record<AlertState, number>;
  byOwner: Record<Owner, number>;
  rules: readonly string[];
}

export interface Selection {
  /** Ids of what matches, in order. */
  ids: readonly string[];
  /** Per choice: how many alerts it would show with the other groups unchanged. */
  counts: AlertCounts;
}

export function select(alerts: Iterable<Alert>, filter: AlertFilter, context: FilterContext): Selection {
  const matching: Alert[] = [];
  const zero = <K extends string>(keys: readonly K[]) => Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  const counts = { bySeverity: zero(SEVERITIES), byState: zero(ALERT_STATES), byOwner: zero(OWNERS) };
  const rules = new Set<string>();
  for (const alert of alerts) {
    rules.add(alert.row.rule);
    const failing = facetNames.filter((name) => !facets[name](alert, filter, context));
    if (failing.length === 0) matching.push(alert);
    const only = (name: Facet) => failing.length === 0 || (failing.length === 1 && failing[0] === name);
    if (only('severities')) counts.bySeverity[alert.row.severity] += 1;
    if (only('states')) counts.byState[alert.row.state] += 1;
    if (only('owner')) {
      for (const owner of OWNERS) if (facets.owner(alert, { ...filter, owner }, context)) counts.byOwner[owner] += 1;
    }
  }
  return { ids: matching.sort(compareAlerts).map((alert) => alert.id), counts: { ...counts, rules: [...rules].sort() } };
}
