/**
 * Every alert the server knows, and what becomes of it: signals of the monitors, commands of people, rows of the log and time go in;
 * rows for the log and rows for the board come out. Pure: it neither stores nor sends.
 */

import type { AlertFacts, AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { compareAlertRows } from '@warroom/protocol/alertOrder';
import type { BrokenFeed, RowSink, Signal } from '../monitors/monitor.ts';
import { type Timed, TimerQueue } from '../monitors/timers.ts';
import { boardRowOf, publicRowOf } from './alertRow.ts';
import type { Change, Raise } from './changes.ts';
import {
  certainty,
  escalation,
  firingAgain,
  firstRow,
  following,
  followingAgain,
  lapse,
  resolution,
  rowOfChange,
  sameAsAnother,
} from './changes.ts';
import type { AlertCommand, CommandResult } from './commands.ts';
import { decide } from './commands.ts';
import { areRivals, hasOneEpisodeAtATime, stoodOpenAt } from './episodes.ts';
import { type AlertFilter, fitsFilter } from './filter.ts';
import { type HeldAlert, HeldConditions } from './heldConditions.ts';
import { alertIdOf, subjectKeyOf } from './identity.ts';
import type { Alert } from './lifeCycle.ts';
import { foldAlert, isIdle, leaseEndMs, nextAlert } from './lifeCycle.ts';
import { insertRow, isOfTheFuture, OrphanRows } from './logRows.ts';
import { Outages } from './outages.ts';
import { rememberedMs } from './remembered.ts';
import { Settling } from './settling.ts';
import { SubjectIndex, type Unlinked } from './subjects.ts';

export interface AlertBookOptions {
  /** Name of this server in the log. */
  server: string;
  /** Ids for the rows of what people do; each is used once. */
  newId: () => string;
  leaseMs: number;
  resolvedOnBoardMs: number;
  /**
   * Feeds broken now, as the monitors see it; the same array until something about it changes. What stands on one of them is
   * indeterminate under that feed's own alert. Default: none ever.
   */
  brokenFeeds?: () => readonly BrokenFeed[];
  /** Whether the monitors of this server say what becomes of alerts by the rule; of others another server does (ALERT-30). Default: of all. */
  owns?: (rule: string) => boolean;
  /**
   * How many alerts at most are held against a feed that has broken, or shown on the board, in one go; the others follow with the next
   * {@link AlertBook.advance} and {@link AlertBook.collect}. Default: all.
   */
  atOnce?: number;
}

interface Entry extends Timed {
  alert: Alert;
  /** Its rows in the order in which they count. */
  rows: AlertLogRow[];
  /** Whether the monitors of this server say that its condition holds; unknown after a start until they have. */
  condition: 'holds' | 'ended' | 'unknown';
  /** When its condition ended last, as far as this server has seen that. */
  endedMs: number;
  /** The facts that the monitors gave it last while history is replayed; null otherwise. */
  said: AlertFacts | null;
  offBoard: boolean;
  /** The instant for which it was last put into the queue; earlier entries of it there are void. */
  plannedMs: number;
  /** As it stands on the board, until it or the one before it is another. */
  shown: Shown | null;
}

interface Shown {
  alert: Alert;
  row: AlertRow;
  /** As anybody may read it. */
  open: AlertRow | null;
}

const HOUR_MS = 3_600_000;
const MAX_SNOOZE_MS = 7 * 24 * HOUR_MS;
/** Of servers that read each other's rows every second, and write their own in order. */
const RIVALS_READ_MS = 2_000;
const NONE_BROKEN: readonly BrokenFeed[] = [];

export class AlertBook {
  readonly #options: Required<AlertBookOptions>;
  readonly #entries = new Map<string, Entry>();
  readonly #subjects = new SubjectIndex();
  readonly #orphans = new OrphanRows();
  readonly #settling = new Settling();
  /** Rules and subjects of which two alerts may be open although one would do. */
  readonly #rivals = new Map<string, { rule: string; subject: string }>();
  /** Leases, snoozes and what leaves board or memory. */
  readonly #timed = new TimerQueue<Entry>();
  readonly #changed = new Set<string>();
  /** Rows for the log that nobody has taken yet, by id. */
  readonly #pending = new Map<string, AlertLogRow>();
  #catchUp: { trustedUntilMs: number } | null = null;
  /** Conditions without a known alert while history is read up to a known present. */
  #held: HeldConditions | null = null;
  /** What was broken when that happened which is made up for now; null for what is broken as the monitors stand. */
  #brokenThen: readonly BrokenFeed[] | null = null;
  /** The broken feeds that the alerts were last held against. */
  #broken: readonly BrokenFeed[] = NONE_BROKEN;

  readonly #outages = new Outages<Entry>((entry, { atMs, broken }) => this.#holdAgainst(entry, broken, atMs));

  constructor(options: AlertBookOptions) {
    this.#options = { brokenFeeds: () => NONE_BROKEN, owns: () => true, atOnce: Number.POSITIVE_INFINITY, ...options };
  }

  /**
   * History is about to be replayed, at a start or a rebuild. Fold what the log has of alerts that are open, or ended so lately that they
   * are remembered. Until {@link reconcile} nothing lapses and nothing is forgotten, and a signal whose change stands in the log adds no
   * second row.
   *
   * @param checkpointMs the instant of the checkpoint that the monitors were restored from: alerts that fired before it still have
   * their condition, unless a signal says otherwise. Null when they start from nothing.
   * @param presentMs where history ends, if that is known: what began and ended longer before it than is remembered is neither raised nor
   * logged, and the other conditions without a known alert wait for what the log has of them ({@link sought}, {@link raiseHeld}).
   */
  beginCatchUp(checkpointMs: number | null = null, { presentMs }: { presentMs?: number } = {}): void {
    this.#settling.clear();
    this.#outages.judgeSome(Number.POSITIVE_INFINITY, this.#all);
    this.#held = presentMs === undefined ? null : new HeldConditions(presentMs - rememberedMs(this.#options.resolvedOnBoardMs));
    this.#catchUp = { trustedUntilMs: checkpointMs ?? Number.NEGATIVE_INFINITY };
    for (const entry of this.#entries.values()) Object.assign(entry, { condition: 'unknown', said: null });
  }

  /** Alerts that history speaks of, that are not known and that the log may have: their rows are to be folded before {@link reconcile}. */
  sought(): HeldAlert[] {
    return this.#held?.sought() ?? [];
  }

  /**
   * The log has been asked for what was {@link sought}: raises at most so many of the conditions that waited for it, with what came of them
   * since. @returns whether more are left; {@link reconcile} raises those too
   */
  raiseHeld(most = Number.POSITIVE_INFINITY): boolean {
    for (let raised = 0; raised < most; raised += 1) {
      const events = this.#held?.take();
      if (!events) return false;
      let entry: Entry | undefined;
      for (const event of events) {
        this.#brokenThen = event.broken;
        if ('atMs' in event) {
          if (entry) this.#judge(entry, event.atMs);
        } else if (event.signal.type === 'raise') entry = this.#raiseNow(event.signal);
        else this.#follows(event.signal);
      }
      this.#brokenThen = null;
    }
    return this.#held !== null && this.#held.size > 0;
  }

  /** The monitors have come to `nowMs`: alerts that the log left open and whose condition does not hold are resolved as recovered. */
  reconcile(nowMs: number): void {
    this.raiseHeld();
    if (this.#held) this.#dropIdleRows();
    this.#held = null;
    const trustedUntilMs = this.#catchUp?.trustedUntilMs ?? Number.NEGATIVE_INFINITY;
    this.#catchUp = null;
    for (const entry of this.#entries.values()) {
      const { life, firedAtMs } = entry.alert;
      if (life.state === 'resolved' || !this.#options.owns(entry.alert.rule)) continue;
      if (entry.condition === 'unknown' && firedAtMs <= trustedUntilMs) entry.condition = 'holds';
      if (entry.condition !== 'holds') this.#change(entry, nowMs, (alert) => resolution(alert, { atMs: nowMs, reason: 'recovered' }));
      const { said } = entry;
      if (said) this.#change(entry, nowMs, (alert) => followingAgain(alert, said, nowMs));
      entry.said = null;
    }
    this.#judgeAll(nowMs);
    this.#outages.judgeSome(Number.POSITIVE_INFINITY, this.#all);
    this.advance(nowMs);
  }

  /** Conditions that still wait for what arrives together with them; to be signalled again after a start from a checkpoint. */
  get settling(): readonly Raise[] {
    return this.#settling.save();
  }

  signal(signal: Signal): void {
    if (signal.type !== 'raise') this.#settling.follow(signal);
    if (this.#held?.holds(signal)) {
      this.#held.follow(signal, this.#options.brokenFeeds());
      // What ended long ago may be an alert of the log all the same, read since.
      if (this.#held.holds(signal)) return;
    }
    if (signal.type !== 'raise') this.#follows(signal);
    else if (this.#known(signal) || !this.#settling.holds(signal)) this.#raise(signal);
  }

  /** Decides and changes nothing: an accepted row is to be stored, then given to {@link fold}. Commands on one alert go one after another. */
  command(command: AlertCommand, nowMs: number): CommandResult {
    const entry = this.#entries.get(command.alertId);
    if (!entry) return { type: 'unknown' };
    this.#outages.judge(entry);
    return decide(entry.alert, command, { ...this.#options, maxSnoozeMs: MAX_SNOOZE_MS, nowMs });
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
    if (!this.#pending.has(row.id)) this.#outages.judge(entry);
    const isWritten = this.#withdraw(entry, row);
    const placed = insertRow(entry.rows, row);
    if (placed === 'known') return;
    const before = entry.alert;
    entry.alert = (placed === 'appended' && !isWritten ? nextAlert(before, row) : foldAlert(entry.rows)) ?? before;
    if (entry.alert.firedAtMs !== before.firedAtMs) {
      this.#subjects.forget(before, false);
      this.#subjects.add(entry.alert);
      this.#placed(entry.alert);
    }
    if (entry.alert.life.state !== 'resolved') entry.offBoard = false;
    this.#touch(entry);
  }

  /**
   * The clock was set back: rows that bear a later instant, but for what people did, have not happened yet. Those of a row's alert that
   * are left are folded anew.
   * @returns the rows that no longer count; those whose instant comes may be folded then
   */
  takeBack(nowMs: number): AlertLogRow[] {
    const taken: AlertLogRow[] = [];
    for (const entry of [...this.#entries.values()]) {
      const left = entry.rows.filter((row) => !isOfTheFuture(row, nowMs));
      if (left.length === entry.rows.length) continue;
      taken.push(...entry.rows.filter((row) => isOfTheFuture(row, nowMs)));
      this.#forget(entry, false);
      this.#changed.add(entry.name);
      for (const row of left) this.fold(row);
    }
    return taken;
  }

  /** Resolves the alert as recovered if it is open and the monitors do not say that its condition holds. Only once caught up. */
  recoverUnlessHeld(alertId: string, nowMs: number): void {
    const entry = this.#entries.get(alertId);
    if (!entry || entry.condition === 'holds' || !this.#options.owns(entry.alert.rule)) return;
    this.#change(entry, nowMs, (alert) => resolution(alert, { atMs: nowMs, reason: 'recovered' }));
  }

  /** The clock stands at `nowMs`: leases lapse, snoozes end, resolved alerts leave the board and later the memory. */
  advance(nowMs: number): void {
    for (const raise of this.#settling.settled(nowMs)) this.#raise(raise);
    if (this.#options.brokenFeeds() !== this.#broken) this.#judgeAll(nowMs);
    this.#outages.judgeSome(this.#options.atOnce, this.#all);
    if (this.#catchUp) return;
    if (this.#rivals.size > 0) this.#settleRivals(nowMs);
    for (let due = this.#timed.popDue(nowMs); due; due = this.#timed.popDue(nowMs)) {
      const { item: entry, atMs } = due;
      if (entry.plannedMs !== atMs) continue;
      entry.plannedMs = Number.POSITIVE_INFINITY;
      this.#fallsDue(entry, nowMs);
    }
  }

  /** When it next has to be advanced; Infinity when never. */
  nextWakeMs(): number {
    return Math.min(this.#settling.nextMs(), this.#catchUp ? Number.POSITIVE_INFINITY : this.#timed.nextMs());
  }

  /** The rows made since the last call, in order; to be appended to the log. */
  takeLogRows(): AlertLogRow[] {
    if (this.#catchUp) this.#dropIdleRows();
    const rows = [...this.#pending.values()];
    this.#pending.clear();
    return rows;
  }

  /**
   * Hands the changed rows to the board: topic `alerts` as anybody may read them, `alerts.people` those that name people.
   * @param exact all of them; else those that changed first, as many as go at once
   */
  collect(sink: RowSink, nowMs: number, exact = true): void {
    let left = exact ? Number.POSITIVE_INFINITY : this.#options.atOnce;
    for (const id of this.#changed) {
      if (left === 0) return;
      left -= 1;
      this.#changed.delete(id);
      const entry = this.#entries.get(id);
      const shown = entry && nowMs < this.#leavesBoardMs(entry) ? this.#shown(entry) : null;
      if (shown?.open) sink.set('alerts', id, shown.open);
      else sink.delete('alerts', id);
      if (shown && shown.open !== shown.row) sink.set('alerts.people', id, shown.row);
      else sink.delete('alerts.people', id);
    }
  }

  /** Marks every alert as changed, for a board that was cleared. */
  recollect(): void {
    for (const id of this.#entries.keys()) this.#changed.add(id);
  }

  /** Whether a folded row has changed its alert: a rival's may come before it, written by another server meanwhile. */
  counts({ alertId, id }: AlertLogRow): boolean {
    const rows = this.log(alertId);
    const at = rows.findIndex((row) => row.id === id);
    const row = rows[at];
    const before = foldAlert(rows.slice(0, Math.max(0, at)));
    return row !== undefined && before !== null && !isIdle(before, row);
  }

  /** Alerts of which only the log can say what came before them; to be told by {@link link}. */
  get unlinked(): readonly Unlinked[] {
    return this.#subjects.unlinked;
  }

  /** @param earlier by id, the alert of the same rule and subject that fired before it; none where it is the first */
  link(asked: readonly Unlinked[], earlier: ReadonlyMap<string, { id: string; firedAtMs: number }>): void {
    for (const of of asked) {
      const found = earlier.get(of.id);
      this.#subjects.link(of, found);
      if (found) this.#changed.add(of.id);
    }
  }

  get(alertId: string): Alert | undefined {
    return this.#entries.get(alertId)?.alert;
  }

  /** When the first of these alerts fired; Infinity where none is known. */
  firedSinceMs(alertIds: Iterable<string>): number {
    let sinceMs = Number.POSITIVE_INFINITY;
    for (const id of alertIds) sinceMs = Math.min(sinceMs, this.get(id)?.firedAtMs ?? sinceMs);
    return sinceMs;
  }

  /** The alert as it stands on the board. */
  row(alertId: string): AlertRow | undefined {
    const entry = this.#entries.get(alertId);
    return entry && this.#shown(entry).row;
  }

  /** The alert's history, oldest first. */
  log(alertId: string): readonly AlertLogRow[] {
    return this.#entries.get(alertId)?.rows ?? [];
  }

  /** What the log holds open, in no order. */
  open(): Alert[] {
    return [...this.#entries.values()].flatMap(({ alert }) => (alert.life.state === 'resolved' ? [] : [alert]));
  }

  /** In the order of {@link compareAlertRows}. */
  list(filter: AlertFilter = {}): { id: string; row: AlertRow }[] {
    return [...this.listed(filter)].sort(compareAlertRows);
  }

  /** In no order; whole, and as anybody may read it. */
  *listed(filter: AlertFilter = {}): Generator<{ id: string; row: AlertRow; open: AlertRow | null }> {
    for (const entry of this.#entries.values()) {
      if (!fitsFilter(entry.alert, filter)) continue;
      const { row, open } = this.#shown(entry);
      yield { id: entry.name, row, open };
    }
  }

  /** Of the alerts that are open, in no order. */
  *openIds(filter: AlertFilter = {}): Generator<string> {
    for (const { alert, name } of this.#entries.values()) if (alert.life.state !== 'resolved' && fitsFilter(alert, filter)) yield name;
  }

  /** The alert of the signal's own episode, else one that it shares; one that is open first. */
  #known(signal: Signal): Entry | undefined {
    const own = this.#entries.get(alertIdOf(signal.rule, signal.subject, signal.episode));
    return own && own.alert.life.state !== 'resolved' ? own : (this.#openAt(signal)[0] ?? own);
  }

  #raise(signal: Raise): void {
    if (this.#held && !this.#known(signal)) this.#held.hold(signal, this.#options.brokenFeeds());
    else this.#raiseNow(signal);
  }

  #raiseNow(signal: Raise): Entry | undefined {
    const id = alertIdOf(signal.rule, signal.subject, signal.episode);
    const known = this.#known(signal);
    if (!known) this.#add(firstRow(id, signal, this.#options.server));
    const entry = known ?? this.#entries.get(id);
    if (!entry) return undefined;
    entry.condition = 'holds';
    if (this.#catchUp) entry.said = signal.facts;
    const again = known !== undefined && this.#change(known, signal.atMs, (alert) => firingAgain(alert, signal));
    if (again || !known) this.#judge(entry, signal.atMs);
    return entry;
  }

  #follows(signal: Exclude<Signal, Raise>): void {
    switch (signal.type) {
      case 'update':
        for (const entry of this.#meantBy(signal)) this.#follow(entry, signal);
        return;
      case 'escalate':
        for (const entry of this.#meantBy(signal)) this.#change(entry, signal.atMs, (alert) => escalation(alert, signal));
        return;
      case 'clear':
        for (const entry of this.#meantBy(signal)) {
          entry.condition = 'ended';
          entry.endedMs = signal.atMs;
          this.#change(entry, signal.atMs, (alert) => resolution(alert, signal));
          this.#touch(entry);
        }
        return;
      default:
        signal satisfies never;
    }
  }

  /**
   * Where a subject has one alert at a time, servers that had not read each other's row may have raised two: the one that fired first stays.
   * The row that ends the other has an id that every server gives it. Not before what was written along with them is sure to have been read.
   */
  #settleRivals(nowMs: number): void {
    for (const [key, { rule, subject }] of this.#rivals) {
      const entries = this.#subjects.alertsOf(rule, subject).map((id) => this.#entries.get(id) as Entry);
      const [first, ...later] = entries.filter(({ alert }) => alert.life.state !== 'resolved');
      const rivals = later.filter(({ alert }) => first && areRivals(first.alert, alert));
      if (rivals.some(({ alert }) => nowMs < alert.firedAtMs + RIVALS_READ_MS)) continue;
      this.#rivals.delete(key);
      for (const entry of rivals) {
        if (!first) break;
        if (entry.condition === 'holds') first.condition = 'holds';
        entry.condition = 'ended';
        this.#change(entry, entry.alert.changedAtMs, (alert) => sameAsAnother(alert, first.alert.id));
      }
    }
  }

  /** Its place among the alerts of its subject is new. */
  #placed({ rule, subject }: Alert): void {
    const ids = this.#subjects.alertsOf(rule, subject);
    for (const id of ids) this.#changed.add(id);
    if (ids.length > 1 && hasOneEpisodeAtATime(rule) && this.#options.owns(rule))
      this.#rivals.set(subjectKeyOf(rule, subject), { rule, subject });
  }

  /** While history is replayed the log may have gone beyond what is said now. */
  #follow(entry: Entry, signal: Extract<Signal, { type: 'update' }>): void {
    if (this.#catchUp) entry.said = { ...entry.said, ...signal.facts };
    if (this.#catchUp && entry.rows.some(({ state, atMs }) => state === 'updated' && atMs > signal.atMs)) return;
    this.#change(entry, signal.atMs, (alert) => following(alert, signal));
  }

  /** A feed has broken or delivers again: every open alert is held against what is broken now. */
  #judgeAll(nowMs: number): void {
    const broken = this.#options.brokenFeeds();
    this.#broken = broken;
    this.#held?.broke(broken, nowMs);
    if (!this.#catchUp) this.#outages.note({ atMs: nowMs, broken }, this.#all);
    // While history is replayed, alerts of which it has not spoken yet lie in its future.
    else for (const entry of this.#entries.values()) if (entry.condition === 'holds') this.#judge(entry, nowMs);
  }

  readonly #all = () => this.#entries.values();

  #judge(entry: Entry, atMs: number): void {
    this.#outages.isUpToDate(entry);
    this.#holdAgainst(entry, this.#brokenThen ?? this.#options.brokenFeeds(), atMs);
  }

  #holdAgainst(entry: Entry, broken: readonly BrokenFeed[], atMs: number): void {
    this.#change(entry, atMs, (alert) => certainty(alert, broken, atMs));
  }

  /** The alert of the signal's own episode, then any other of its subject that it is about. */
  #meantBy(signal: Signal): Entry[] {
    const own = this.#entries.get(alertIdOf(signal.rule, signal.subject, signal.episode));
    const others = this.#openAt(signal).filter((entry) => entry !== own);
    return own ? [own, ...others] : others;
  }

  /** Where the rule has one episode at a time, the alerts of the subject that stood open at the instant of the signal. */
  #openAt({ rule, subject, atMs }: Signal): Entry[] {
    if (!hasOneEpisodeAtATime(rule)) return [];
    const entries = this.#subjects.alertsOf(rule, subject).map((id) => this.#entries.get(id) as Entry);
    return entries.filter(({ alert }) => stoodOpenAt(alert, atMs));
  }

  /** @returns whether the alert, as it stood then, changes */
  #change(entry: Entry, atMs: number, changeOf: (alert: Alert) => Change | null): boolean {
    this.#outages.judge(entry);
    const alert = this.#asOf(entry, atMs);
    const change = alert && changeOf(alert);
    if (change) this.#add(rowOfChange(alert, change, this.#options.server));
    return change !== null;
  }

  /** While history is replayed the log knows how things went on; what happens then is judged by how they stood. */
  #asOf({ alert, rows }: Entry, atMs: number): Alert | null {
    if (!this.#catchUp || alert.changedAtMs <= atMs) return alert;
    return foldAlert(rows.filter((row) => row.atMs <= atMs));
  }

  /**
   * Rows made while the log was still being read, for alerts of which it knew more: what a person had resolved by then was not resolved once
   * more by its condition's end.
   */
  #dropIdleRows(): void {
    for (const row of this.#pending.values()) {
      const entry = this.#entries.get(row.alertId);
      const at = entry?.rows.indexOf(row) ?? -1;
      const before = entry && at > 0 ? foldAlert(entry.rows.slice(0, at)) : null;
      if (!entry || !before || !isIdle(before, row)) continue;
      this.#pending.delete(row.id);
      entry.rows.splice(at, 1);
      entry.alert = foldAlert(entry.rows) ?? entry.alert;
    }
  }

  #add(row: AlertLogRow): void {
    if (this.log(row.alertId).some((other) => other.id === row.id)) return;
    this.#pending.set(row.id, row);
    this.fold(row);
  }

  /** What the log has needs no writing: its row takes the place of the one that waits. @returns whether one did */
  #withdraw({ rows }: Entry, { id }: AlertLogRow): boolean {
    const waiting = this.#pending.get(id);
    const at = waiting ? rows.indexOf(waiting) : -1;
    if (at < 0) return false;
    this.#pending.delete(id);
    rows.splice(at, 1);
    return true;
  }

  #foldFirst(row: AlertLogRow): void {
    const rows = [...this.#orphans.of(row.alertId)];
    if (insertRow(rows, row) === 'known') return;
    const alert = foldAlert(rows);
    if (!alert) {
      this.#orphans.keep(row.alertId, rows);
      return;
    }
    this.#orphans.release(row.alertId);
    const entry: Entry = {
      name: alert.id,
      alert,
      rows,
      condition: 'unknown',
      endedMs: Number.NEGATIVE_INFINITY,
      said: null,
      offBoard: false,
      plannedMs: Number.POSITIVE_INFINITY,
      shown: null,
    };
    this.#outages.isUpToDate(entry);
    this.#entries.set(alert.id, entry);
    this.#subjects.add(alert);
    this.#touch(entry);
    this.#placed(alert);
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
    const lapsed = lapse(entry.alert);
    if (lapsed) {
      this.#change(entry, nowMs, () => lapsed);
      return;
    }
    entry.offBoard = true;
    this.#touch(entry);
    if (this.#forgottenMs(entry) > nowMs) return;
    this.#forget(entry, hasOneEpisodeAtATime(entry.alert.rule));
  }

  /** @param remember whether a later episode of its subject is to be linked to it */
  #forget(entry: Entry, remember: boolean): void {
    this.#entries.delete(entry.name);
    entry.plannedMs = Number.POSITIVE_INFINITY;
    const { rule, subject } = entry.alert;
    this.#subjects.forget(entry.alert, remember);
    // A later one may have been linked to it.
    if (!remember) for (const id of this.#subjects.alertsOf(rule, subject)) this.#changed.add(id);
  }

  #leavesBoardMs({ alert: { life } }: Entry): number {
    return life.state === 'resolved' ? life.atMs + this.#options.resolvedOnBoardMs : Number.POSITIVE_INFINITY;
  }

  #forgottenMs(entry: Entry): number {
    const { life } = entry.alert;
    // What a person resolved while its condition goes on is remembered as long as it does and then as long as others, lest it fire anew.
    if (life.state !== 'resolved' || entry.condition === 'holds') return Number.POSITIVE_INFINITY;
    return Math.max(life.atMs, entry.endedMs) + rememberedMs(this.#options.resolvedOnBoardMs);
  }

  #shown(entry: Entry): Shown {
    const { alert, shown } = entry;
    const previous = this.#subjects.before(alert);
    if (shown && shown.alert === alert && shown.row.previous === previous) return shown;
    const row = boardRowOf(alert, previous);
    entry.shown = { alert, row, open: publicRowOf(row) };
    return entry.shown;
  }
}
