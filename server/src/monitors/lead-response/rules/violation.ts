/** Alert `lead-violation`: one per lead that nobody had answered when its time was up. */
import type { ResolveReason, Severity } from '@warroom/protocol/alert';
import type { SignalSink } from '../../monitor.ts';
import { clocksOf } from '../figures.ts';
import { type Lead, VIOLATED } from '../lead.ts';
import type { LeadResponseSettings } from '../settings.ts';
import type { Sla } from '../sla.ts';
import { episodeOf } from './episode.ts';

const VIOLATION_RULE = 'lead-violation';
/** A violation of the past that had ended before we learnt of it is still logged, up to this long afterwards. */
const LATE_MS = 24 * 3_600_000;

export class ViolationRule {
  readonly #settings: LeadResponseSettings;
  readonly #sla: Sla;
  readonly #signal: SignalSink;

  constructor(settings: LeadResponseSettings, sla: Sla, signal: SignalSink) {
    this.#settings = settings;
    this.#sla = sla;
    this.#signal = signal;
  }

  /** Call whenever the lead changed or an instant of its own was reached; `lead.class` is that of `nowMs`. */
  review(lead: Lead, nowMs: number): void {
    if (!lead.creation || !Number.isFinite(lead.deadlineMs)) return;
    const createdMs = lead.creation.atMs;
    // A correction of the creation makes another promise: what was raised under the old one was never true.
    if (lead.raised && lead.raised.createdMs !== createdMs) {
      this.#clear(lead, nowMs, 'disproved');
      lead.raised = null;
    }
    if (!lead.raised) this.#raise(lead, nowMs);
    if (!lead.raised || lead.raised.cleared) return;
    if (lead.class !== VIOLATED) this.#clear(lead, nowMs, this.#wasOverdue(lead, nowMs) ? 'recovered' : 'disproved');
    else if (!lead.raised.critical && nowMs >= lead.escalateAtMs) {
      lead.raised.critical = true;
      const episode = episodeOf(createdMs);
      this.#signal({ type: 'escalate', rule: VIOLATION_RULE, subject: `lead:${lead.name}`, episode, severity: 'critical', atMs: nowMs });
    }
  }

  /** The lead leaves the board with nobody having answered it. */
  expire(lead: Lead, nowMs: number): void {
    if (lead.raised && !lead.raised.cleared) this.#clear(lead, nowMs, 'expired');
  }

  #wasOverdue(lead: Lead, nowMs: number): boolean {
    return lead.openAtDeadline && nowMs >= lead.deadlineMs;
  }

  #raise(lead: Lead, nowMs: number): void {
    if (nowMs < lead.deadlineMs || !lead.openAtDeadline) return;
    if (lead.class !== VIOLATED && nowMs - lead.deadlineMs > LATE_MS) return;
    const { creation, assignment } = lead;
    if (!creation) return;
    const severity: Severity = (creation.value ?? 0) >= this.#settings.criticalValue || nowMs >= lead.escalateAtMs ? 'critical' : 'warning';
    const episode = episodeOf(creation.atMs);
    lead.raised = { createdMs: creation.atMs, critical: severity === 'critical', cleared: false };
    this.#signal({
      type: 'raise',
      rule: VIOLATION_RULE,
      subject: `lead:${lead.name}`,
      episode,
      severity,
      atMs: nowMs,
      sinceMs: lead.deadlineMs,
      feeds: [creation.source],
      facts: {
        leadId: lead.name,
        createdAt: episode,
        deadlineAt: new Date(lead.deadlineMs).toISOString(),
        region: creation.region,
        team: assignment?.team ?? null,
        channel: creation.channel,
        tier: creation.tier,
        value: creation.value,
        customerId: creation.customerId,
        slaSeconds: this.#sla.of(creation).slaMs / 1_000,
        /** Of the creation: `ingested_at` − `at`. */
        detectionSeconds: Math.max(0, creation.ingestedAtMs - creation.atMs) / 1_000,
      },
    });
  }

  #clear(lead: Lead, nowMs: number, reason: ResolveReason): void {
    if (!lead.raised || lead.raised.cleared) return;
    lead.raised.cleared = true;
    const respondedAtMs = lead.respondedAtMs;
    const answered = respondedAtMs !== Infinity;
    this.#signal({
      type: 'clear',
      rule: VIOLATION_RULE,
      subject: `lead:${lead.name}`,
      episode: episodeOf(lead.raised.createdMs),
      atMs: nowMs,
      reason,
      facts: {
        respondedAt: answered ? new Date(respondedAtMs).toISOString() : null,
        closedAt: lead.closedAtMs === Infinity ? null : new Date(lead.closedAtMs).toISOString(),
        latencySeconds: answered ? (clocksOf(lead, this.#sla.calendar)?.totalMs ?? 0) / 1_000 : null,
        /** How late the disproof came: from the response's own time until it was known. */
        disproofLagSeconds: reason === 'disproved' && answered ? Math.max(0, nowMs - respondedAtMs) / 1_000 : null,
      },
    });
  }
}
