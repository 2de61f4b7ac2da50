/**
 * Which rows have changed, and their making. Counts are exact at every instant. Quantiles and means cost a pass over a window's leads, so
 * while live they lag by at most a second for windows of up to 5,000 leads, and by 0.2 ms per lead above.
 */

import type { Calendar } from '../calendar.ts';
import type { RowSink } from '../monitor.ts';
import type { Counts } from './counts.ts';
import { BIN_SECONDS, clocksOf, figuresOf } from './figures.ts';
import type { Cell } from './group.ts';
import { sumUp } from './groups.ts';
import type { Lead } from './lead.ts';
import { answeredLeadRow, openLeadRow, summaryKey, summaryRow } from './rows.ts';
import { leadsOf, openOf } from './tally.ts';
import type { Turn } from './turn.ts';

const ANSWERED_ROWS = 40;
const FIGURES_EVERY_MS = 1_000;
const FIGURES_MS_PER_LEAD = 0.2;
/** A change in a window this small shows in its quantiles at once. */
const SMALL_WINDOW = 500;
/** Leads passed over in one live collect; what is left waits for the next, so that no collect holds the deadlines up. */
const WORK_PER_COLLECT = 20_000;
const TREND_EVERY_MS = 1_000;
const SWEEP_AT = 10_000;

export class Collector {
  readonly #counts: Counts;
  readonly #calendar: Calendar;
  #leads: Lead[] = [];
  readonly #cells = new Set<Cell<Turn>>();
  readonly #shownAnswered = new Set<string>();
  #sweepAt = SWEEP_AT;
  #shownTrend = new Set<string>();
  #trendAtMs = -Infinity;
  #agedAtMs = -Infinity;

  constructor(counts: Counts, calendar: Calendar) {
    this.#counts = counts;
    this.#calendar = calendar;
  }

  /** Its row may have. */
  leadChanged(lead: Lead): void {
    if (lead.isChanged) return;
    lead.isChanged = true;
    this.#leads.push(lead);
    if (this.#leads.length >= this.#sweepAt) this.#sweep();
  }

  /** While nobody collects, as in a catch-up, leads that came and went are not held on to. */
  #sweep(): void {
    const leads = this.#leads;
    this.#leads = leads.filter((lead) => {
      lead.isChanged = lead.isShown || lead.openTurn !== null;
      return lead.isChanged;
    });
    this.#sweepAt = Math.max(SWEEP_AT, this.#leads.length * 2);
  }

  /** @param exact every figure stands as of `nowMs` */
  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    for (const lead of this.#leads) {
      lead.isChanged = false;
      const row = openLeadRow(lead, this.#calendar);
      if (row) sink.set('lead-response.open', lead.name, row);
      else if (lead.isShown) sink.delete('lead-response.open', lead.name);
      lead.isShown = row !== null;
    }
    this.#leads = [];
    this.#sweepAt = SWEEP_AT;
    this.#collectSummaries(sink, nowMs, exact);
    this.#collectAnswered(sink);
    this.#collectTrend(sink, nowMs, exact);
  }

  #collectSummaries(sink: RowSink, nowMs: number, exact: boolean): void {
    for (const group of this.#counts.groups.takeChanged()) {
      for (const cell of group.cells) {
        if (!(group.changed & (1 << cell.window))) continue;
        cell.dirty = true;
        this.#cells.add(cell);
      }
      group.changed = 0;
    }
    // Open leads are censored at their age, which grows: their groups are looked at again though nothing happened.
    if (exact || nowMs - this.#agedAtMs >= FIGURES_EVERY_MS) {
      this.#agedAtMs = nowMs;
      for (const group of this.#counts.groups) for (const cell of group.cells) if (openOf(sumUp(cell)) > 0) this.#cells.add(cell);
    }
    let work = 0;
    for (const cell of this.#cells) {
      const size = leadsOf(sumUp(cell));
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
        cell.figures = figuresOf(cell, nowMs, this.#calendar);
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
    const { answered } = this.#counts;
    if (!this.#counts.answeredChanged) return;
    this.#counts.answeredChanged = false;
    const shown = new Set<string>();
    for (const turn of answered.backwards()) {
      if (shown.size === ANSWERED_ROWS) break;
      // Of a lead that was answered twice, the last time is shown.
      if (shown.has(turn.name)) continue;
      shown.add(turn.name);
      sink.set('lead-response.answered', turn.name, answeredLeadRow(turn, clocksOf(turn, this.#calendar)?.totalMs ?? 0));
    }
    for (const name of this.#shownAnswered) if (!shown.has(name)) sink.delete('lead-response.answered', name);
    this.#shownAnswered.clear();
    for (const name of shown) this.#shownAnswered.add(name);
  }

  #collectTrend(sink: RowSink, nowMs: number, exact: boolean): void {
    const minuteTurned = Math.floor(nowMs / 60_000) !== Math.floor(this.#trendAtMs / 60_000);
    if (!minuteTurned && !(this.#counts.trend.changed && (exact || nowMs - this.#trendAtMs >= TREND_EVERY_MS))) return;
    this.#counts.trend.changed = false;
    this.#trendAtMs = nowMs;
    const shown = new Set<string>();
    for (const row of this.#counts.trend.rows(nowMs)) {
      shown.add(row.at);
      sink.set('lead-response.trend', row.at, row);
    }
    for (const key of this.#shownTrend) if (!shown.has(key)) sink.delete('lead-response.trend', key);
    this.#shownTrend = shown;
  }
}
