/**
 * Runs the simulator on the clock and hands its rows to the same ingest path that the HTTP API uses. Like a real source it never loses a row:
 * what the store did not take is offered again, with the same ids, and while it waits the organisation's rows stay in the simulator.
 */
import type { EventEnvelope } from '@warroom/protocol/events';
import type { Clock } from '../clock.ts';
import type { Simulator } from './simulator.ts';
import type { Arrival } from './world/arrivals.ts';

/** Rows of about this much time go in one batch while all is well. */
const GATHER_MS = 100;
/** Most rows in one submission. */
const BATCH_ROWS = 500;
/** Most time the simulator is moved on at once after a stall, so that what waits stays bounded. */
const CATCH_UP_STEP_MS = 10_000;
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 10_000;

export interface DemoFeedOptions {
  clock: Clock;
  simulator: Simulator;
  /** Resolves once the rows are durable; rejects when they may not be. Called by one batch at a time. */
  submit(events: EventEnvelope[]): Promise<void>;
  /** Takes the back-filled past, each row with the instant of its arrival. Where absent, the past goes through `submit` and arrives now. */
  submitPast?: (arrivals: Arrival[]) => Promise<void>;
  /** Told of every failed submission, with the wait before the next try. */
  onFailure?: (error: unknown, retryInMs: number) => void;
}

export interface DemoFeed {
  /** Rows that wait for the store. */
  waiting(): number;
  /** Ends after the submission under way, if any. */
  stop(): Promise<void>;
}

export function startDemoFeed({ clock, simulator, submit, submitPast, onFailure }: DemoFeedOptions): DemoFeed {
  let stopped = false;
  let past = simulator.backfill(clock.now());
  let live: EventEnvelope[] = [];
  let steppedToMs = clock.now();
  let cancelTimer = () => {};
  let retryInMs = RETRY_FIRST_MS;
  let underWay: Promise<void> = Promise.resolve();

  const later = (waitMs: number) => {
    cancelTimer = clock.after(waitMs, () => {
      underWay = turn();
    });
  };

  const sendPast = async () => {
    while (past.length > 0 && !stopped) {
      const batch = past.slice(0, BATCH_ROWS);
      await (submitPast ? submitPast(batch) : submit(batch.map((arrival) => arrival.event)));
      past = past.slice(batch.length);
    }
  };
  const sendLive = async () => {
    while (!stopped) {
      if (live.length === 0) {
        const untilMs = Math.min(clock.now(), steppedToMs + CATCH_UP_STEP_MS);
        if (untilMs <= steppedToMs) return;
        live = simulator.step(untilMs);
        steppedToMs = untilMs;
        continue;
      }
      const batch = live.slice(0, BATCH_ROWS);
      await submit(batch);
      live = live.slice(batch.length);
    }
  };
  const turn = async () => {
    try {
      await sendPast();
      await sendLive();
      retryInMs = RETRY_FIRST_MS;
      if (!stopped) later(Math.max(GATHER_MS, simulator.nextAtMs() - clock.now()));
    } catch (error) {
      if (stopped) return;
      onFailure?.(error, retryInMs);
      later(retryInMs);
      retryInMs = Math.min(RETRY_LONGEST_MS, retryInMs * 2);
    }
  };

  later(0);
  return {
    waiting: () => past.length + live.length,
    async stop() {
      stopped = true;
      cancelTimer();
      await underWay;
    },
  };
}
