/** Lead response: how long customers wait for a person, and who is waiting too long. Its rules are in RULES.md beside this file. */
import type { Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { CONTINUES_MS } from '../../facts/leadTurns.ts';
import type { Monitor, Need, RowSink, SignalSink } from '../monitor.ts';
import { Snapshot } from '../snapshot.ts';
import { TimerQueue } from '../timers.ts';
import { Collector } from './collector.ts';
import { Groups, LONGEST_WINDOW, WINDOW_MS } from './groups.ts';
import { Lead } from './lead.ts';
import { type LeadFact, OWNED_MS } from './leadFacts.ts';
import { Members } from './members.ts';
import { PastLeads } from './pastLeads.ts';
import { ServiceLevelRule } from './rules/serviceLevel.ts';
import { ViolationRule } from './rules/violation.ts';
import type { LeadResponseSettings } from './settings.ts';
import { createSla, type Sla } from './sla.ts';
import { inBatches, readLead, type SavedRecord, STATE_VERSION, saveLead } from './state.ts';
import { Trend } from './trend.ts';
import { leavesOut, type Span, spansOf, Turn, UNCOUNTED } from './turn.ts';

const HOUR_MS = 3_600_000;
/** Rows this late still change what is shown. */
const LATE_MS = 24 * HOUR_MS;
/** A turn that is decided is kept this long after its start: the longest window, and as much lateness again. */
const KEEP_DECIDED_MS = (WINDOW_MS[LONGEST_WINDOW] as number) + LATE_MS;

/** What was said up to here before a turn's beginning says who has it, and whether it is the lead's first. */
const BEFORE_MS = Math.max(CONTINUES_MS, OWNED_MS);
/** A service level's alert follows from what happened since midnight, on a day of 25 hours at most, over a quarter of an hour. */
const SERVICE_LEVEL_MS = 26 * HOUR_MS;

/**
 * How old what is shown and what can change it may be: open turns and whose they are; and turns of the last day, any of which may belong to one that
 * began up to its expiry earlier, which in turn may be the lead's first or not.
 */
const neededMs = (expireMs: number): number => Math.max(expireMs + CONTINUES_MS, BEFORE_MS) + SERVICE_LEVEL_MS;

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
  readonly needs: readonly Need[];
  readonly stateVersion = STATE_VERSION;

  readonly #expireMs: number;
  readonly #sla: Sla;
  readonly #violation: ViolationRule;
  readonly #serviceLevel: ServiceLevelRule;
  readonly #leads = new Map<string, Lead>();
  readonly #snapshot = new Snapshot<Lead>();
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
    this.#expireMs = settings.expireAfterHours * HOUR_MS;
    this.needs = [{ kinds: this.kinds, backMs: neededMs(this.#expireMs), of: 'whole' }];
    this.#sla = createSla(settings);
    this.#violation = new ViolationRule(settings, this.#sla, signal);
    this.#serviceLevel = new ServiceLevelRule(settings.serviceLevel, this.#sla.calendar, signal);
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
    this.#snapshot.before(lead);
    const change = lead.take(fact as LeadFact);
    if (change === 'turns' && !this.#hasGoneOn(lead, fact as LeadFact)) this.#retrace(lead, fact.atMs);
    if (change === 'assignment') this.#reassignFrom(lead, fact.atMs);
    lead.touchedMs = this.#nowMs;
    lead.prune(this.#nowMs - LATE_MS);
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
    const head: SavedRecord = { nowMs: this.#nowMs, teams: this.#serviceLevel.save() };
    const leads = this.#snapshot.begin(this.#leads.values(), saveLead);
    const past = this.#past.save();
    return (function* () {
      yield head;
      yield* inBatches('leads', leads);
      yield* inBatches('past', past);
    })();
  }

  restore(records: Iterable<unknown>): void {
    for (const record of records as Iterable<SavedRecord>) {
      if ('nowMs' in record) {
        this.#nowMs = record.nowMs;
        this.#serviceLevel.restore(record.teams);
      } else if ('past' in record) for (const past of record.past) this.#past.restore(past);
      else for (const state of record.leads) this.#readmit(readLead(state));
    }
    this.#past.restored();
  }

  #readmit(lead: Lead): void {
    this.#leads.set(lead.name, lead);
    this.#retrace(lead, -Infinity);
    this.#collector.leadChanged(lead);
    // What falls due at this very instant may not have fired before the state was taken: everybody is looked at once more.
    this.#wake(lead, this.#nowMs);
  }

  #admit(name: string): Lead {
    const lead = new Lead(name);
    this.#past.recall(lead, this.#nowMs);
    this.#snapshot.added(lead);
    this.#leads.set(name, lead);
    return lead;
  }

  /** Brings the lead's turns in line with a new fact of `atMs`: those that go leave what they are counted in before others enter. */
  #retrace(lead: Lead, atMs: number): void {
    // An expired creation before it may be answered now, and take in what began since.
    const from = lead.turnIndexAt(lead.hasExpired ? atMs - this.#expireMs : atMs);
    const known = lead.turns.slice(from);
    const spans = spansOf(lead, this.#expireMs, from === 0 ? null : (known[0] as Turn).startMs);
    lead.hasExpired = (from > 0 && lead.hasExpired) || leavesOut(spans, from === 0 ? lead.creations[0] : spans[0]?.first);
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
    if (!last.isOpen || last.said.atMs > atMs || atMs - last.startMs > this.#expireMs) return false;
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
      turn.assignment = turn.facts.assignmentBefore(span.untilMs, turn.startMs);
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
    const next = turn.facts.assignmentBefore(turn.untilMs, turn.startMs);
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
    // Not before the rules have seen how it ended.
    const hasEnded = (turn: Turn) => forgetDecidedAtMs(turn) <= this.#nowMs && turn.startMs < lead.changedFromMs;
    while (gone < turns.length - 1 && hasEnded(turns[gone] as Turn)) gone += 1;
    if (gone === 0) return;
    this.#settleUpTo(lead, gone);
  }

  /** @param count how many turns, of which the last is decided */
  #settleUpTo(lead: Lead, count: number): void {
    const { turns } = lead;
    for (const turn of turns.slice(0, count)) this.#withdraw(turn);
    lead.settle((turns[count - 1] as Turn).endMs);
    lead.turns = turns.slice(count);
    lead.raised = lead.raised.filter(({ startMs }) => startMs > lead.settledMs);
  }

  /** An instant of the lead's own: it changes class, is forgotten, or its facts of this instant are all in. */
  #reach(lead: Lead, atMs: number): void {
    if (lead.openTurn && atMs >= this.#leavesAtMs(lead)) {
      this.#snapshot.before(lead);
      this.#expire(lead, atMs);
    }
    const { openTurn } = lead;
    if (openTurn) {
      if (this.#reclass(openTurn)) this.#collector.leadChanged(lead);
      lead.changedFromMs = Math.min(lead.changedFromMs, openTurn.startMs);
    }
    // A save under way has to have what was told before this.
    if (lead.raised.length > 0 || this.#violation.concerns(lead)) {
      this.#snapshot.before(lead);
      this.#violation.review(lead, atMs);
    }
    lead.changedFromMs = Infinity;
    if (atMs >= this.#leavesAtMs(lead)) {
      this.#snapshot.before(lead);
      this.#forget(lead, atMs);
    }
    if (this.#leads.has(lead.name)) this.#schedule(lead);
  }

  /** Nobody answered in time: what was created since begins anew. */
  #expire(lead: Lead, atMs: number): void {
    this.#violation.expire(lead, atMs);
    for (const turn of lead.turns) this.#withdraw(turn);
    lead.turns = [];
    lead.raised = [];
    lead.expire(atMs - this.#expireMs);
    this.#retrace(lead, -Infinity);
    this.#collector.leadChanged(lead);
  }

  /** What is left has no open turn, and none that can change any more. */
  #forget(lead: Lead, atMs: number): void {
    if (lead.turns.length > 0) this.#settleUpTo(lead, lead.turns.length);
    // It may still be spoken of.
    if (lead.newestAtMs + LATE_MS > atMs) return;
    this.#leads.delete(lead.name);
    this.#collector.leadChanged(lead);
    this.#past.remember(lead, lead.touchedMs, atMs);
  }

  #leavesAtMs(lead: Lead): number {
    const last = lead.turns.at(-1);
    if (!last) return lead.touchedMs + KEEP_DECIDED_MS;
    return last.isOpen ? last.startMs + this.#expireMs : forgetDecidedAtMs(last);
  }

  /** Makes sure the lead is looked at again at its next instant; an entry that is already due earlier will see to it. */
  #schedule(lead: Lead): void {
    const last = lead.turns.at(-1);
    // Nothing happens to a decided lead before it leaves the longest window, and then it comes here again.
    if (last && last.windows !== 0 && !last.isOpen) return;
    let nextMs = Math.max(this.#leavesAtMs(lead), this.#nowMs);
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
