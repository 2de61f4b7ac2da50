/**
 * k6 scenario: a crowd of screens on `/stream`. Each socket says hello, takes the snapshot and the deltas of a wall's topics, answers pings,
 * and leaves after a while. Run it by `npm run loadtest`, or bare: `k6 run -e STREAM_URL=ws://127.0.0.1:8080/stream src/stream-smoke.ts`.
 */
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';
import { type Cursors, deltaHeader, followsOn, header, noteSnapshot, snapshotHeader } from './frames.ts';
import { HELLO_VERSION, maxDurationSeconds, planFrom, TOPICS, thresholdsOf } from './plan.ts';

const plan = planFrom(__ENV);

const frames = new Counter('stream_frames');
const deltas = new Counter('stream_deltas');
const characters = new Counter('stream_characters');
const errors = new Counter('stream_errors');
const gaps = new Counter('stream_gaps');
const pings = new Counter('stream_pings');
const welcomed = new Rate('stream_welcomed');
/** From the server's flush to this process having read the frame; both clocks are one machine's. */
const latencyMs = new Trend('stream_latency_ms');
/** From having read the frame to the handler running: the generator's own delay, which is not the server's. */
const loopLagMs = new Trend('stream_loop_lag_ms');

export const options: Options = {
  scenarios: {
    screens: {
      executor: 'per-vu-iterations',
      vus: plan.vus,
      iterations: 1,
      maxDuration: `${maxDurationSeconds(plan)}s`,
      gracefulStop: '2s',
    },
  },
  thresholds: thresholdsOf(plan),
  summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
};

/** More of the same helps nobody: the counters have them all. */
const SHOWN_FAULTS_PER_VU = 5;
let shownFaults = 0;

function fault(what: string): void {
  errors.add(1);
  shownFaults += 1;
  if (shownFaults <= SHOWN_FAULTS_PER_VU) console.error(what);
}

/** One screen; `leave` says goodbye to the server. */
interface Screen {
  leave(): void;
}

/** Opens one socket after the other and, when the last has had its time, leaves with all of them. One timer at a time: k6 reports each that it has to cut off. */
export default function crowd(): void {
  const screens: Screen[] = [];
  const openNext = () => {
    screens.push(openScreen());
    if (screens.length < plan.socketsPerVu) setTimeout(openNext, 1_000 / plan.opensPerSecond);
    else setTimeout(leaveAll, plan.seconds * 1_000);
  };
  const leaveAll = () => {
    for (const screen of screens) screen.leave();
  };
  openNext();
}

function openScreen(): Screen {
  const socket = new WebSocket(plan.url);
  const cursors: Cursors = {};
  let isWelcome = false;
  let isLeaving = false;

  socket.onopen = () => {
    const topics = Object.fromEntries(TOPICS.map((topic) => [topic, {}]));
    socket.send(JSON.stringify({ t: 'hello', v: HELLO_VERSION, ...(plan.token ? { token: plan.token } : {}), topics }));
  };

  socket.onmessage = (event) => {
    const frame = event?.data as string;
    const readAtMs = event?.timestamp ?? 0;
    loopLagMs.add(Math.max(0, Date.now() - readAtMs));
    frames.add(1);
    characters.add(frame.length);
    const { type, tsMs } = header(frame);
    switch (type) {
      case 'd':
        deltas.add(1);
        latencyMs.add(readAtMs - tsMs);
        if (!followsOn(cursors, deltaHeader(frame))) gaps.add(1);
        break;
      case 'snap':
        noteSnapshot(cursors, snapshotHeader(frame));
        break;
      case 'ping':
        pings.add(1);
        if (!isLeaving) socket.send(JSON.stringify({ t: 'ack', n: JSON.parse(frame).n }));
        break;
      case 'welcome':
        isWelcome = true;
        break;
      case 'drain':
        isLeaving = true;
        break;
      case 'err':
        fault(`the server says ${frame}`);
        break;
      default:
        fault(`not a frame of this protocol: ${frame.slice(0, 80)}`);
    }
  };

  socket.onerror = (event) => {
    const what = String(event?.error ?? 'unknown error');
    // k6 has come to the end of maxDuration: its own doing, and the loop lag's threshold says why.
    if (what.includes('context canceled')) isLeaving = true;
    if (!isLeaving) fault(`socket: ${what}`);
  };
  socket.onclose = () => {
    welcomed.add(isWelcome);
    if (!isLeaving) fault('the server closed a socket that wanted to stay');
  };

  return {
    leave: () => {
      isLeaving = true;
      socket.close(1000);
    },
  };
}

interface Summary {
  metrics: Record<string, { values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> }>;
}

/** One screenful for people, and the same figures as JSON for the runner. */
export function handleSummary({ metrics }: Summary): Record<string, string> {
  const value = (metric: string, stat: string) => metrics[metric]?.values[stat] ?? 0;
  const sockets = plan.vus * plan.socketsPerVu;
  const failed = Object.entries(metrics).flatMap(([name, { thresholds }]) =>
    Object.entries(thresholds ?? {})
      .filter(([, { ok }]) => !ok)
      .map(([threshold]) => `${name} ${threshold}`),
  );
  const trend = (metric: string) => ({
    medianMs: value(metric, 'med'),
    p95Ms: value(metric, 'p(95)'),
    p99Ms: value(metric, 'p(99)'),
    maxMs: value(metric, 'max'),
  });
  const figures = {
    sockets,
    seconds: plan.seconds,
    frames: value('stream_frames', 'count'),
    deltas: value('stream_deltas', 'count'),
    characters: value('stream_characters', 'count'),
    pings: value('stream_pings', 'count'),
    gaps: value('stream_gaps', 'count'),
    errors: value('stream_errors', 'count'),
    latency: trend('stream_latency_ms'),
    loopLag: trend('stream_loop_lag_ms'),
    failed,
  };
  const ms = (t: { medianMs: number; p95Ms: number; maxMs: number }) =>
    `median ${t.medianMs.toFixed(0)} ms, p95 ${t.p95Ms.toFixed(0)} ms, max ${t.maxMs.toFixed(0)} ms`;
  const text = [
    '',
    `  sockets   ${sockets}, each ${plan.seconds} s`,
    `  frames    ${figures.frames} (${figures.deltas} deltas, ${figures.pings} pings), ${(figures.characters / 1e6).toFixed(1)} M characters`,
    `  lost      ${figures.gaps} deltas that did not follow on, ${figures.errors} errors`,
    `  latency   ${ms(figures.latency)} (flush to read)`,
    `  loop lag  ${ms(figures.loopLag)} (the generator's own)`,
    `  verdict   ${failed.length === 0 ? 'every threshold held' : `FAILED ${failed.join('; ')}`}`,
    '',
  ].join('\n');
  return { stdout: text, ...(plan.summaryFile ? { [plan.summaryFile]: `${JSON.stringify(figures, null, 2)}\n` } : {}) };
}
