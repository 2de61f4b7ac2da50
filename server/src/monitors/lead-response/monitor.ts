/** Lead response: how long customers wait for a person, and who is waiting too long. Its rules are in RULES.md beside this file. */
import type { Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { Monitor, Need, RowSink, SignalSink } from '../monitor.ts';
import { TimerQueue } from '../timers.ts';
import { Collector } from './collector.ts';
import { Groups, LONGEST_WINDOW, WINDOW_MS } from './groups.ts';
import { Lead } from './lead.ts';
import type { LeadFact } from './leadFacts.ts';
import { Members } from './members.ts';
import { PastLeads } from './pastLeads.ts';
import { ServiceLevelRule } from './rules/serviceLevel.ts';
import { ViolationRule } from './rules/violation.ts';
import type { LeadResponseSettings } from './settings.ts';
import { createSla, type Sla } from './sla.ts';
import { readLead, type Saved, STATE_VERSION, saveLead } from './state.ts';
import { Trend } from './trend.ts';
import { type Span, spansOf, Turn, UNCOUNTED } from './turn.ts';

/** Rows this late still change what is shown. */
const LATE_MS = 24 * 3_600_000;
/** A turn that is decided is kept this long after its start: the longest window, and as much lateness again. */
const KEEP_DECIDED_MS = (WINDOW_MS[LONGEST_WINDOW] as number) + LATE_MS;

const forgetDecidedAtMs = ({ startMs, endMs }: Turn): number => Math.max(startMs + KEEP_DECIDED_MS, endMs + LATE_MS);

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
  readonly needs: readonly Need[] = [{ kinds: this.kinds, backMs: Infinity, of: 'whole' }];
  readonly stateVersion = STATE_VERSION;

  readonly #settings: LeadResponseSettings;
  readonly #sla: Sla;
  readonly #violation: ViolationRule;
  readonly #serviceLevel: ServiceLevelRule;
  readonly #leads = new Map<string, Lead>();
  readonly #past = new PastLeads();
  readonly #timers = new TimerQueue<Lead>();
  readonly #groups: Groups;
  readonly #trend = new Trend();
  /** Answered turns by first response. */
  readonly #answered = new Members<Turn>();
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
    const lead = this.#leads.get(fact.key) ?? this.#admit(fact.key);
    const change = lead.take(fact as LeadFact);
    if (change === 'turns' && !this.#hasGoneOn(lead, fact as LeadFact)) this.#retrace(lead, fact.atMs);
    if (change === 'assignment') this.#reassignFrom(lead, fact.atMs);
    lead.touchedMs = this.#nowMs;
    this.#collector.leadChanged(lead);
    // Alerts are looked at when all facts of the instant are in (LEAD-25).
    if (this.#violation.concerns(lead)) this.#wake(lead, this.#nowMs);
    else this.#schedule(lead);
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
      this.#groups.expire(atMs, (turn) => {
        this.#dropAnswered(turn);
        const lead = this.#leads.get(turn.name);
        if (lead) this.#schedule(lead);
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

  save(): Iterable<unknown> {
    const saved: Saved = {
      nowMs: this.#nowMs,
      leads: Array.from(this.#leads.values(), saveLead),
      past: this.#past.save(),
      teams: this.#serviceLevel.save(),
    };
    return [saved];
  }

  restore(records: Iterable<unknown>): void {
    const [saved] = records as Iterable<Saved>;
    if (!saved) return;
    const { nowMs, leads, past, teams } = saved;
    this.#nowMs = nowMs;
    this.#past.restore(past);
    for (const state of leads) {
      const lead = readLead(state);
      this.#leads.set(lead.name, lead);
      this.#retrace(lead, -Infinity);
      this.#collector.leadChanged(lead);
      // What falls due at this very instant may not have fired before the state was taken: everybody is looked at once more.
      this.#wake(lead, nowMs);
    }
    this.#serviceLevel.restore(teams);
  }

  #admit(name: string): Lead {
    const lead = new Lead(name);
    this.#past.recall(lead);
    this.#leads.set(name, lead);
    return lead;
  }

  /** Brings the lead's turns in line with a new fact of `atMs`: those that go leave what they are counted in before others enter. */
  #retrace(lead: Lead, atMs: number): void {
    const from = lead.turnIndexAt(atMs);
    const known = lead.turns.slice(from);
    const spans = spansOf(lead, from === 0 ? null : (known[0] as Turn).startMs);
    const starts = new Set(known.length === 0 ? [] : spans.map(({ first }) => first.atMs));
    for (const turn of known) if (!starts.has(turn.startMs)) this.#withdraw(turn);
    let k = 0;
    const turns = spans.map((span) => {
      while (k < known.length && (known[k] as Turn).startMs < span.first.atMs) k += 1;
      const turn = known[k];
      return turn?.startMs === span.first.atMs ? this.#revise(turn, span) : this.#begin(lead, span);
    });
    if (from === 0) lead.turns = turns;
    else lead.turns.splice(from, known.length, ...turns);
    lead.changedFromMs = Math.min(lead.changedFromMs, known[0]?.startMs ?? Infinity, turns[0]?.startMs ?? Infinity);
    this.#settle(lead);
  }

  /** The common case, without working the turns out anew: the last turn ends, or has ended before. */
  #hasGoneOn(lead: Lead, { kind, atMs }: LeadFact): boolean {
    const last = lead.turns.at(-1);
    if (!last || kind === 'lead.created' || atMs < last.startMs) return false;
    if (last.endMs < atMs) return true;
    if (!last.isOpen || last.said.atMs > atMs) return false;
    this.#end(last, kind === 'lead.responded' ? atMs : Infinity, kind === 'lead.closed' ? atMs : Infinity);
    lead.changedFromMs = Math.min(lead.changedFromMs, last.startMs);
    return true;
  }

  #end(turn: Turn, respondedAtMs: number, closedAtMs: number): void {
    this.#dropAnswered(turn);
    turn.respondedAtMs = respondedAtMs;
    turn.closedAtMs = closedAtMs;
    this.#keepAnswered(turn);
    if (!this.#reclass(turn)) this.#groups.touch(turn);
  }

  #begin(lead: Lead, span: Span): Turn {
    const turn = new Turn(lead, span);
    this.#promise(turn);
    this.#enter(turn);
    return turn;
  }

  #revise(turn: Turn, span: Span): Turn {
    const { first, said, untilMs } = turn;
    if (said !== span.said) {
      this.#withdraw(turn);
      Object.assign(turn, span);
      turn.assignment = turn.facts.assignmentBefore(span.untilMs);
      this.#promise(turn);
      this.#enter(turn);
      return turn;
    }
    if (turn.respondedAtMs !== span.respondedAtMs || turn.closedAtMs !== span.closedAtMs) {
      this.#end(turn, span.respondedAtMs, span.closedAtMs);
    }
    turn.first = span.first;
    turn.untilMs = span.untilMs;
    if (untilMs !== span.untilMs) this.#reassign(turn);
    else if (first !== span.first) this.#groups.touch(turn);
    return turn;
  }

  #reassignFrom(lead: Lead, atMs: number): void {
    for (let i = lead.turns.length - 1; i >= 0; i -= 1) {
      const turn = lead.turns[i] as Turn;
      if (turn.untilMs <= atMs) return;
      this.#reassign(turn);
      lead.changedFromMs = Math.min(lead.changedFromMs, turn.startMs);
    }
  }

  /** An assignment was added, or counts for another turn now: at the least the clocks of those answered have changed. */
  #reassign(turn: Turn): void {
    const next = turn.facts.assignmentBefore(turn.untilMs);
    if (next !== turn.assignment) {
      turn.assignment = next;
      this.#groups.reassign(turn);
    }
    this.#groups.touch(turn);
    if (turn.respondedAtMs !== Infinity) this.#collector.answeredChanged();
  }

  /** Works out the instants that the turn's start promises. */
  #promise(turn: Turn): void {
    const { calendar, escalateAfterMs } = this.#sla;
    const { slaMs, atRiskMs } = this.#sla.of(turn.said);
    turn.atRiskAtMs = calendar.add(turn.startMs, atRiskMs);
    turn.deadlineMs = calendar.add(turn.startMs, slaMs);
    turn.escalateAtMs = calendar.add(turn.startMs, Math.max(slaMs, escalateAfterMs));
  }

  #enter(turn: Turn): void {
    turn.class = turn.classAt(this.#nowMs);
    this.#groups.place(turn, this.#nowMs);
    this.#trend.count(turn, turn.class, 1, this.#nowMs);
    this.#keepAnswered(turn);
  }

  #withdraw(turn: Turn): void {
    this.#groups.remove(turn);
    this.#trend.count(turn, turn.class, -1, this.#nowMs);
    this.#dropAnswered(turn);
    turn.class = UNCOUNTED;
  }

  /** @returns whether the class is another now */
  #reclass(turn: Turn): boolean {
    const next = turn.classAt(this.#nowMs);
    if (next === turn.class) return false;
    this.#groups.reclass(turn, next);
    this.#trend.count(turn, turn.class, -1, this.#nowMs);
    turn.class = next;
    this.#trend.count(turn, next, 1, this.#nowMs);
    return true;
  }

  #keepAnswered(turn: Turn): void {
    if (turn.windows === 0 || turn.respondedAtMs === Infinity) return;
    this.#answered.add(turn, turn.respondedAtMs);
    this.#collector.answeredChanged();
  }

  #dropAnswered(turn: Turn): void {
    if (turn.respondedAtMs === Infinity) return;
    this.#answered.remove(turn, turn.respondedAtMs);
    this.#collector.answeredChanged();
  }

  /** Turns that no late row can change any more are forgotten while later ones go on, so that a lead that comes back for ever stays small. */
  #settle(lead: Lead): void {
    const { turns } = lead;
    let gone = 0;
    while (gone < turns.length - 1 && forgetDecidedAtMs(turns[gone] as Turn) <= this.#nowMs) gone += 1;
    if (gone === 0) return;
    for (const turn of turns.slice(0, gone)) this.#withdraw(turn);
    lead.settle((turns[gone - 1] as Turn).endMs);
    lead.turns = turns.slice(gone);
    lead.raised = lead.raised.filter(({ startMs }) => startMs > lead.settledMs);
  }

  /** An instant of the lead's own: it changes class, is forgotten, or its facts of this instant are all in. */
  #reach(lead: Lead, atMs: number): void {
    if (atMs >= this.#forgetAtMs(lead)) {
      this.#forget(lead, atMs);
      return;
    }
    const { openTurn } = lead;
    if (openTurn) {
      if (this.#reclass(openTurn)) this.#collector.leadChanged(lead);
      lead.changedFromMs = Math.min(lead.changedFromMs, openTurn.startMs);
    }
    this.#violation.review(lead, atMs);
    lead.changedFromMs = Infinity;
    this.#schedule(lead);
  }

  #forget(lead: Lead, atMs: number): void {
    this.#violation.expire(lead, atMs);
    for (const turn of lead.turns) this.#withdraw(turn);
    this.#leads.delete(lead.name);
    this.#collector.leadChanged(lead);
    const last = lead.turns.at(-1);
    // Who was never answered has waited for the last time: the next creation begins anew.
    const settledMs = last ? Math.min(last.endMs, atMs) : lead.settledMs;
    if (settledMs !== -Infinity) this.#past.remember(lead, settledMs);
  }

  #forgetAtMs(lead: Lead): number {
    const last = lead.turns.at(-1);
    if (!last) return lead.touchedMs + KEEP_DECIDED_MS;
    return last.isOpen ? last.startMs + this.#settings.expireAfterHours * 3_600_000 : forgetDecidedAtMs(last);
  }

  /** Makes sure the lead is looked at again at its next instant; an entry that is already due earlier will see to it. */
  #schedule(lead: Lead): void {
    const last = lead.turns.at(-1);
    // Nothing happens to a decided lead before it leaves the longest window, and then it comes here again.
    if (last && last.windows !== 0 && !last.isOpen) return;
    let nextMs = Math.max(this.#forgetAtMs(lead), this.#nowMs);
    if (last?.isOpen) nextMs = this.#sooner(last.atRiskAtMs, this.#sooner(last.deadlineMs, this.#sooner(last.escalateAtMs, nextMs)));
    this.#wake(lead, nextMs);
  }

  #wake(lead: Lead, atMs: number): void {
    if (atMs >= lead.timerMs) return;
    lead.timerMs = atMs;
    this.#timers.push(atMs, lead);
  }

  #sooner(atMs: number, nextMs: number): number {
    return atMs > this.#nowMs && atMs < nextMs ? atMs : nextMs;
  }

  #reviewTeams(atMs: number): void {
    if (this.#dirtyTeams.size === 0) return;
    const names = this.#dirtyTeams.size === 1 ? this.#dirtyTeams : [...this.#dirtyTeams].sort();
    for (const name of names) {
      const group = this.#groups.get('team', name);
      const sample = group && group.members.size > 0 ? group.members.at(group.members.end - 1).said.source : undefined;
      this.#serviceLevel.review(name, group?.cells[0]?.tally, sample === undefined ? [] : [sample], atMs);
    }
    this.#dirtyTeams.clear();
  }
}
