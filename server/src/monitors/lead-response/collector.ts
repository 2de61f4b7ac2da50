/**
 * Which rows have changed, and their making. Counts are exact at every instant. Quantiles and means cost a pass over a window's leads, so
 * while live they lag by at most a second for windows of up to 5,000 leads, and by 0.2 ms per lead above.
 */
import type { RowSink } from '../monitor.ts';
import { BIN_SECONDS, clocksOf, figuresOf } from './figures.ts';
import type { Cell } from './group.ts';
import type { Groups } from './groups.ts';
import type { Lead } from './lead.ts';
import type { Members } from './members.ts';
import { answeredLeadRow, openLeadRow, summaryKey, summaryRow } from './rows.ts';
import type { Sla } from './sla.ts';
import { leadsOf, openOf } from './tally.ts';
import type { Trend } from './trend.ts';
import type { Turn } from './turn.ts';

const ANSWERED_ROWS = 40;
const FIGURES_EVERY_MS = 1_000;
const FIGURES_MS_PER_LEAD = 0.2;
/** A change in a window this small shows in its quantiles at once. */
const SMALL_WINDOW = 500;
/** Leads passed over in one live collect; what is left waits for the next, so that no collect holds the deadlines up. */
const WORK_PER_COLLECT = 20_000;
const TREND_EVERY_MS = 1_000;

export interface Collected {
  sla: Sla;
  leads: ReadonlyMap<string, Lead>;
  groups: Groups;
  trend: Trend;
  /** Answered leads by first response. */
  answered: Members<Turn>;
}

export class Collector {
  readonly #of: Collected;
  readonly #leads = new Set<Lead>();
  readonly #cells = new Set<Cell<Turn>>();
  readonly #shownAnswered = new Set<string>();
  #answeredChanged = false;
  #shownTrend = new Set<string>();
  #trendAtMs = -Infinity;
  #agedAtMs = -Infinity;

  constructor(of: Collected) {
    this.#of = of;
    for (const cell of of.groups.all.cells) this.#cells.add(cell);
  }

  leadChanged(lead: Lead): void {
    this.#leads.add(lead);
  }

  cellChanged(cell: Cell<Turn>): void {
    if (cell.dirty) return;
    cell.dirty = true;
    this.#cells.add(cell);
  }

  answeredChanged(): void {
    this.#answeredChanged = true;
  }

  /** @param exact every figure stands as of `nowMs` */
  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    for (const lead of this.#leads) {
      const row = this.#of.leads.get(lead.name) === lead ? openLeadRow(lead) : null;
      if (row) sink.set('lead-response.open', lead.name, row);
      else sink.delete('lead-response.open', lead.name);
    }
    this.#leads.clear();
    this.#collectSummaries(sink, nowMs, exact);
    this.#collectAnswered(sink);
    this.#collectTrend(sink, nowMs, exact);
  }

  #collectSummaries(sink: RowSink, nowMs: number, exact: boolean): void {
    // Open leads are censored at their age, which grows: their groups are looked at again though nothing happened.
    if (exact || nowMs - this.#agedAtMs >= FIGURES_EVERY_MS) {
      this.#agedAtMs = nowMs;
      for (const group of this.#of.groups) for (const cell of group.cells) if (openOf(cell.tally) > 0) this.#cells.add(cell);
    }
    let work = 0;
    for (const cell of this.#cells) {
      const size = leadsOf(cell.tally);
      if (size === 0 && cell.group.dimension !== 'all') {
        cell.dirty = false;
        this.#cells.delete(cell);
        sink.delete('lead-response.summary', summaryKey(cell));
        continue;
      }
      const fresh = nowMs - cell.figuresAtMs >= Math.max(FIGURES_EVERY_MS, size * FIGURES_MS_PER_LEAD);
      const wanted = exact || cell.figures === null || fresh || (cell.dirty && size <= SMALL_WINDOW);
      if (wanted && (exact || work < WORK_PER_COLLECT)) {
        work += size;
        cell.figures = figuresOf(cell, nowMs, this.#of.sla.calendar);
        cell.figuresAtMs = nowMs;
        this.#cells.delete(cell);
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
    const { answered, sla } = this.#of;
    for (let i = answered.end - 1; i >= answered.start && shown.size < ANSWERED_ROWS; i -= 1) {
      const turn = answered.at(i);
      // Of a lead that was answered twice, the last time is shown.
      if (shown.has(turn.name)) continue;
      shown.add(turn.name);
      sink.set('lead-response.answered', turn.name, answeredLeadRow(turn, clocksOf(turn, sla.calendar)?.totalMs ?? 0));
    }
    for (const name of this.#shownAnswered) if (!shown.has(name)) sink.delete('lead-response.answered', name);
    this.#shownAnswered.clear();
    for (const name of shown) this.#shownAnswered.add(name);
  }

  #collectTrend(sink: RowSink, nowMs: number, exact: boolean): void {
    const minuteTurned = Math.floor(nowMs / 60_000) !== Math.floor(this.#trendAtMs / 60_000);
    if (!minuteTurned && !(this.#of.trend.changed && (exact || nowMs - this.#trendAtMs >= TREND_EVERY_MS))) return;
    this.#of.trend.changed = false;
    this.#trendAtMs = nowMs;
    const shown = new Set<string>();
    for (const row of this.#of.trend.rows(nowMs)) {
      shown.add(row.at);
      sink.set('lead-response.trend', row.at, row);
    }
    for (const key of this.#shownTrend) if (!shown.has(key)) sink.delete('lead-response.trend', key);
    this.#shownTrend = shown;
  }
}
