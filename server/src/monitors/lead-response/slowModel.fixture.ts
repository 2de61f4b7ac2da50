/**
 * What the monitor has to say, worked out slowly from the rules and from nothing of the monitor's: every figure from all facts known at one
 * instant, every alert by looking at all turns at every instant at which anything can change.
 */
import type { Fact } from '@warroom/protocol/events';

const WINDOWS: readonly (readonly [string, number])[] = [
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['24h', 86_400_000],
];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ModelSettings {
  slaMs: number;
  /** Instead of `slaMs`, by tier. */
  slaMsByTier: Readonly<Record<string, number>>;
  escalateAfterMs: number;
  criticalValue: number;
}

interface ModelTurn {
  lead: string;
  startMs: number;
  respondedMs: number | null;
  closedMs: number | null;
  /** Its latest creation and assignment. */
  said: Fact<'lead.created'>;
  who: Fact | undefined;
}

export const knownAtMs = (fact: Fact) => Math.max(fact.atMs, fact.ingestedAtMs);

function turnsAt(facts: readonly Fact[], nowMs: number): ModelTurn[] {
  const known = facts.filter((f) => knownAtMs(f) <= nowMs).sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  const found: ModelTurn[] = [];
  for (const lead of new Set(known.map((f) => f.key))) {
    const own = known.filter((f) => f.key === lead);
    let made = own.filter((f) => f.kind === 'lead.created') as Fact<'lead.created'>[];
    while (made[0]) {
      const startMs = made[0].atMs;
      const isNew = !own.some((f) => f.kind === 'lead.created' && f.atMs < startMs && f.atMs >= startMs - 2 * DAY_MS);
      const from = isNew ? startMs - HOUR_MS : startMs;
      const first = (isEnd: (f: Fact) => boolean) => own.find((f) => isEnd(f) && f.atMs >= from)?.atMs ?? null;
      let respondedMs = first((f) => f.kind === 'lead.responded' && !(f as Fact<'lead.responded'>).data.automated);
      let closedMs = first((f) => f.kind === 'lead.closed');
      if (respondedMs !== null && closedMs !== null) {
        if (closedMs < respondedMs) respondedMs = null;
        else closedMs = null;
      }
      const endMs = Math.max(startMs, respondedMs ?? closedMs ?? Infinity);
      const said = made.filter((f) => f.atMs <= endMs).at(-1) as Fact<'lead.created'>;
      made = made.filter((f) => f.atMs > endMs);
      const untilMs = made[0]?.atMs ?? Infinity;
      const who = own.filter((f) => f.kind === 'lead.assigned' && f.atMs < untilMs && f.atMs >= startMs - 3 * DAY_MS).at(-1);
      found.push({ lead, startMs, respondedMs: respondedMs && endMs, closedMs: closedMs && endMs, said, who });
    }
  }
  return found;
}

export class SlowModel {
  readonly #settings: ModelSettings;
  readonly #facts: readonly Fact[];

  constructor(settings: ModelSettings, facts: readonly Fact[]) {
    this.#settings = settings;
    this.#facts = facts;
  }

  /** `lead-response.summary` by key, in its counts, service level and quantiles. */
  summary(nowMs: number): Map<string, unknown> {
    const rows = new Map<string, unknown>();
    const turns = turnsAt(this.#facts, nowMs);
    for (const [window, widthMs] of WINDOWS) {
      const groups = new Map<string, ModelTurn[]>([[`${window}|all|`, []]]);
      for (const turn of turns.filter((t) => t.startMs > nowMs - widthMs)) {
        const { region, channel } = turn.said;
        for (const [dimension, value] of Object.entries({ all: '', region, channel, team: turn.who?.team, rep: turn.who?.repId })) {
          if (dimension !== 'all' && !value) continue;
          const key = `${window}|${dimension}|${value}`;
          groups.set(key, [...(groups.get(key) ?? []), turn]);
        }
      }
      for (const [key, members] of groups) rows.set(key, this.#figures(members, nowMs));
    }
    return rows;
  }

  /** `lead-response.open` by lead. */
  open(nowMs: number): Map<string, unknown> {
    const rows = new Map<string, unknown>();
    for (const turn of turnsAt(this.#facts, nowMs)) {
      if (turn.respondedMs !== null || turn.closedMs !== null) continue;
      const { region, channel, data } = turn.said;
      const ageMs = nowMs - turn.startMs;
      const slaMs = this.#slaMs(turn);
      rows.set(turn.lead, {
        leadId: turn.lead,
        createdAt: new Date(turn.startMs).toISOString(),
        deadlineAt: new Date(turn.startMs + slaMs).toISOString(),
        state: ageMs >= slaMs ? 'violated' : ageMs >= (slaMs * 2) / 3 ? 'at-risk' : 'waiting',
        region,
        channel,
        team: turn.who?.team ?? null,
        repId: turn.who?.repId ?? null,
        assignedAt: turn.who ? new Date(turn.who.atMs).toISOString() : null,
        tier: data.tier ?? null,
        value: data.value ?? null,
      });
    }
    return rows;
  }

  /** `lead-response.answered` by lead, as `createdAt → respondedAt`. */
  answered(nowMs: number): Map<string, string> {
    const turns = turnsAt(this.#facts, nowMs).filter((t) => t.respondedMs !== null && t.startMs > nowMs - DAY_MS);
    turns.sort((a, b) => (b.respondedMs as number) - (a.respondedMs as number) || (a.lead < b.lead ? 1 : -1));
    const rows = new Map<string, string>();
    const iso = (ms: number) => new Date(ms).toISOString();
    for (const turn of turns)
      if (!rows.has(turn.lead) && rows.size < 40) rows.set(turn.lead, `${iso(turn.startMs)} → ${iso(turn.respondedMs as number)}`);
    return rows;
  }

  /** `lead-response.trend` by minute: decided and violated. */
  trend(nowMs: number): Map<string, unknown> {
    const turns = turnsAt(this.#facts, nowMs);
    const rows = new Map<string, unknown>();
    const newestMs = Math.floor(nowMs / 60_000) * 60_000;
    for (let atMs = newestMs - 59 * 60_000; atMs <= newestMs; atMs += 60_000) {
      const { decided, violated } = this.#figures(
        turns.filter((t) => t.startMs > atMs - 900_000 && t.startMs <= atMs),
        nowMs,
      );
      rows.set(new Date(atMs).toISOString(), { decided, violated });
    }
    return rows;
  }

  /** Every signal of `lead-violation` up to an instant as `<ms> <type> <lead> <episode> <reason, severity or which>`, sorted. */
  signals(untilMs: number): string[] {
    const lines: string[] = [];
    const alerts = new Map<string, { state: 'up' | 'recovered' | 'disproved'; critical: boolean; which: string }>();
    for (const nowMs of this.#instants(untilMs)) {
      const turns = new Map(turnsAt(this.#facts, nowMs).map((t) => [`${t.lead} ${new Date(t.startMs).toISOString()}`, t]));
      for (const name of new Set([...alerts.keys(), ...turns.keys()])) {
        const turn = turns.get(name);
        const tell = (type: string, what: string) => lines.push(`${nowMs} ${type} ${name} ${what}`);
        const endMs = turn?.respondedMs ?? turn?.closedMs ?? null;
        const deadlineMs = turn ? turn.startMs + this.#slaMs(turn) : Infinity;
        const late = turn?.respondedMs !== null ? deadlineMs < (turn?.respondedMs ?? 0) : (turn?.closedMs ?? Infinity) >= deadlineMs;
        const holds = turn !== undefined && late && nowMs >= deadlineMs;
        const critical =
          turn !== undefined &&
          ((turn.said.data.value ?? 0) >= this.#settings.criticalValue ||
            nowMs >= turn.startMs + Math.max(this.#slaMs(turn), this.#settings.escalateAfterMs));
        const which = turn ? [turn.said.id, ...(turn.who ? [turn.who.id] : [])].join('.') : '';
        let alert = alerts.get(name);
        if (holds && (!alert || alert.state === 'disproved') && (endMs === null || nowMs - deadlineMs <= DAY_MS)) {
          alert = { state: 'up', critical, which };
          alerts.set(name, alert);
          tell('raise', critical ? 'critical' : 'warning');
        }
        if (!alert) continue;
        if (!holds && alert.state !== 'disproved') {
          alert.state = 'disproved';
          tell('clear', 'disproved');
        }
        if (alert.state !== 'up') continue;
        if (endMs !== null) {
          alert.state = 'recovered';
          tell('clear', 'recovered');
          continue;
        }
        if (alert.which !== which) tell('update', which);
        if (critical && !alert.critical) tell('escalate', 'critical');
        alert.which = which;
        alert.critical ||= critical;
      }
    }
    return lines.sort();
  }

  /** Whenever a fact becomes known, a deadline passes or an alert escalates, whatever turns there are. */
  #instants(untilMs: number): number[] {
    const { slaMs, slaMsByTier, escalateAfterMs } = this.#settings;
    const instants = this.#facts.map(knownAtMs);
    for (const fact of this.#facts) for (const ms of [slaMs, escalateAfterMs, ...Object.values(slaMsByTier)]) instants.push(fact.atMs + ms);
    return [...new Set(instants)].filter((ms) => ms <= untilMs).sort((a, b) => a - b);
  }

  #slaMs({ said }: ModelTurn): number {
    return this.#settings.slaMsByTier[said.data.tier ?? ''] ?? this.#settings.slaMs;
  }

  #figures(turns: readonly ModelTurn[], nowMs: number) {
    const counts = { leads: turns.length, answered: 0, open: 0, atRisk: 0, violated: 0 };
    let within = 0;
    const times: { ms: number; answered: boolean }[] = [];
    for (const turn of turns) {
      const slaMs = this.#slaMs(turn);
      const ms = (turn.respondedMs ?? turn.closedMs ?? nowMs) - turn.startMs;
      times.push({ ms, answered: turn.respondedMs !== null });
      if (turn.respondedMs !== null) {
        counts.answered += 1;
        if (ms > slaMs) counts.violated += 1;
        else within += 1;
        continue;
      }
      if (turn.closedMs === null) counts.open += 1;
      if (ms >= slaMs) counts.violated += 1;
      else if (turn.closedMs === null && ms >= (slaMs * 2) / 3) counts.atRisk += 1;
    }
    const decided = within + counts.violated;
    const [p50Seconds, p90Seconds, p99Seconds] = [0.5, 0.9, 0.99].map((p) => quantile(times, p));
    return { ...counts, decided, serviceLevel: decided === 0 ? null : within / decided, p50Seconds, p90Seconds, p99Seconds };
  }
}

/** Kaplan–Meier by its definition: the product over distinct response times of 1 − responses ÷ still at risk. */
function quantile(times: readonly { ms: number; answered: boolean }[], p: number): number | null {
  let survival = 1;
  for (const ms of [...new Set(times.filter((t) => t.answered).map((t) => t.ms))].sort((a, b) => a - b)) {
    const atRisk = times.filter((t) => t.ms >= ms).length;
    survival *= 1 - times.filter((t) => t.answered && t.ms === ms).length / atRisk;
    if (survival <= 1 - p + 1e-12) return ms / 1_000;
  }
  return null;
}
