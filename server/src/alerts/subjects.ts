import { subjectKeyOf } from './identity.ts';
import type { Alert } from './lifeCycle.ts';

interface Known {
  id: string;
  firedAtMs: number;
}

/** Subjects of which the last alert's id is kept after the alert itself was forgotten. */
const MAX_REMEMBERED = 10_000;

/** The alerts of each rule and subject in the order in which they fired: the episodes of one condition. */
export class SubjectIndex {
  readonly #known = new Map<string, Known[]>();
  readonly #last = new Map<string, Known>();

  add(alert: Alert): void {
    const key = subjectKeyOf(alert.rule, alert.subject);
    const list = this.#known.get(key) ?? [];
    list.push({ id: alert.id, firedAtMs: alert.firedAtMs });
    list.sort((a, b) => a.firedAtMs - b.firedAtMs || (a.id < b.id ? -1 : 1));
    this.#known.set(key, list);
  }

  /** @param remember whether a later episode is to be linked to it all the same. */
  forget(alert: Alert, remember: boolean): void {
    const key = subjectKeyOf(alert.rule, alert.subject);
    const left = (this.#known.get(key) ?? []).filter((other) => other.id !== alert.id);
    if (left.length === 0) this.#known.delete(key);
    else this.#known.set(key, left);
    if (!remember) return;
    this.#last.delete(key);
    this.#last.set(key, { id: alert.id, firedAtMs: alert.firedAtMs });
    if (this.#last.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#last.keys();
    if (oldest !== undefined) this.#last.delete(oldest);
  }

  alertsOf(rule: string, subject: string): string[] {
    return (this.#known.get(subjectKeyOf(rule, subject)) ?? []).map((known) => known.id);
  }

  /** The id of the episode before this alert's, or null. */
  before(alert: Alert): string | null {
    const key = subjectKeyOf(alert.rule, alert.subject);
    const list = this.#known.get(key) ?? [];
    const at = list.findIndex((known) => known.id === alert.id);
    const earlier = at > 0 ? list[at - 1] : this.#last.get(key);
    return earlier && earlier.id !== alert.id && earlier.firedAtMs <= alert.firedAtMs ? earlier.id : null;
  }
}
