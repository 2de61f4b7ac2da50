/**
 * Replay: the same monitors, alerts and board as live, under a virtual clock that stands where the rows' arrival puts it. No server
 * and no store of its own; the same rows give the same bytes.
 */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Topic } from '@warroom/protocol/board';
import type { Fact } from '@warroom/protocol/events';
import { AlertBook } from '../alerts/alertBook.ts';
import type { AlertsSettings } from '../alerts/settings.ts';
import { Board } from '../board/board.ts';
import { Engine } from '../monitors/engine.ts';
import type { MonitorSettings } from '../monitors.ts';
import { createMonitors } from '../monitors.ts';

export interface ReplayOptions {
  config: { alerts: AlertsSettings } & MonitorSettings;
  /** Facts in order of arrival, each id once; in batches where they come bit by bit. */
  facts: AsyncIterable<readonly Fact[]> | Iterable<Fact>;
  /** Changes of alerts before this instant are left out of the log; the rows before it still count, or the windows would be wrong. */
  fromMs?: number | undefined;
  /** The clock ends here: later arrivals are not read, and what falls due by then has fired. By default at the last arrival. */
  untilMs?: number | undefined;
  onProgress?: (applied: number, reachedMs: number) => void;
}

export interface ReplayResult {
  board: Board;
  log: AlertLogRow[];
  applied: number;
  endedAtMs: number | null;
}

/** Alert rows leave the book as it goes, so that a long replay holds only what is still open. */
const TAKE_EVERY = 4_096;

export async function replay({ config, facts, fromMs = -Infinity, untilMs, onProgress }: ReplayOptions): Promise<ReplayResult> {
  const { monitors, brokenFeeds } = createMonitors(config, (signal) => alerts.signal(signal));
  const alerts: AlertBook = new AlertBook({
    brokenFeeds,
    server: 'replay',
    newId: () => {
      throw new Error('nobody acts in a replay');
    },
    leaseMs: config.alerts.leaseMinutes * 60_000,
    resolvedOnBoardMs: config.alerts.resolvedOnBoardMinutes * 60_000,
  });
  const engine = new Engine({ monitors, alerts });
  const log: AlertLogRow[] = [];
  const take = () => {
    for (const row of alerts.takeLogRows()) if (row.atMs >= fromMs) log.push(row);
  };
  let applied = 0;
  const arrive = (batch: Iterable<Fact>): boolean => {
    for (const fact of batch) {
      if (untilMs !== undefined && fact.ingestedAtMs > untilMs) return false;
      engine.arrive(fact);
      applied += 1;
      if (applied % TAKE_EVERY === 0) {
        take();
        onProgress?.(applied, engine.nowMs);
      }
    }
    return true;
  };
  if (Symbol.asyncIterator in facts) {
    for await (const batch of facts) if (!arrive(batch)) break;
  } else arrive(facts);
  const endMs = untilMs ?? engine.nowMs;
  if (Number.isFinite(endMs)) engine.advanceTo(endMs);
  take();
  const board = new Board({ epoch: 'replay' });
  engine.collect(board, true);
  return { board, log, applied, endedAtMs: Number.isFinite(endMs) ? endMs : null };
}

/** A topic's rows as JSON text: an array, one row a line, each with its key, in order of key. */
export function topicText(board: Board, topic: Topic): string {
  const rows = [...board.rows(topic)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `[\n${rows.map(([key, row]) => JSON.stringify({ key, ...row })).join(',\n')}\n]\n`;
}

/** The alert log as NDJSON, in order of time. */
export function logText(log: readonly AlertLogRow[]): string {
  return log
    .map((row) => {
      const { by, reason } = row;
      return `${JSON.stringify({
        at: new Date(row.atMs).toISOString(),
        rule: row.rule,
        subject: row.subject,
        episode: row.episode,
        state: row.state,
        severity: row.severity,
        ...(by === null ? {} : { by }),
        ...(reason === null ? {} : { reason }),
        since: new Date(row.sinceMs).toISOString(),
        alertId: row.alertId,
        facts: row.facts,
      })}\n`;
    })
    .join('');
}
