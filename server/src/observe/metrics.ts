/** Prometheus metrics of one server, in a registry of its own. */
import type { Quality } from '@warroom/protocol/api/quality';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StreamMetrics } from '../stream/metrics.ts';

export interface Metrics {
  registry: Registry;
  stream: StreamMetrics;
  ingested(accepted: number, rejected: number): void;
  observed(seen: Observed): void;
  engineRestarted(): void;
  engineRebuilt(): void;
  /** Adds the figures that are read only when somebody scrapes; to be called once. */
  watch(scraped: Scraped): void;
}

const LAG_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** What the engine saw since the last time. */
export interface Observed {
  /** Batches: from the store's time of arrival to the board. */
  applied: readonly (readonly [count: number, lagSeconds: number])[];
  /** How much later than their instants deadlines fired, seconds. */
  fired: readonly number[];
  alertChanges: readonly (readonly [rule: string, state: string])[];
  checkpoints: readonly (readonly [tookSeconds: number, sizeBytes: number])[];
}

export interface Scraped {
  engine: () => {
    isStoreUp: boolean;
    tailLagSeconds: number;
    lateEvents: number;
    rejectedEvents: number;
    alertsWaiting: number;
    longestTurnSeconds: number;
  };
  gatewayTurnSeconds: () => number;
  /** Null before the first look. */
  quality: () => Pick<Quality, 'future' | 'orphans' | 'alike'> | null;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `warroom_${name}`, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets: number[] = LAG_BUCKETS) =>
    new Histogram({ name: `warroom_${name}`, help, buckets, registers: [registry] });
  const gauge = (name: string, help: string, read: () => number | null) =>
    new Gauge({
      name: `warroom_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read() ?? Number.NaN);
      },
    });

  const ingestedTotal = counter('ingested_events_total', 'Events that the ingest API took or refused', ['outcome']);
  const appliedTotal = counter('applied_events_total', 'Events that the monitors took in');
  const appliedLag = histogram('applied_lag_seconds', 'From arrival in the store to the monitors, newest row of a batch');
  const firedLate = histogram(
    'deadline_late_seconds',
    'How much later than its instant a deadline fired',
    [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  );
  const alertChanges = counter('alert_changes_total', 'Changes of alerts', ['rule', 'state']);
  const checkpointSeconds = histogram('checkpoint_seconds', 'Time to write a checkpoint', [0.05, 0.1, 0.5, 1, 5, 30]);
  const checkpointBytes = new Gauge({ name: 'warroom_checkpoint_bytes', help: 'Size of the last checkpoint', registers: [registry] });
  const connections = new Gauge({ name: 'warroom_stream_connections', help: 'Open streams', registers: [registry] });
  const closed = counter('stream_closed_total', 'Streams that ended, by close code', ['code']);
  const refused = counter('stream_refused_total', 'Streams refused for the origin of the page');
  const slowed = counter('stream_slow_total', 'Clients that fell behind', ['cause']);
  const caughtUp = counter('stream_caught_up_total', 'Clients that were brought on', ['by']);
  const caughtUpBytes = counter('stream_caught_up_bytes_total', 'Bytes by which clients were brought on', ['by']);
  const ackLag = histogram('stream_ack_seconds', 'From ping to its answer');
  const flushSeconds = histogram('stream_flush_seconds', 'One flush to all clients', [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5]);

  const restarts = counter('engine_restarts_total', 'Times that the engine ended unasked and was begun again');
  const rebuilds = counter('engine_rebuilds_total', 'Times that history was read anew beside the engine, which then gave way');

  return {
    registry,
    stream: {
      connections: (count) => connections.set(count),
      closed: (code) => closed.inc({ code: String(code) }),
      refused: () => refused.inc(),
      slowed: (cause) => slowed.inc({ cause }),
      caughtUp: (by, sizeBytes) => {
        caughtUp.inc({ by });
        caughtUpBytes.inc({ by }, sizeBytes);
      },
      ackLag: (lagMs) => ackLag.observe(lagMs / 1_000),
      flushed: (_topics, tookMs) => flushSeconds.observe(tookMs / 1_000),
    },
    ingested: (accepted, rejected) => {
      ingestedTotal.inc({ outcome: 'accepted' }, accepted);
      ingestedTotal.inc({ outcome: 'rejected' }, rejected);
    },
    observed(seen) {
      for (const [count, lagSeconds] of seen.applied) {
        appliedTotal.inc(count);
        appliedLag.observe(lagSeconds);
      }
      for (const lateSeconds of seen.fired) firedLate.observe(lateSeconds);
      for (const [rule, state] of seen.alertChanges) alertChanges.inc({ rule, state });
      for (const [tookSeconds, sizeBytes] of seen.checkpoints) {
        checkpointSeconds.observe(tookSeconds);
        checkpointBytes.set(sizeBytes);
      }
    },
    engineRestarted: () => restarts.inc(),
    engineRebuilt: () => rebuilds.inc(),
    watch({ engine, gatewayTurnSeconds, quality }) {
      gauge('store_up', '1 while the store answers', () => (engine().isStoreUp ? 1 : 0));
      gauge('tail_lag_seconds', 'Age of what the monitors know of the store', () => engine().tailLagSeconds);
      gauge('late_events', 'Events that arrived more than a minute after they happened', () => engine().lateEvents);
      gauge('rejected_events', 'Rows from other writers that are not valid events', () => engine().rejectedEvents);
      gauge('engine_longest_turn_seconds', "Longest turn of the engine's loop in the last minute", () => engine().longestTurnSeconds);
      gauge('gateway_longest_turn_seconds', "Longest turn of the gateway's loop in the last minute", gatewayTurnSeconds);
      gauge('future_events', 'Events of the last days that lie in the future, as looked at last', () => quality()?.future.total ?? null);
      gauge('orphan_events', 'Events of the last days about what nobody began, as looked at last', () => quality()?.orphans.total ?? null);
      gauge(
        'alike_names',
        'Groups of names that differ only by case, blanks or width, as looked at last',
        () => quality()?.alike.total ?? null,
      );
      gauge('alert_log_waiting', 'Changes of alerts not yet stored', () => engine().alertsWaiting);
    },
  };
}
