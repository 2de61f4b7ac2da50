import { hasOneEpisodeAtATime } from './episodes.ts';
import { subjectKeyOf } from './identity.ts';
import type { Alert } from './lifeCycle.ts';

interface Known {
  id: string;
  firedAtMs: number;
}

/** The first known alert of a subject, of which it is not known what came before it. */
export interface Unlinked extends Known {
  rule: string;
  subject: string;
}

interface Subject {
  rule: string;
  subject: string;
  /** In the order in which they fired. */
  known: Known[];
  /** The last one that is known no more. */
  before: Known | null;
}

/** Subjects without a known alert of which the last one's id is kept. */
const MAX_REMEMBERED = 10_000;

/**
 * The alerts of each rule and subject in the order in which they fired: the episodes of one condition. Of rules with one episode at a time the
 * last one is known for as long as a later one is, and asked of the log where it was forgotten.
 */
export class SubjectIndex {
  readonly #subjects = new Map<string, Subject>();
  readonly #last = new Map<string, Known>();
  readonly #unlinked = new Set<string>();

  add({ id, rule, subject, firedAtMs }: Alert): void {
    const key = subjectKeyOf(rule, subject);
    let of = this.#subjects.get(key);
    if (!of) {
      of = { rule, subject, known: [], before: this.#last.get(key) ?? null };
      this.#subjects.set(key, of);
      if (!of.before && hasOneEpisodeAtATime(rule)) this.#unlinked.add(key);
    }
    of.known.push({ id, firedAtMs });
    if (of.known.length > 1) of.known.sort(inOrder);
  }

  /** @param remember whether a later episode is to be linked to it all the same. */
  forget(alert: Alert, remember: boolean): void {
    const key = subjectKeyOf(alert.rule, alert.subject);
    const of = this.#subjects.get(key);
    if (!of) return;
    of.known = of.known.filter((other) => other.id !== alert.id);
    if (remember) this.#cameBefore(of, { id: alert.id, firedAtMs: alert.firedAtMs });
    if (of.known.length > 0) return;
    this.#subjects.delete(key);
    this.#unlinked.delete(key);
    if (of.before) this.#remember(key, of.before);
  }

  alertsOf(rule: string, subject: string): string[] {
    return (this.#subjects.get(subjectKeyOf(rule, subject))?.known ?? []).map((known) => known.id);
  }

  /** The id of the episode before this alert's, or null. */
  before(alert: Alert): string | null {
    const of = this.#subjects.get(subjectKeyOf(alert.rule, alert.subject));
    if (!of) return null;
    const earlier = of.known[of.known.findIndex((known) => known.id === alert.id) - 1];
    const before = of.before && inOrder(of.before, alert) < 0 ? of.before : undefined;
    return (earlier && before && inOrder(before, earlier) > 0 ? before : (earlier ?? before))?.id ?? null;
  }

  get unlinked(): Unlinked[] {
    const unlinked: Unlinked[] = [];
    for (const key of this.#unlinked) {
      const of = this.#subjects.get(key);
      const first = of?.known[0];
      if (of && first) unlinked.push({ ...first, rule: of.rule, subject: of.subject });
    }
    return unlinked;
  }

  /** @param earlier what came before it by the log; undefined where nothing did */
  link({ rule, subject }: Unlinked, earlier: Known | undefined): void {
    const key = subjectKeyOf(rule, subject);
    this.#unlinked.delete(key);
    const of = this.#subjects.get(key);
    if (of && earlier) this.#cameBefore(of, earlier);
  }

  #cameBefore(of: Subject, known: Known): void {
    if (!of.before || inOrder(of.before, known) < 0) of.before = known;
  }

  #remember(key: string, known: Known): void {
    this.#last.delete(key);
    this.#last.set(key, known);
    if (this.#last.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#last.keys();
    if (oldest !== undefined) this.#last.delete(oldest);
  }
}

const inOrder = (a: Known, b: Known) => a.firedAtMs - b.firedAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
