/** A start from a checkpoint ends where a replay of everything ends: for all monitors together, over the whole simulated organisation. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import type { Fact } from '@warroom/protocol/events';
import { beforeAll, expect, test } from 'vitest';
import { AlertBook } from '../../src/alerts/alertBook.ts';
import { Board } from '../../src/board/board.ts';
import { loadConfig } from '../../src/config/config.ts';
import { DEMO_CONTRACTS } from '../../src/demo/contracts/contracts.ts';
import { createSimulator } from '../../src/demo/simulator.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { recordsOf, slicedText } from '../../src/live/checkpointing.ts';
import { Engine } from '../../src/monitors/engine.ts';
import { RecordReader } from '../../src/monitors/records.ts';
import { createMonitors } from '../../src/monitors.ts';
import { topicText } from '../../src/replay/replay.ts';

const START_MS = Date.parse('2026-03-02T02:00:00Z');
const MINUTE_MS = 60_000;
const config = { ...loadConfig(), contracts: [...DEMO_CONTRACTS] };
let facts: Fact[];

beforeAll(() => {
  const simulator = createSimulator({ seed: 11, startMs: START_MS, longLived: { toldUntilMs: null, shows: [START_MS] } });
  facts = simulator.backfill(START_MS).map(({ event, arrivesAtMs }) => {
    const parsed = parseEvent(event, 1, arrivesAtMs, { maxFutureMs: 86_400_000 });
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
    return { ...parsed.fact, ingestedAtMs: arrivesAtMs };
  });
});

function server() {
  const { monitors, brokenFeeds } = createMonitors(config, (signal) => alerts.signal(signal));
  const alerts: AlertBook = new AlertBook({
    server: 's',
    newId: () => 'never',
    leaseMs: 30 * MINUTE_MS,
    resolvedOnBoardMs: 60 * MINUTE_MS,
    brokenFeeds,
  });
  return { alerts, engine: new Engine({ monitors, alerts }) };
}

/** Everything that a screen could show, as text. */
function picture({ engine, alerts }: ReturnType<typeof server>): Record<string, string> {
  const board = new Board({ epoch: 'e' });
  alerts.recollect();
  engine.collect(board, true);
  return Object.fromEntries(TOPIC_NAMES.map((topic) => [topic, topicText(board, topic)]));
}

test('checkpoint and tail give the board and the log of a full replay', async () => {
  const whole = server();
  for (const fact of facts) whole.engine.arrive(fact);
  whole.engine.advanceTo(START_MS);
  const wholeLog = whole.alerts.takeLogRows();
  expect(wholeLog.length).toBeGreaterThan(100);

  // The server ends in the middle of the last hour, on no boundary of anything; the log is all that survives of its alerts.
  const cutAt = facts.findIndex((fact) => fact.ingestedAtMs > START_MS - 23 * MINUTE_MS - 4_321);
  const first = server();
  for (const fact of facts.slice(0, cutAt)) first.engine.arrive(fact);
  const log: AlertLogRow[] = first.alerts.takeLogRows();
  const pieces: string[] = [];
  for await (const text of slicedText(first.engine.save(), () => performance.now())) pieces.push(text);

  const second = server();
  for (const row of log) second.alerts.fold(row);
  expect(second.engine.restore(new RecordReader(recordsOf(pieces)))).toBe(true);
  second.alerts.beginCatchUp(second.engine.nowMs);
  for (const fact of facts.slice(cutAt)) second.engine.arrive(fact);
  second.engine.advanceTo(START_MS);
  second.alerts.reconcile(START_MS);
  log.push(...second.alerts.takeLogRows());

  expect(picture(second)).toEqual(picture(whole));
  const told = (rows: readonly AlertLogRow[]) => rows.map(({ id, atMs, state: what }) => `${atMs} ${id} ${what}`).sort();
  expect(told(log)).toEqual(told(wholeLog));
});
