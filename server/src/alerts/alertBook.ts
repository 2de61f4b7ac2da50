/**
 * Every alert the server knows, and what becomes of it: signals of the monitors, commands of people, rows of the log and time go in;
 * rows for the log and rows for the board come out. Pure: it neither stores nor sends.
 */

import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow, LogState } from '@warroom/protocol/alertLog';
import { ruleOf } from '@warroom/protocol/rules';
import type { BrokenFeed, RowSink, Signal } from '../monitors/monitor.ts';
import { type Timed, TimerQueue } from '../monitors/timers.ts';
import { boardRowOf, publicRowOf } from './alertRow.ts';
import { brokenUnder } from './brokenFeeds.ts';
import type { AlertCommand, CommandResult } from './commands.ts';
import { decide, rowBase } from './commands.ts';
import { alertIdOf } from './identity.ts';
import type { Alert, Under } from './lifeCycle.ts';
import { foldAlert, leaseEndMs, nextAlert, precedes, rowOrder, sameUnder, severityRank } from './lifeCycle.ts';
import type { AlertFilter } from './list.ts';
import { listAlerts } from './list.ts';
import { SubjectIndex } from './subjects.ts';

export type Raise = Extract<Signal, { type: 'raise' }>;

export interface AlertBookOptions {
  /** Name of this server in the log. */
  server: string;
  /** Ids for the rows of what people do; each is used once. */
  newId: () => string;
  leaseMs: number;
  resolvedOnBoardMs: number;
  /** How long a resolved alert is remembered, so that a row up to 24 h late can still disprove it. Default 25 h. */
  keepResolvedMs?: number;
  /**
   * Rules of which a subject has one alert at a time, whatever its episode is called: two servers that saw the condition begin at
   * slightly different instants share one alert. Default: as its concern says of the rule (`episodes`).
   */
  adoptsEpisode?: (rule: string) => boolean;
  /** A condition that comes back within this time after recovering is counted on its old alert. Default 0: a new episode. */
  flapHoldMs?: (rule: string) => number;
  /**
   * Feeds broken now, as the monitors see it; the same array until something about it changes. What stands on one of them is
   * indeterminate under that feed's own alert: watched and resolved as ever, but neither certain nor calm. Default: none ever.
   */
  brokenFeeds?: () => readonly BrokenFeed[];
  /** Longest snooze. Default 7 days. */
  maxSnoozeMs?: number;
}

interface Entry extends Timed {
  alert: Alert;
  /** Its rows by {@link rowOrder}. */
  rows: AlertLogRow[];
  /** Whether the monitors of this server say that its condition holds; unknown after a start until they have. */
  condition: 'holds' | 'ended' | 'unknown';
  offBoard: boolean;
  /** The instant it was last put into the queue for; what stands there for another is void. */
  plannedMs: number;
}

const HOUR_MS = 3_600_000;
const NONE_BROKEN: readonly BrokenFeed[] = [];
/** Two servers' episodes of one condition begin within this time of each other. */
const SAME_EPISODE_MS = 60_000;
/** Rows whose alert has not been read yet; beyond this number the oldest are let go. */
const MAX_ORPHANS = 10_000;

export class AlertBook {
  readonly #options: Required<AlertBookOptions>;
  readonly #entries = new Map<string, Entry>();
  readonly #subjects = new SubjectIndex();
  readonly #orphans = new Map<string, AlertLogRow[]>();
  /** What time alone will change. */
  readonly #timed = new TimerQueue<Entry>();
  readonly #changed = new Set<string>();
  #pending: AlertLogRow[] = [];
  #catchUp: { trustedUntilMs: number } | null = null;
  /** The broken feeds that the alerts were last held against. */
  #broken: readonly BrokenFeed[] = NONE_BROKEN;

  constructor(options: AlertBookOptions) {
    this.#options = {
      keepResolvedMs: 25 * HOUR_MS,
      adoptsEpisode: (rule) => ruleOf(rule)?.episodes !== 'by-name',
      flapHoldMs: () => 0,
      brokenFeeds: () => NONE_BROKEN,
      maxSnoozeMs: 7 * 24 * HOUR_MS,
      ...options,
    };
  }

  /**
   * History is about to be replayed, at a start or a rebuild. Fold the log first: of at least the stretch to be replayed, and every
   * row of alerts still open. Until {@link reconcile} nothing lapses and nothing is forgotten, and a signal whose change stands in
   * the log adds no second row.
   *
   * @param checkpointMs the instant of the checkpoint that the monitors were restored from: alerts that fired before it still have
   * their condition, unless a signal says otherwise. Null when they start from nothing.
   */
  beginCatchUp(checkpointMs: number | null = null): void {
    this.#catchUp = { trustedUntilMs: checkpointMs ?? Number.NEGATIVE_INFINITY };
    for (const entry of this.#entries.values()) entry.condition = 'unknown';
  }

  /**
   * The monitors have come to `nowMs`. Alerts that the log left open and whose condition does not hold are resolved as recovered;
   * conditions without an alert raise theirs.
   *
   * @param holding every condition that holds, where the monitors can tell; otherwise the signals since `beginCatchUp` decide.
   */
  reconcile(nowMs: number, holding?: Iterable<Raise>): void {
    const trustedUntilMs = this.#catchUp?.trustedUntilMs ?? Number.NEGATIVE_INFINITY;
    this.#catchUp = null;
    if (holding) {
      for (const entry of this.#entries.values()) entry.condition = 'unknown';
      for (const raise of holding) this.signal(raise);
    }
    for (const entry of this.#entries.values()) {
      if (entry.alert.life.state === 'resolved') continue;
      const presumed = !holding && entry.condition === 'unknown' && entry.alert.firedAtMs <= trustedUntilMs;
      if (presumed) entry.condition = 'holds';
      if (entry.condition !== 'holds') this.#resolve(entry, { atMs: nowMs, reason: 'recovered' });
    }
    this.#judgeAll(nowMs);
    this.advance(nowMs);
  }

  signal(signal: Signal): void {
    switch (signal.type) {
      case 'raise':
        this.#raise(signal);
        return;
      case 'escalate':
        for (const entry of this.#meantBy(signal)) this.#escalate(entry, signal);
        return;
      case 'clear':
        for (const entry of this.#meantBy(signal)) {
          entry.condition = 'ended';
          this.#resolve(entry, signal);
          this.#touch(entry);
        }
        return;
      default:
        signal satisfies never;
    }
  }

  /** Decides and changes nothing: an accepted row is to be stored, then given to {@link fold}. Commands on one alert go one after another. */
  command(command: AlertCommand, nowMs: number): CommandResult {
    const entry = this.#entries.get(command.alertId);
    if (!entry) return { type: 'unknown' };
    return decide(entry.alert, command, { ...this.#options, nowMs });
  }

  /**
   * Takes in one row of the log: read at start, tailed from another server, or just stored. The same row twice counts once; the order
   * of rows makes no difference to where it ends.
   */
  fold(row: AlertLogRow): void {
    const entry = this.#entries.get(row.alertId);
    if (!entry) {
      this.#foldFirst(row);
      return;
    }
    const twin = entry.rows.findIndex((other) => other.id === row.id);
    if (twin >= 0) {
      // Two servers wrote down one fact, each at its own instant: everybody takes the same one of the two.
      if (!precedes(row, entry.rows[twin] as AlertLogRow)) return;
      entry.rows.splice(twin, 1);
    }
    const at = entry.rows.findLastIndex((other) => rowOrder(other, row) < 0) + 1;
    entry.rows.splice(at, 0, row);
    const last = twin < 0 && at === entry.rows.length - 1;
    entry.alert = (last ? nextAlert(entry.alert, row) : foldAlert(entry.rows)) ?? entry.alert;
    if (entry.alert.life.state !== 'resolved') entry.offBoard = false;
    this.#touch(entry);
  }

  /** The clock stands at `nowMs`: leases lapse, snoozes end, resolved alerts leave the board and later the memory. */
  advance(nowMs: number): void {
    if (this.#options.brokenFeeds() !== this.#broken) this.#judgeAll(nowMs);
    if (this.#catchUp) return;
    for (let due = this.#timed.popDue(nowMs); due; due = this.#timed.popDue(nowMs)) {
      const { item: entry, atMs } = due;
      if (entry.plannedMs !== atMs) continue;
      entry.plannedMs = Number.POSITIVE_INFINITY;
      this.#fallsDue(entry, nowMs);
    }
  }

  /** When it next has to be advanced; Infinity when never. */
  nextWakeMs(): number {
    return this.#catchUp ? Number.POSITIVE_INFINITY : this.#timed.nextMs();
  }

  /** The rows made since the last call, in order; to be appended to the log. */
  takeLogRows(): AlertLogRow[] {
    const rows = this.#pending;
    this.#pending = [];
    return rows;
  }

  /** Hands the changed rows to the board: topic `alerts` as anybody may read them, `alerts.people` those that are more than that. */
  collect(sink: RowSink, nowMs: number): void {
    for (const id of this.#changed) {
      const entry = this.#entries.get(id);
      const row = entry && nowMs < this.#leavesBoardMs(entry) ? this.#rowOf(entry.alert) : null;
      const open = row && publicRowOf(row);
      if (open) sink.set('alerts', id, open);
      else sink.delete('alerts', id);
      if (row && open !== row) sink.set('alerts.people', id, row);
      else sink.delete('alerts.people', id);
    }
    this.#changed.clear();
  }

  /** Marks every alert as changed, for a board that was cleared. */
  recollect(): void {
    for (const id of this.#entries.keys()) this.#changed.add(id);
  }

  get(alertId: string): Alert | undefined {
    return this.#entries.get(alertId)?.alert;
  }

  /** The alert as it stands on the board. */
  row(alertId: string): AlertRow | undefined {
    const alert = this.get(alertId);
    return alert && this.#rowOf(alert);
  }

  /** The alert's history, oldest first. */
  log(alertId: string): readonly AlertLogRow[] {
    return this.#entries.get(alertId)?.rows ?? [];
  }

  /** Open ones first, then worst first, then newest first. */
  list(filter: AlertFilter = {}): { id: string; row: AlertRow }[] {
    const alerts = [...this.#entries.values()].map((entry) => entry.alert);
    return listAlerts(alerts, filter).map((alert) => ({ id: alert.id, row: this.#rowOf(alert) }));
  }

  #raise(signal: Raise): void {
    const id = alertIdOf(signal.rule, signal.subject, signal.episode);
    const entry = this.#entries.get(id) ?? this.#covering(signal)[0] ?? this.#flapping(signal);
    if (!entry) {
      const base = rowBase({ ...signal, id }, this.#options.server);
      this.#add({ ...base, id: `${id}.firing.1`, atMs: signal.atMs, state: 'firing', version: 1 });
      const made = this.#entries.get(id);
      if (!made) return;
      made.condition = 'holds';
      this.#judge(made, signal.atMs);
      return;
    }
    entry.condition = 'holds';
    const { life, count } = entry.alert;
    if (life.state !== 'resolved' || life.reason === 'handled' || signal.atMs <= life.atMs) return;
    this.#change(entry, signal.atMs, 'firing', String(count + 1), { severity: signal.severity, facts: signal.facts });
    this.#judge(entry, signal.atMs);
  }

  /** A feed has broken or is whole again: every open alert is held against what is broken now. */
  #judgeAll(nowMs: number): void {
    this.#broken = this.#options.brokenFeeds();
    for (const entry of this.#entries.values()) {
      // While history is replayed, alerts of which it has not spoken yet lie in its future.
      if (!this.#catchUp || entry.condition === 'holds') this.#judge(entry, nowMs);
    }
  }

  #judge(entry: Entry, atMs: number): void {
    const { alert } = entry;
    if (alert.life.state === 'resolved') return;
    const broken = brokenUnder(this.#options.brokenFeeds(), alert);
    const under = broken ? { feed: broken.feed, episode: broken.episode } : null;
    if (sameUnder(under, alert.under)) return;
    const told = (under ?? alert.under) as Under;
    const facts = { ...alert.facts, under: told.feed, underEpisode: told.episode };
    this.#change(entry, atMs, under ? 'indeterminate' : 'determinate', `${told.feed}.${told.episode}`, { facts });
  }

  #escalate(entry: Entry, { atMs, severity }: Extract<Signal, { type: 'escalate' }>): void {
    const { alert } = entry;
    if (alert.life.state === 'resolved' && alert.life.atMs <= atMs) return;
    if (severityRank(severity) <= severityRank(alert.severity)) return;
    this.#change(entry, atMs, 'escalated', severity, { severity });
  }

  #resolve(entry: Entry, { atMs, reason, facts }: Pick<Extract<Signal, { type: 'clear' }>, 'atMs' | 'reason' | 'facts'>): void {
    const { life, count } = entry.alert;
    if (life.state === 'resolved' && (reason !== 'disproved' || life.reason === 'disproved')) return;
    const changes = { reason, facts: { ...entry.alert.facts, ...facts } };
    this.#change(entry, atMs, 'resolved', `${reason}.${count}`, changes);
  }

  /** The alerts a further signal of a condition speaks of: its own, and under an adopting rule whatever stood open then. */
  #meantBy(signal: Signal): Entry[] {
    const own = this.#entries.get(alertIdOf(signal.rule, signal.subject, signal.episode));
    const others = this.#covering(signal).filter((entry) => entry !== own);
    return own ? [own, ...others] : others;
  }

  /** Under an adopting rule, the alerts of the same subject that stood open at the instant of the signal. */
  #covering({ rule, subject, atMs }: Signal): Entry[] {
    if (!this.#options.adoptsEpisode(rule)) return [];
    return this.#ofSubject(rule, subject).filter(({ alert: { firedAtMs, life } }) => {
      return firedAtMs <= atMs + SAME_EPISODE_MS && (life.state !== 'resolved' || life.atMs > atMs);
    });
  }

  /** The alert that recovered so shortly before that this is its condition once more. */
  #flapping({ rule, subject, atMs }: Raise): Entry | undefined {
    const holdMs = this.#options.flapHoldMs(rule);
    return this.#ofSubject(rule, subject).findLast(({ alert: { life } }) => {
      return life.state === 'resolved' && life.reason === 'recovered' && atMs - life.atMs < holdMs;
    });
  }

  #ofSubject(rule: string, subject: string): Entry[] {
    return this.#subjects.alertsOf(rule, subject).map((id) => this.#entries.get(id) as Entry);
  }

  #change(
    entry: Entry,
    atMs: number,
    state: LogState,
    which: string,
    changes: Partial<Pick<AlertLogRow, 'severity' | 'facts' | 'reason' | 'untilMs' | 'note'>>,
  ): void {
    const { alert } = entry;
    const base = { ...rowBase(alert, this.#options.server), version: alert.version + 1 };
    this.#add({ ...base, ...changes, id: `${alert.id}.${state}.${which}`, atMs, state });
  }

  #add(row: AlertLogRow): void {
    if (this.log(row.alertId).some((other) => other.id === row.id)) return;
    this.#pending.push(row);
    this.fold(row);
  }

  #foldFirst(row: AlertLogRow): void {
    const before = this.#orphans.get(row.alertId) ?? [];
    const twin = before.find((other) => other.id === row.id);
    if (twin && !precedes(row, twin)) return;
    const rows = [...before.filter((other) => other !== twin), row].sort(rowOrder);
    const alert = foldAlert(rows);
    if (!alert) {
      this.#keepOrphan(row.alertId, rows);
      return;
    }
    this.#orphans.delete(row.alertId);
    const entry: Entry = { name: alert.id, alert, rows, condition: 'unknown', offBoard: false, plannedMs: Number.POSITIVE_INFINITY };
    this.#entries.set(alert.id, entry);
    this.#subjects.add(alert);
    this.#touch(entry);
  }

  #keepOrphan(alertId: string, rows: AlertLogRow[]): void {
    this.#orphans.set(alertId, rows);
    if (this.#orphans.size <= MAX_ORPHANS) return;
    const [oldest] = this.#orphans.keys();
    if (oldest !== undefined) this.#orphans.delete(oldest);
  }

  #touch(entry: Entry): void {
    this.#changed.add(entry.name);
    const wakeMs = this.#wakeOf(entry);
    if (wakeMs === entry.plannedMs) return;
    entry.plannedMs = wakeMs;
    if (wakeMs !== Number.POSITIVE_INFINITY) this.#timed.push(wakeMs, entry);
  }

  #wakeOf(entry: Entry): number {
    const { life } = entry.alert;
    if (life.state !== 'resolved') return leaseEndMs(life) ?? Number.POSITIVE_INFINITY;
    return entry.offBoard ? this.#forgottenMs(entry) : this.#leavesBoardMs(entry);
  }

  #fallsDue(entry: Entry, nowMs: number): void {
    const { life } = entry.alert;
    const untilMs = leaseEndMs(life);
    if (untilMs !== null) {
      const note = life.state === 'snoozed' ? 'snooze ended' : 'lease lapsed without activity';
      this.#change(entry, untilMs, 'unacknowledged', String(untilMs), { untilMs, note });
      return;
    }
    entry.offBoard = true;
    this.#touch(entry);
    if (this.#forgottenMs(entry) > nowMs) return;
    this.#entries.delete(entry.name);
    entry.plannedMs = Number.POSITIVE_INFINITY;
    this.#subjects.forget(entry.alert, this.#options.adoptsEpisode(entry.alert.rule));
  }

  #leavesBoardMs({ alert: { life } }: Entry): number {
    return life.state === 'resolved' ? life.atMs + this.#options.resolvedOnBoardMs : Number.POSITIVE_INFINITY;
  }

  #forgottenMs(entry: Entry): number {
    const { life } = entry.alert;
    // What a person resolved while its condition goes on is remembered as long as it does, lest it fire anew.
    if (life.state !== 'resolved' || entry.condition === 'holds') return Number.POSITIVE_INFINITY;
    return life.atMs + Math.max(this.#options.keepResolvedMs, this.#options.resolvedOnBoardMs);
  }

  #rowOf(alert: Alert): AlertRow {
    return boardRowOf(alert, this.#subjects.before(alert));
  }
}
