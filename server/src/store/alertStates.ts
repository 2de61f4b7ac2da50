/**
 * Where in the alert log the rows of an alert are, from a table that the engine keeps (migration 006). It names too many alerts rather than
 * too few: which of them are open is worked out from their rows.
 */
import type { Store } from './client.ts';
import { sqlLists, sqlText } from './sqlText.ts';
import { sqlInstant } from './sqlTime.ts';

/** An alert and the days on which rows of it arrived, as days since 1970, in order. */
export interface AlertPlace {
  alertId: string;
  days: readonly number[];
}

export interface SubjectAlert extends AlertPlace {
  rule: string;
  subject: string;
  /** Null while no row of its firing is known. */
  firedAtMs: number | null;
}

export interface RuleSubject {
  rule: string;
  subject: string;
}

export const DAY_MS = 86_400_000;
const KEY = 'rule, subject, alert_id';
const DAYS = 'arraySort(arrayMap(day -> toUInt16(day), groupUniqArrayArray(days)))';
/** Word for word the expression of the table's index. */
const MAY_BE_OPEN = 'arrayMax(mapValues(firings)) >= arrayMax(mapValues(resolutions))';
const STILL_MAY_BE_OPEN = 'arrayMax(mapValues(minMap(firings))) >= arrayMax(mapValues(minMap(resolutions)))';

export class AlertStates {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Alerts that may be open, and those of which a row arrived at `sinceMs` or later. */
  async standing(sinceMs: number): Promise<AlertPlace[]> {
    const states = this.#store.table('alert_states');
    // Parts that are not merged yet have halves of a state: found by the halves, judged by the whole.
    const some = `SELECT ${KEY} FROM ${states} WHERE ${MAY_BE_OPEN} UNION DISTINCT
      SELECT ${KEY} FROM ${this.#store.table('alert_log')} WHERE ingested_at >= ${sqlInstant(sinceMs)}`;
    const rows = await this.#store.query<[string, number[]]>(
      'alerts.states',
      `SELECT alert_id, ${DAYS} AS arrived FROM ${states} WHERE (${KEY}) IN (${some}) GROUP BY ${KEY}
       HAVING ${STILL_MAY_BE_OPEN} OR arrived[-1] >= ${Math.floor(sinceMs / DAY_MS)}`,
    );
    return rows.map(([alertId, days]) => ({ alertId, days }));
  }

  /** All alerts of these rules and subjects, in any order. */
  async ofSubjects(subjects: readonly RuleSubject[]): Promise<SubjectAlert[]> {
    const found: SubjectAlert[] = [];
    for (const some of sqlLists(new Set(subjects.map(({ rule, subject }) => `(${sqlText(rule)},${sqlText(subject)})`)))) {
      const rows = await this.#store.query<[string, string, string, number[], number]>(
        'alerts.states',
        `SELECT ${KEY}, ${DAYS}, bitShiftRight(arrayMin(mapValues(minMap(firings))), 20) FROM ${this.#store.table('alert_states')}
         WHERE (rule, subject) IN (${some}) GROUP BY ${KEY}`,
      );
      for (const [rule, subject, alertId, days, firedAtMs] of rows)
        found.push({ rule, subject, alertId, days, firedAtMs: firedAtMs === 0 ? null : firedAtMs });
    }
    return found;
  }

  /** The alert of this id; null where the log has none. */
  async ofId(alertId: string): Promise<AlertPlace | null> {
    const [row] = await this.#store.query<[number[]]>(
      'read.alert-state',
      `SELECT ${DAYS} FROM ${this.#store.table('alert_states')} WHERE alert_id = {alertId:String} GROUP BY alert_id`,
      { params: { alertId } },
    );
    return row ? { alertId, days: row[0] } : null;
  }
}
