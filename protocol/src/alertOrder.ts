/** How severities compare, and the order of every list of alerts (SPEC.md, ALERT-15). */
import type { AlertRow, Severity } from './alert.ts';

const SEVERITY_RANK = { info: 0, warning: 1, critical: 2 } as const satisfies Record<Severity, number>;

/** The worse, the higher. */
export const severityRank = (severity: Severity): number => SEVERITY_RANK[severity];

export interface OrderedAlert {
  id: string;
  row: Pick<AlertRow, 'state' | 'severity' | 'firedAt'>;
}

/** Open before resolved, then the worst, then the newest; the id settles ties. Instants are ISO 8601 UTC, so text order is time order. */
export function compareAlertRows(a: OrderedAlert, b: OrderedAlert): number {
  return (
    Number(a.row.state === 'resolved') - Number(b.row.state === 'resolved') ||
    severityRank(b.row.severity) - severityRank(a.row.severity) ||
    compareText(b.row.firedAt, a.row.firedAt) ||
    compareText(a.id, b.id)
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
