/**
 * Lead response: how long customers wait for a person, and who is waiting too long (SPEC §2). Counts are exact at every instant.
 * Quantiles and means cost a pass over a window's leads, so while live they lag by at most a second for windows of up to 5,000 leads,
 * and by 0.2 ms per lead above; with `exact` they stand as of the instant asked for.
 */
import type { Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { Monitor, RowSink, SignalSink } from '../monitor.ts';
import { TimerQueue } from '../timers.ts';
import { BIN_SECONDS, clocksOf, figuresOf } from './figures.ts';
import { type Cell, Groups, LONGEST_WINDOW, leadsOf, openOf, WINDOW_MS } from './groups.ts';
import { type Assignment, type Creation, Lead, type LeadFact, UNKNOWN } from './lead.ts';
import { Members } from './members.ts';
import { answeredLeadRow, openLeadRow, summaryKey, summaryRow } from './rows.ts';
import { ServiceLevelRule } from './serviceLevelRule.ts';
import type { LeadResponseSettings } from './settings.ts';
import { createSla, type Sla } from './sla.ts';
import { Trend } from './trend.ts';
import { ViolationRule } from './violation.ts';

/** A lead that is decided is kept this long after its creation: the longest window and as much lateness again. */
const KEEP_DECIDED_MS = 2 * (WINDOW_MS[LONGEST_WINDOW] as number);
const ANSWERED_ROWS = 40;
const FIGURES_EVERY_MS = 1_000;
const FIGURES_MS_PER_LEAD = 0.2;
/** A change in a window this small shows in its quantiles at once. */
const SMALL_WINDOW = 500;
/** Leads passed over in one live collect; what is left waits for the next, so that no collect holds the deadlines up. */
const WORK_PER_COLLECT = 20_000;
const TREND_EVERY_MS = 1_000;

type SavedLead = [
  name: string,
  creation: Creation | null,
  assignments: Assignment[],
  respondedAtMs: number | null,
  closedAtMs: number | null,
  touchedMs: number,
  raised: Lead['raised'],
];
interface Saved {
  nowMs: number;
  leads: SavedLead[];
  teams: ReturnType<ServiceLevelRule['save']>;
}

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
  readonly stateVersion = 1;

  readonly #settings: LeadResponseSettings;
  readonly #sla: Sla;
  readonly #violation: ViolationRule;
  readonly #serviceLevel: ServiceLevelRule;
  readonly #leads = new Map<string, Lead>();
  readonly #timers = new TimerQueue<Lead>();
  readonly #groups: Groups;
  readonly #trend = new Trend();
  /** Answered leads by first response. */
  readonly #answered = new Members();
  #nowMs = -Infinity;

  readonly #dirtyLeads = new Set<Lead>();
  readonly #dirtyCells = new Set<Cell>();
  readonly #dirtyTeams = new Set<string>();
  readonly #shownAnswered = new Set<string>();
  #answeredChanged = false;
  #shownTrend = new Set<string>();
  #trendAtMs = -Infinity;
  #agedAtMs = -Infinity;

  constructor(settings: LeadResponseSettings, signal: SignalSink) {
    this.#settings = settings;
    this.#sla = createSla(settings);
    this.#violation = new ViolationRule(settings, this.#sla, signal);
    this.#serviceLevel = new ServiceLevelRule(settings.serviceLevel, signal);
    this.#groups = new Groups((cell) => {
      if (cell.window === 0 && cell.group.dimension === 'team') this.#dirtyTeams.add(cell.group.value);
      if (cell.dirty) return;
      cell.dirty = true;
      this.#dirtyCells.add(cell);
    });
    for (const cell of this.#groups.all.cells) this.#dirtyCells.add(cell);
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
      } else if (lead.respondedAtMs !== Infinity) this.#answeredChanged = true;
      if (!this.#reclass(lead)) this.#groups.touch(lead);
    }
    lead.touchedMs = this.#nowMs;
    this.#dirtyLeads.add(lead);
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
    for (const lead of this.#dirtyLeads) {
      const row = this.#leads.get(lead.name) === lead ? openLeadRow(lead) : null;
      if (row) sink.set('lead-response.open', lead.name, row);
      else sink.delete('lead-response.open', lead.name);
    }
    this.#dirtyLeads.clear();
    this.#collectSummaries(sink, nowMs, exact);
    this.#collectAnswered(sink);
    this.#collectTrend(sink, nowMs, exact);
  }

  save(): Saved {
    // Copies of what changes later: the text of a large state is made bit by bit while the monitor goes on.
    const leads = Array.from(this.#leads.values(), (l): SavedLead => {
      const raised = l.raised && { ...l.raised };
      return [l.name, l.creation, [...l.assignments], finite(l.respondedAtMs), finite(l.closedAtMs), l.touchedMs, raised];
    });
    return { nowMs: this.#nowMs, leads, teams: this.#serviceLevel.save() };
  }

  restore(saved: unknown): void {
    const { nowMs, leads, teams } = saved as Saved;
    this.#nowMs = nowMs;
    for (const [name, creation, assignments, respondedAtMs, closedAtMs, touchedMs, raised] of leads) {
      const lead = new Lead(name);
      Object.assign(lead, {
        creation,
        assignments,
        touchedMs,
        raised,
        respondedAtMs: respondedAtMs ?? Infinity,
        closedAtMs: closedAtMs ?? Infinity,
      });
      this.#leads.set(name, lead);
      if (creation) {
        this.#promise(lead);
        this.#enter(lead);
      }
      this.#dirtyLeads.add(lead);
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
    this.#dirtyLeads.add(lead);
    return true;
  }

  #keepAnswered(lead: Lead): void {
    if (lead.windows === 0 || lead.respondedAtMs === Infinity) return;
    this.#answered.add(lead, lead.respondedAtMs);
    this.#answeredChanged = true;
  }

  #dropAnswered(lead: Lead): void {
    if (lead.respondedAtMs === Infinity) return;
    this.#answered.remove(lead, lead.respondedAtMs);
    this.#answeredChanged = true;
  }

  /** An instant of the lead's own: it changes class, or is forgotten. */
  #reach(lead: Lead, atMs: number): void {
    if (atMs >= this.#forgetAtMs(lead)) {
      this.#violation.expire(lead, atMs);
      if (lead.class !== UNKNOWN) this.#withdraw(lead);
      this.#leads.delete(lead.name);
      this.#dirtyLeads.add(lead);
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

  #collectSummaries(sink: RowSink, nowMs: number, exact: boolean): void {
    // Open leads are censored at their age, which grows: their groups are looked at again though nothing happened.
    if (exact || nowMs - this.#agedAtMs >= FIGURES_EVERY_MS) {
      this.#agedAtMs = nowMs;
      for (const group of this.#groups) for (const cell of group.cells) if (openOf(cell.tally) > 0) this.#dirtyCells.add(cell);
    }
    let work = 0;
    for (const cell of this.#dirtyCells) {
      const size = leadsOf(cell.tally);
      if (size === 0 && cell.group.dimension !== 'all') {
        cell.dirty = false;
        this.#dirtyCells.delete(cell);
        sink.delete('lead-response.summary', summaryKey(cell));
        continue;
      }
      const fresh = nowMs - cell.figuresAtMs >= Math.max(FIGURES_EVERY_MS, size * FIGURES_MS_PER_LEAD);
      const wanted = exact || cell.figures === null || fresh || (cell.dirty && size <= SMALL_WINDOW);
      if (wanted && (exact || work < WORK_PER_COLLECT)) {
        work += size;
        cell.figures = figuresOf(cell, nowMs, this.#sla.calendar);
        cell.figuresAtMs = nowMs;
        this.#dirtyCells.delete(cell);
        if (cell.figures.bins && cell.window === 1) {
          sink.set('lead-response.distribution', '1h', { binSeconds: BIN_SECONDS, answered: cell.figures.bins });
        }
      }
      cell.dirty = false;
      if (cell.figures) sink.set('lead-response.summary', summaryKey(cell), summaryRow(cell, cell.figures));
    }
  }

  #collectAnswered(sink: RowSink): void {
    if (!this.#answeredChanged) return;
    this.#answeredChanged = false;
    const shown = new Set<string>();
    for (let i = Math.max(this.#answered.start, this.#answered.end - ANSWERED_ROWS); i < this.#answered.end; i += 1) {
      const lead = this.#answered.at(i);
      shown.add(lead.name);
      sink.set('lead-response.answered', lead.name, answeredLeadRow(lead, clocksOf(lead, this.#sla.calendar)?.totalMs ?? 0));
    }
    for (const name of this.#shownAnswered) if (!shown.has(name)) sink.delete('lead-response.answered', name);
    this.#shownAnswered.clear();
    for (const name of shown) this.#shownAnswered.add(name);
  }

  #collectTrend(sink: RowSink, nowMs: number, exact: boolean): void {
    const minuteTurned = Math.floor(nowMs / 60_000) !== Math.floor(this.#trendAtMs / 60_000);
    if (!minuteTurned && !(this.#trend.changed && (exact || nowMs - this.#trendAtMs >= TREND_EVERY_MS))) return;
    this.#trend.changed = false;
    this.#trendAtMs = nowMs;
    const shown = new Set<string>();
    for (const row of this.#trend.rows(nowMs)) {
      shown.add(row.at);
      sink.set('lead-response.trend', row.at, row);
    }
    for (const key of this.#shownTrend) if (!shown.has(key)) sink.delete('lead-response.trend', key);
    this.#shownTrend = shown;
  }
}

const finite = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);
