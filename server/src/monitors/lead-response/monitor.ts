/** Lead response: how long customers wait for a person, and who is waiting too long. Its rules are in RULES.md beside this file. */
import type { Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { CONTINUES_MS } from '../../facts/leadTurns.ts';
import type { Monitor, Need, RowSink, SignalSink } from '../monitor.ts';
import { Snapshot } from '../snapshot.ts';
import { TimerQueue } from '../timers.ts';
import { Collector } from './collector.ts';
import { Counts } from './counts.ts';
import { countOf, fewOf, lastOf, listOf, nthOf } from './few.ts';
import { LONGEST_WINDOW, WINDOW_MS } from './groups.ts';
import { Lead } from './lead.ts';
import { type LeadFact, OWNED_MS } from './leadFacts.ts';
import { PastLeads } from './pastLeads.ts';
import { ServiceLevelRule } from './rules/serviceLevel.ts';
import { ViolationRule } from './rules/violation.ts';
import type { LeadResponseSettings } from './settings.ts';
import { createSla, type Sla } from './sla.ts';
import { inBatches, readLead, type SavedRecord, STATE_VERSION, saveLead } from './state.ts';
import { leavesOut, type Span, spansOf, Turn } from './turn.ts';

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
  readonly #counts: Counts;
  readonly #collector: Collector;
  #nowMs = -Infinity;

  constructor(settings: LeadResponseSettings, signal: SignalSink) {
    this.#expireMs = settings.expireAfterHours * HOUR_MS;
    this.needs = [{ kinds: this.kinds, backMs: neededMs(this.#expireMs), of: 'whole' }];
    this.#sla = createSla(settings);
    const { calendar } = this.#sla;
    this.#violation = new ViolationRule(settings, this.#sla, signal);
    this.#serviceLevel = new ServiceLevelRule(settings.serviceLevel, calendar, (team) => this.#sourcesOf(team), signal);
    this.#counts = new Counts(calendar);
    this.#collector = new Collector(this.#counts, calendar);
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
      if (dueMs <= atMs) this.#fire(atMs);
      if (this.#counts.groups.hasDueTeams || this.#serviceLevel.nextMs() <= atMs) this.#reviewTeams(atMs);
      if (dueMs > nowMs) return;
    }
  }

  nextWakeMs(): number {
    return Math.min(this.#timers.nextMs(), this.#serviceLevel.nextMs(), this.#counts.groups.nextExitMs());
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
    const leads: Lead[] = [];
    for (const record of records as Iterable<SavedRecord>) {
      if ('nowMs' in record) {
        this.#nowMs = record.nowMs;
        this.#serviceLevel.restore(record.teams);
      } else if ('past' in record) for (const past of record.past) this.#past.restore(past);
      else for (const state of record.leads) leads.push(readLead(state));
    }
    this.#readmit(leads);
    this.#past.restored();
  }

  /** In order of their beginnings, since what stands in order of time is quickest to build from its beginning. */
  #readmit(leads: Lead[]): void {
    const beginning = (lead: Lead) => (lead.creations === null ? -Infinity : nthOf(lead.creations, 0).atMs);
    for (const lead of leads.sort((a, b) => beginning(a) - beginning(b))) {
      this.#leads.set(lead.name, lead);
      this.#retrace(lead, -Infinity);
      this.#collector.leadChanged(lead);
      // What falls due at this very instant may not have fired before the state was taken: everybody is looked at once more.
      this.#wake(lead, this.#nowMs);
    }
  }

  #fire(atMs: number): void {
    for (let dueMs = this.#timers.nextMs(); dueMs <= atMs; dueMs = this.#timers.nextMs()) {
      const lead = this.#timers.pop() as Lead;
      // An entry that was overtaken by an earlier one of the same lead.
      if (lead.timerMs !== dueMs) continue;
      lead.timerMs = Infinity;
      this.#reach(lead, atMs);
    }
    this.#counts.expire(atMs, this.#leftAllWindows);
  }

  /** One function for all calls: the clock moves on far more often than a lead leaves. */
  readonly #leftAllWindows = ({ lead }: Turn): void => this.#schedule(lead as Lead);

  #admit(name: string): Lead {
    const lead = new Lead(name);
    this.#past.recall(lead, this.#nowMs);
    this.#snapshot.added(lead);
    this.#leads.set(name, lead);
    return lead;
  }

  /** Brings the lead's turns in line with a new fact of `atMs`: those that go leave what they are counted in before others enter. */
  #retrace(lead: Lead, atMs: number): void {
    if (lead.turns === null && countOf(lead.creations) === 1 && lead.ends.length === 0) {
      const creation = nthOf(lead.creations, 0);
      lead.turns = this.#begun(new Turn(lead, creation, creation, null));
      lead.changedFromMs = Math.min(lead.changedFromMs, creation.atMs);
      return;
    }
    const all = listOf(lead.turns);
    // An expired creation before it may be answered now, and take in what began since.
    const from = lead.turnIndexAt(lead.hasExpired ? atMs - this.#expireMs : atMs);
    const known = all.slice(from);
    const spans = spansOf(lead, this.#expireMs, from === 0 ? null : (known[0] as Turn).startMs);
    const first = from === 0 ? listOf(lead.creations)[0] : spans[0]?.first;
    lead.hasExpired = (from > 0 && lead.hasExpired) || leavesOut(spans, first);
    const starts = new Set(known.length === 0 ? [] : spans.map((span) => span.first.atMs));
    for (const turn of known) if (!starts.has(turn.startMs)) this.#counts.withdraw(turn, this.#nowMs);
    let k = 0;
    const turns = spans.map((span) => {
      while (k < known.length && (known[k] as Turn).startMs < span.first.atMs) k += 1;
      const turn = known[k];
      return turn?.startMs === span.first.atMs ? this.#revise(turn, span) : this.#begun(Turn.of(lead, span));
    });
    lead.turns = fewOf(from === 0 ? turns : [...all.slice(0, from), ...turns]);
    lead.changedFromMs = Math.min(lead.changedFromMs, known[0]?.startMs ?? Infinity, turns[0]?.startMs ?? Infinity);
    this.#settle(lead);
  }

  /** The common case, without working the turns out anew: the last turn ends, or has ended before. */
  #hasGoneOn(lead: Lead, { kind, atMs }: LeadFact): boolean {
    const last = lastOf(lead.turns);
    if (!last || kind === 'lead.created' || atMs < last.startMs) return false;
    if (last.endMs < atMs) return true;
    if (!last.isOpen || last.said.atMs > atMs || atMs - last.startMs > this.#expireMs) return false;
    this.#counts.end(last, kind === 'lead.responded' ? atMs : Infinity, kind === 'lead.closed' ? atMs : Infinity, this.#nowMs);
    lead.changedFromMs = Math.min(lead.changedFromMs, last.startMs);
    return true;
  }

  #begun(turn: Turn): Turn {
    turn.sla = this.#sla.of(turn.said);
    turn.dueInMs = this.#sla.calendar.add(turn.startMs, turn.sla.slaMs) - turn.startMs;
    this.#counts.enter(turn, this.#nowMs);
    return turn;
  }

  #revise(turn: Turn, span: Span): Turn {
    const { first, said, untilMs } = turn;
    if (said !== span.said) {
      this.#counts.withdraw(turn, this.#nowMs);
      return this.#begun(Turn.of(turn.lead, span));
    }
    if (turn.respondedAtMs !== span.respondedAtMs || turn.closedAtMs !== span.closedAtMs) {
      this.#counts.end(turn, span.respondedAtMs, span.closedAtMs, this.#nowMs);
    }
    turn.first = span.first;
    turn.untilMs = span.untilMs;
    if (untilMs !== span.untilMs) this.#counts.reassign(turn);
    else if (first !== span.first) this.#counts.groups.touch(turn);
    return turn;
  }

  #reassignFrom(lead: Lead, atMs: number): void {
    for (let i = countOf(lead.turns) - 1; i >= 0; i -= 1) {
      const turn = nthOf(lead.turns, i);
      if (turn.untilMs <= atMs) return;
      this.#counts.reassign(turn);
      lead.changedFromMs = Math.min(lead.changedFromMs, turn.startMs);
    }
  }

  /** Turns that no late row can change any more are forgotten while later ones go on, so that a lead that comes back for ever stays small. */
  #settle(lead: Lead): void {
    const count = countOf(lead.turns);
    if (count < 2) return;
    let gone = 0;
    // Not before the rules have seen how it ended.
    const hasEnded = (turn: Turn) => forgetDecidedAtMs(turn) <= this.#nowMs && turn.startMs < lead.changedFromMs;
    while (gone < count - 1 && hasEnded(nthOf(lead.turns, gone))) gone += 1;
    if (gone === 0) return;
    this.#settleUpTo(lead, gone);
  }

  /** @param count how many turns, of which the last is decided */
  #settleUpTo(lead: Lead, count: number): void {
    const turns = listOf(lead.turns);
    for (const turn of turns.slice(0, count)) this.#counts.withdraw(turn, this.#nowMs);
    lead.settle((turns[count - 1] as Turn).endMs);
    lead.turns = fewOf(turns.slice(count));
    if (lead.raised.length > 0) lead.raised = lead.raised.filter(({ startMs }) => startMs > lead.settledMs);
  }

  /** An instant of the lead's own: it changes class, is forgotten, or its facts of this instant are all in. */
  #reach(lead: Lead, atMs: number): void {
    if (lead.openTurn && atMs >= this.#leavesAtMs(lead)) {
      this.#snapshot.before(lead);
      this.#expire(lead, atMs);
    }
    const { openTurn } = lead;
    if (openTurn) {
      if (this.#counts.reclass(openTurn, atMs)) this.#collector.leadChanged(lead);
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
      if (this.#forget(lead, atMs)) return;
    }
    this.#schedule(lead);
  }

  /** Nobody answered in time: what was created since begins anew. */
  #expire(lead: Lead, atMs: number): void {
    this.#violation.expire(lead, atMs);
    for (const turn of listOf(lead.turns)) this.#counts.withdraw(turn, atMs);
    lead.turns = null;
    lead.raised = [];
    lead.expire(atMs - this.#expireMs);
    this.#retrace(lead, -Infinity);
    this.#collector.leadChanged(lead);
  }

  /** What is left has no open turn, and none that can change any more. @returns whether the lead is gone; it may still be spoken of */
  #forget(lead: Lead, atMs: number): boolean {
    if (lead.turns !== null) this.#settleUpTo(lead, countOf(lead.turns));
    if (lead.newestAtMs + LATE_MS > atMs) return false;
    this.#leads.delete(lead.name);
    this.#collector.leadChanged(lead);
    this.#past.remember(lead, lead.touchedMs, atMs);
    return true;
  }

  #leavesAtMs(lead: Lead): number {
    const last = lastOf(lead.turns);
    if (!last) return lead.touchedMs + KEEP_DECIDED_MS;
    return last.isOpen ? last.startMs + this.#expireMs : forgetDecidedAtMs(last);
  }

  /** Makes sure the lead is looked at again at its next instant; an entry that is already due earlier will see to it. */
  #schedule(lead: Lead): void {
    const last = lastOf(lead.turns);
    // Nothing happens to a decided lead before it leaves the longest window, and then it comes here again.
    if (last && last.ring >= 0 && !last.isOpen) return;
    let nextMs = Math.max(this.#leavesAtMs(lead), this.#nowMs);
    if (last?.isOpen) {
      const { calendar } = this.#sla;
      nextMs = this.#sooner(last.deadlineMs, this.#sooner(last.escalateAtMs(calendar), nextMs));
      nextMs = this.#sooner(last.atRiskAtMs(calendar), nextMs);
    }
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
    const { groups } = this.#counts;
    const due = groups.takeDueTeams();
    const first = due[0];
    const isTimed = this.#serviceLevel.nextMs() <= atMs;
    if (first && due.length === 1 && !isTimed) {
      this.#reviewTeam(first.value, atMs);
      return;
    }
    const names = due.map(({ value }) => value);
    if (isTimed) names.push(...this.#serviceLevel.takeDue(atMs));
    for (const name of names.sort()) this.#reviewTeam(name, atMs);
  }

  #reviewTeam(name: string, atMs: number): void {
    this.#serviceLevel.review(name, this.#counts.groups.get('team', name)?.rings, atMs);
  }

  #sourcesOf(team: string): string[] {
    const newest = this.#counts.groups.get('team', team)?.members.last();
    return newest ? [newest.said.source] : [];
  }
}
