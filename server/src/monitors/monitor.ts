/**
 * What a monitor is: a deterministic function of the facts and the clock. Live, replay, rebuild and tests run the same
 * object; it imports no clock, no store, no socket. Its state is its own and mutable for speed; what it says to the
 * outside it says through {@link Monitor.collect} (rows) and the {@link SignalSink} it is built with (alert conditions).
 */
import type { AlertFacts, ResolveReason, Severity } from '@warroom/protocol/alert';
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { AlertRule } from '@warroom/protocol/rules';

/** A condition begins, grows worse or ends. Identity of the alert = rule + subject + episode. */
export type Signal =
  | {
      type: 'raise';
      rule: AlertRule;
      subject: string;
      /** Tells this occurrence from the next; deterministic. */
      episode: string;
      severity: Severity;
      /** When it takes effect: the instant of the virtual clock. */
      atMs: number;
      /** When the condition began by the world's clock: earlier than `atMs` for late rows. */
      sinceMs: number;
      facts: AlertFacts;
      feeds: readonly string[];
    }
  /**
   * Whom an open alert is about has changed: its facts as they are now, whole. `which` tells this state of the subject from others and is
   * deterministic, made of the facts that it stands on.
   */
  | { type: 'update'; rule: AlertRule; subject: string; episode: string; atMs: number; which: string; facts: AlertFacts }
  | { type: 'escalate'; rule: AlertRule; subject: string; episode: string; severity: Severity; atMs: number }
  | { type: 'clear'; rule: AlertRule; subject: string; episode: string; atMs: number; reason: ResolveReason; facts?: AlertFacts };

export type SignalSink = (signal: Signal) => void;

/** Where changed rows go. Setting a row that equals the one there is a no-op (the board compares field by field). */
export interface RowSink {
  set<T extends Topic>(topic: T, key: string, row: RowOf<T>): void;
  delete(topic: Topic, key: string): void;
}

/** A feed that has broken its contract or has fallen silent: what stands on it cannot be judged. */
export interface BrokenFeed {
  feed: string;
  source: string;
  kinds: readonly EventKind[];
  /** Since when its figures are not live. */
  sinceMs: number;
  /** Episode of its own alert (subject `feed:<feed>`); what stands on the feed is indeterminate under that one. */
  episode: string;
}

/**
 * How far back facts can still matter to a monitor that starts from nothing: with these alone, in order of arrival, its rows and its open
 * conditions come out as from the whole history.
 */
export interface Need {
  kinds: readonly EventKind[];
  /** By time of arrival before the present, ms; Infinity for all there is. Longer by what may arrive late or for the future. */
  backMs: number;
  /**
   * `whole` facts; or those that are `hourly` the newest: of each rep, hour (of `at`), kind, team, region and {@link Need.flags} one; or only their {@link Arrivals}, by the minute, and of all that came before the window one for each kind and source; or
   * `newest`: of each key the fact with the greatest least of `at`, arrival and, where given, `newest_at`.
   */
  of: 'whole' | 'hourly' | 'arrival' | 'newest';
  /** Of `data`, true or not: facts that differ in one are told apart by the hour. */
  flags?: readonly string[];
}

/** A fact that happened longer before its arrival tells nothing of how a source delivers now. */
export const FRESH_MS = 3 * 86_400_000;

/** What arrived of one kind of one source within a minute, or within the part of one; without what it says. */
export interface Arrivals {
  kind: EventKind;
  source: string;
  /** The first arrival: where it stands in the order of arrival. */
  firstMs: number;
  /** The greatest of the facts' min(`at`, arrival), and the first arrival of such a one. */
  newestMs: number;
  heardMs: number;
  /**
   * Seconds of the minute in which something arrived within {@link FRESH_MS}: bit i of the one for second i, of the other for second 30 + i.
   * Neither has a bit where it stands for all that came before the window.
   */
  lowSeconds: number;
  highSeconds: number;
}

/** An alert that the log holds open, as it was raised and told of since. */
export interface OpenAlert {
  rule: string;
  subject: string;
  episode: string;
  severity: Severity;
  facts: AlertFacts;
}

export interface Monitor {
  /** The concern, as in the checkpoint and the metrics: `lead-response`. */
  readonly name: string;
  readonly kinds: readonly EventKind[];
  readonly topics: readonly Topic[];
  /** What a start from nothing has to read, derived from the settings; of two needs of one kind both are met. */
  readonly needs: readonly Need[];
  /** Raise when the saved state's shape or meaning changes: an older checkpoint is then not used. */
  readonly stateVersion: number;
  /** True for one that is told of each fact when it arrives, also of one whose `at` lies in the future, instead of when the clock has reached `at`. */
  readonly takesAtArrival?: boolean;
  /** Takes one fact that was not seen before and, but for {@link takesAtArrival}, is not of the future. The engine has advanced the clock to `nowMs` first. */
  apply(fact: Fact, nowMs: number): void;
  /** Takes arrivals of facts that are not needed whole; only with a need of arrivals. The engine has advanced the clock to the first of them. */
  applyArrivals?(arrivals: Arrivals, nowMs: number): void;
  /**
   * Before history is read, of which only what is needed comes: what the log holds open of the monitor's rules at `presentMs`, where it ends. For
   * conditions that may have begun before any of it.
   */
  recall?(open: readonly OpenAlert[], presentMs: number): void;
  /** The clock stands at `nowMs`, after every fact that arrived by then: fires what fell due, in order of time. */
  advance(nowMs: number): void;
  /** When it next has to be advanced even if nothing arrives; Infinity when never. */
  nextWakeMs(): number;
  /**
   * Hands over the rows that changed since the last call. Figures that cost much may lag while live (each monitor says how far);
   * with `exact` every figure stands as of `nowMs`.
   */
  collect(sink: RowSink, nowMs: number, exact: boolean): void;
  /**
   * The state as of this call, as records of plain JSON data, each made in well under a millisecond or two: they may be drawn later and slice by
   * slice, while the monitor goes on, and still say how things stood at the call. A second call ends the first. Restored on a fresh monitor
   * they give one that goes on exactly alike.
   */
  save(): Iterable<unknown>;
  /** @param records as {@link save} gave them; read to the end within the call */
  restore(records: Iterable<unknown>): void;
  /** Feeds broken now, where the monitor watches feeds; the same array until something about it changes. */
  brokenFeeds?(): readonly BrokenFeed[];
}
