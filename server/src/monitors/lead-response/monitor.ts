/** Lead response: how long customers wait for a person, and who is waiting too long. Its rules are in RULES.md beside this file. */
import type { Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { Monitor, RowSink, SignalSink } from '../monitor.ts';
import { TimerQueue } from '../timers.ts';
import { Collector } from './collector.ts';
import { Groups, LONGEST_WINDOW, WINDOW_MS } from './groups.ts';
import { type Creation, Lead, type LeadFact, UNKNOWN } from './lead.ts';
import { Members } from './members.ts';
import { ServiceLevelRule } from './rules/serviceLevel.ts';
import { ViolationRule } from './rules/violation.ts';
import type { LeadResponseSettings } from './settings.ts';
import { createSla, type Sla } from './sla.ts';
import { readLead, type Saved, STATE_VERSION, saveLead } from './state.ts';
import { Trend } from './trend.ts';

/** A lead that is decided is kept this long after its creation: the longest window and as much lateness again. */
const KEEP_DECIDED_MS = 2 * (WINDOW_MS[LONGEST_WINDOW] as number);

export function createLeadResponseMonitor(settings: LeadResponseSettings, signal: SignalSink): Monitor {
  return new LeadResponseMonitor(settings, signal);
}

class LeadResponseMonitor implements Monitor {
  readonly name = 'lead-response';
  readonly kinds: readonly EventKind[] = ['lead.created', 'lead.assigned', 'lead.responded', 'lead.closed'];
  readonly topics: readonly Topic[] = [
    'lead-response.summary',
    'lead-response.open',
    'lead-response.answered',
    'lead-response.trend',
    'lead-response.distribution',
  ];
  readonly stateVersion = STATE_VERSION;

  readonly #settings: LeadResponseSettings;
  readonly #sla: Sla;
  readonly #violation: ViolationRule;
  readonly #serviceLevel: ServiceLevelRule;
  readonly #leads = new Map<string, Lead>();
  readonly #timers = new TimerQueue<Lead>();
  readonly #groups: Groups;
  readonly #trend = new Trend();
  /** Answered leads by first response. */
  readonly #answered = new Members<Lead>();
  #nowMs = -Infinity;

  readonly #collector: Collector;
  readonly #dirtyTeams = new Set<string>();

  constructor(settings: LeadResponseSettings, signal: SignalSink) {
    this.#settings = settings;
    this.#sla = createSla(settings);
    this.#violation = new ViolationRule(settings, this.#sla, signal);
    this.#serviceLevel = new ServiceLevelRule(settings.serviceLevel, signal);
    this.#groups = new Groups((cell) => {
      if (cell.window === 0 && cell.group.dimension === 'team') this.#dirtyTeams.add(cell.group.value);
      this.#collector.cellChanged(cell);
    });
    this.#collector = new Collector({
      sla: this.#sla,
      leads: this.#leads,
      groups: this.#groups,
      trend: this.#trend,
      answered: this.#answered,
    });
  }

  /** Leads held in memory, for the metrics and the memory benchmark. */
  get size(): number {
    return this.#leads.size;
  }

  apply(fact: Fact, nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    let lead = this.#leads.get(fact.key);
    if (!lead) {
      lead = new Lead(fact.key);
      this.#leads.set(fact.key, lead);
    }
    const { creation, respondedAtMs } = lead;
    const known = lead.class !== UNKNOWN;
    // Members are found by the instants under which they went in, so a lead leaves them before its facts change.
    if (fact.kind === 'lead.created' && known) this.#withdraw(lead);
    const change = lead.take(fact as LeadFact);
    if (fact.kind === 'lead.created') {
      if (lead.creation !== creation) this.#promise(lead);
      this.#enter(lead);
    } else if (known && change !== 'nothing') {
      if (change === 'place') this.#groups.reassign(lead);
      if (lead.respondedAtMs !== respondedAtMs) {
        if (respondedAtMs !== Infinity) this.#answered.remove(lead, respondedAtMs);
        this.#keepAnswered(lead);
      } else if (lead.respondedAtMs !== Infinity) this.#collector.answeredChanged();
      if (!this.#reclass(lead)) this.#groups.touch(lead);
    }
    lead.touchedMs = this.#nowMs;
    this.#collector.leadChanged(lead);
    this.#violation.review(lead, this.#nowMs);
    this.#schedule(lead);
  }

  advance(nowMs: number): void {
    for (;;) {
      const dueMs = this.nextWakeMs();
      const atMs = Math.max(this.#nowMs, Math.min(dueMs, nowMs));
      this.#nowMs = atMs;
      for (let due = this.#timers.popDue(atMs); due; due = this.#timers.popDue(atMs)) {
        // An entry that was overtaken by an earlier one of the same lead.
        if (due.item.timerMs !== due.atMs) continue;
        due.item.timerMs = Infinity;
        this.#reach(due.item, atMs);
      }
      this.#groups.expire(atMs, (lead) => {
        this.#dropAnswered(lead);
        this.#schedule(lead);
      });
      for (const team of this.#serviceLevel.due(atMs)) this.#dirtyTeams.add(team);
      this.#reviewTeams(atMs);
      if (dueMs > nowMs) return;
    }
  }

  nextWakeMs(): number {
    return Math.min(this.#timers.nextMs(), this.#serviceLevel.nextMs(), this.#groups.nextExitMs());
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    this.#collector.collect(sink, nowMs, exact);
  }

  save(): Saved {
    return { nowMs: this.#nowMs, leads: Array.from(this.#leads.values(), saveLead), teams: this.#serviceLevel.save() };
  }

  restore(saved: unknown): void {
    const { nowMs, leads, teams } = saved as Saved;
    this.#nowMs = nowMs;
    for (const state of leads) {
      const lead = readLead(state);
      this.#leads.set(lead.name, lead);
      if (lead.creation) {
        this.#promise(lead);
        this.#enter(lead);
      }
      this.#collector.leadChanged(lead);
      // What falls due at this very instant may not have fired before the state was taken: everybody is looked at once more.
      lead.timerMs = nowMs;
      this.#timers.push(nowMs, lead);
    }
    this.#serviceLevel.restore(teams);
  }

  /** Works out the instants that the creation promises. */
  #promise(lead: Lead): void {
    const creation = lead.creation as Creation;
    const { slaMs, atRiskMs } = this.#sla.of(creation);
    lead.atRiskAtMs = this.#sla.calendar.add(creation.atMs, atRiskMs);
    lead.deadlineMs = this.#sla.calendar.add(creation.atMs, slaMs);
    lead.escalateAtMs = this.#sla.calendar.add(creation.atMs, Math.max(slaMs, this.#sla.escalateAfterMs));
  }

  #enter(lead: Lead): void {
    lead.class = lead.classAt(this.#nowMs);
    this.#groups.place(lead, this.#nowMs);
    this.#trend.count(lead, lead.class, 1, this.#nowMs);
    this.#keepAnswered(lead);
  }

  #withdraw(lead: Lead): void {
    this.#groups.remove(lead);
    this.#trend.count(lead, lead.class, -1, this.#nowMs);
    this.#dropAnswered(lead);
    lead.class = UNKNOWN;
  }

  /** @returns whether the class is another now */
  #reclass(lead: Lead): boolean {
    const next = lead.classAt(this.#nowMs);
    if (next === lead.class) return false;
    this.#groups.reclass(lead, next);
    this.#trend.count(lead, lead.class, -1, this.#nowMs);
    lead.class = next;
    this.#trend.count(lead, next, 1, this.#nowMs);
    this.#collector.leadChanged(lead);
    return true;
  }

  #keepAnswered(lead: Lead): void {
    if (lead.windows === 0 || lead.respondedAtMs === Infinity) return;
    this.#answered.add(lead, lead.respondedAtMs);
    this.#collector.answeredChanged();
  }

  #dropAnswered(lead: Lead): void {
    if (lead.respondedAtMs === Infinity) return;
    this.#answered.remove(lead, lead.respondedAtMs);
    this.#collector.answeredChanged();
  }

  /** An instant of the lead's own: it changes class, or is forgotten. */
  #reach(lead: Lead, atMs: number): void {
    if (atMs >= this.#forgetAtMs(lead)) {
      this.#violation.expire(lead, atMs);
      if (lead.class !== UNKNOWN) this.#withdraw(lead);
      this.#leads.delete(lead.name);
      this.#collector.leadChanged(lead);
      return;
    }
    if (lead.creation) {
      this.#reclass(lead);
      this.#violation.review(lead, atMs);
    }
    this.#schedule(lead);
  }

  #forgetAtMs(lead: Lead): number {
    const { creation } = lead;
    if (!creation) return lead.touchedMs + KEEP_DECIDED_MS;
    return lead.open ? creation.atMs + this.#settings.expireAfterHours * 3_600_000 : creation.atMs + KEEP_DECIDED_MS;
  }

  /** Makes sure the lead is looked at again at its next instant; an entry that is already due earlier will see to it. */
  #schedule(lead: Lead): void {
    // Nothing happens to a decided lead before it leaves the longest window, and then it comes here again.
    if (lead.windows !== 0 && !lead.open) return;
    let nextMs = Math.max(this.#forgetAtMs(lead), this.#nowMs);
    if (lead.open) nextMs = this.#sooner(lead.atRiskAtMs, this.#sooner(lead.deadlineMs, this.#sooner(lead.escalateAtMs, nextMs)));
    if (nextMs >= lead.timerMs) return;
    lead.timerMs = nextMs;
    this.#timers.push(nextMs, lead);
  }

  #sooner(atMs: number, nextMs: number): number {
    return atMs > this.#nowMs && atMs < nextMs ? atMs : nextMs;
  }

  #reviewTeams(atMs: number): void {
    if (this.#dirtyTeams.size === 0) return;
    const names = this.#dirtyTeams.size === 1 ? this.#dirtyTeams : [...this.#dirtyTeams].sort();
    for (const name of names) {
      const group = this.#groups.get('team', name);
      const sample = group && group.members.size > 0 ? group.members.at(group.members.end - 1).creation?.source : undefined;
      this.#serviceLevel.review(name, group?.cells[0]?.tally, sample === undefined ? [] : [sample], atMs);
    }
    this.#dirtyTeams.clear();
  }
}
