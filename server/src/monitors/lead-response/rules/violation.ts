/** Alert `lead-violation`: one per turn of a lead that nobody had answered when its time was up. */
import type { AlertFacts, ResolveReason, Severity } from '@warroom/protocol/alert';
import type { SignalSink } from '../../monitor.ts';
import { countOf, listOf, nthOf } from '../few.ts';
import { clocksOf } from '../figures.ts';
import type { Lead, Raised } from '../lead.ts';
import type { LeadResponseSettings } from '../settings.ts';
import type { Sla } from '../sla.ts';
import { ANSWERED_LATE, CLOSED_LATE, type Turn, VIOLATED } from '../turn.ts';
import { episodeOf } from './episode.ts';

const VIOLATION_RULE = 'lead-violation';
/** A violation of the past that had ended before we learnt of it is still logged, up to this long afterwards. */
const LATE_MS = 24 * 3_600_000;

const subjectOf = (lead: Lead) => `lead:${lead.name}`;

export class ViolationRule {
  readonly #settings: LeadResponseSettings;
  readonly #sla: Sla;
  readonly #signal: SignalSink;

  constructor(settings: LeadResponseSettings, sla: Sla, signal: SignalSink) {
    this.#settings = settings;
    this.#sla = sla;
    this.#signal = signal;
  }

  /** Whether {@link review} might say something of the lead now. */
  concerns({ raised, turns, changedFromMs }: Lead): boolean {
    if (raised.length > 0 && (raised.at(-1) as Raised).startMs >= changedFromMs) return true;
    for (let i = countOf(turns) - 1; i >= 0; i -= 1) {
      const turn = nthOf(turns, i);
      if (turn.startMs < changedFromMs) return false;
      if (turn.class === VIOLATED || turn.class === ANSWERED_LATE || turn.class === CLOSED_LATE) return true;
    }
    return false;
  }

  /**
   * Looks at the turns from `changedFromMs` on. Call when all facts of an instant are in, or an instant of the lead's own was reached; classes
   * are those of `nowMs`.
   */
  review(lead: Lead, nowMs: number): void {
    // Nearly always there is one turn, and at most one violation, of it.
    if (countOf(lead.turns) === 1 && lead.raised.length < 2) {
      const turn = nthOf(lead.turns, 0);
      const one = lead.raised[0];
      if (turn.startMs >= lead.changedFromMs && (!one || one.startMs === turn.startMs)) {
        this.#reviewTurn(lead, turn, one, nowMs);
        return;
      }
    }
    const isUnseen = ({ startMs }: { startMs: number }) => startMs >= lead.changedFromMs;
    const turns = listOf(lead.turns).filter(isUnseen);
    const raised = lead.raised.filter(isUnseen);
    // A turn that a late row made begin at another instant, or part of another turn, never was one.
    for (const one of raised) {
      if (!one.isDisproved && !turns.some(({ startMs }) => startMs === one.startMs)) this.#clear(lead, one, null, nowMs, 'disproved');
    }
    for (const turn of turns) {
      const known = raised.find(({ startMs }) => startMs === turn.startMs);
      this.#reviewTurn(lead, turn, known, nowMs);
    }
  }

  /** The lead leaves the board with nobody having answered it. */
  expire(lead: Lead, nowMs: number): void {
    for (const raised of lead.raised) if (!raised.isOver) this.#clear(lead, raised, null, nowMs, 'expired');
  }

  #reviewTurn(lead: Lead, turn: Turn, known: Raised | undefined, nowMs: number): void {
    const wasViolated = turn.openAtDeadline && nowMs >= turn.deadlineMs;
    const raised = wasViolated && (!known || known.isDisproved) ? this.#raise(lead, turn, known, nowMs) : known;
    if (!raised) return;
    if (!wasViolated) {
      if (!raised.isDisproved) this.#clear(lead, raised, turn, nowMs, 'disproved');
    } else if (!raised.isOver) this.#goOn(lead, turn, raised, nowMs);
  }

  #goOn(lead: Lead, turn: Turn, raised: Raised, nowMs: number): void {
    if (turn.class !== VIOLATED) {
      this.#clear(lead, raised, turn, nowMs, 'recovered');
      return;
    }
    const episode = episodeOf(raised.startMs);
    const about = { rule: VIOLATION_RULE, subject: subjectOf(lead), episode, atMs: nowMs } as const;
    const standsOn = statementsOf(turn);
    if (raised.toldOf !== standsOn) {
      raised.toldOf = standsOn;
      this.#signal({ type: 'update', ...about, which: standsOn, facts: this.#factsOf(turn) });
    }
    if (!raised.critical && this.#isCritical(turn, nowMs)) {
      raised.critical = true;
      this.#signal({ type: 'escalate', ...about, severity: 'critical' });
    }
    raised.toldMs = Math.max(raised.toldMs, nowMs);
  }

  #isCritical(turn: Turn, nowMs: number): boolean {
    return (turn.said.value ?? 0) >= this.#settings.criticalValue || nowMs >= turn.escalateAtMs(this.#sla.calendar);
  }

  #raise(lead: Lead, turn: Turn, known: Raised | undefined, nowMs: number): Raised | undefined {
    if (turn.class !== VIOLATED && nowMs - turn.deadlineMs > LATE_MS) return known;
    const critical = this.#isCritical(turn, nowMs);
    const severity: Severity = critical ? 'critical' : 'warning';
    // What was disproved and holds after all begins again a moment later, so that the log keeps the two apart.
    const atMs = known ? Math.max(nowMs, known.toldMs + 1) : nowMs;
    const toldOf = statementsOf(turn);
    const raised: Raised = known ?? { startMs: turn.startMs, critical, isOver: false, isDisproved: false, toldMs: atMs, toldOf };
    if (known) Object.assign(known, { critical, isOver: false, isDisproved: false, toldMs: atMs, toldOf });
    if (!known) lead.raised = lead.raised.length === 0 ? [raised] : [...lead.raised, raised].sort((a, b) => a.startMs - b.startMs);
    this.#signal({
      type: 'raise',
      rule: VIOLATION_RULE,
      subject: subjectOf(lead),
      episode: episodeOf(turn.startMs),
      severity,
      atMs,
      sinceMs: turn.deadlineMs,
      feeds: [turn.said.source],
      facts: this.#factsOf(turn),
    });
    return raised;
  }

  #factsOf({ name, startMs, deadlineMs, first, said, assignment }: Turn): AlertFacts {
    return {
      leadId: name,
      createdAt: episodeOf(startMs),
      deadlineAt: new Date(deadlineMs).toISOString(),
      region: said.region,
      team: assignment?.team ?? null,
      channel: said.channel,
      tier: said.tier,
      value: said.value,
      customerId: said.customerId,
      slaSeconds: this.#sla.of(said).slaMs / 1_000,
      /** Of the turn's first creation: `ingested_at` − `at`. */
      detectionSeconds: Math.max(0, first.lagMs) / 1_000,
    };
  }

  /** @param turn null where it is no more, or is not asked about */
  #clear(lead: Lead, raised: Raised, turn: Turn | null, nowMs: number, reason: ResolveReason): void {
    const atMs = Math.max(nowMs, raised.toldMs);
    Object.assign(raised, { isOver: true, isDisproved: reason === 'disproved', toldMs: atMs });
    const answered = turn !== null && turn.respondedAtMs !== Infinity;
    this.#signal({
      type: 'clear',
      rule: VIOLATION_RULE,
      subject: subjectOf(lead),
      episode: episodeOf(raised.startMs),
      atMs,
      reason,
      facts: {
        respondedAt: answered ? new Date(turn.respondedAtMs).toISOString() : null,
        closedAt: turn && turn.closedAtMs !== Infinity ? new Date(turn.closedAtMs).toISOString() : null,
        latencySeconds: answered ? (clocksOf(turn, this.#sla.calendar)?.totalMs ?? 0) / 1_000 : null,
        /** How late the disproof came: from the response's own time until it was known. */
        disproofLagSeconds: reason === 'disproved' && answered ? Math.max(0, nowMs - turn.respondedAtMs) / 1_000 : null,
      },
    });
  }
}

/** The facts that say whose the turn is and what it is worth: another of them, another line in the alert's log. */
const statementsOf = ({ said, assignment }: Turn): string => (assignment ? `${said.id}.${assignment.id}` : said.id);
