/** What a run is to do, read from k6's `-e NAME=value` pairs; each has a default. */

/** Version of the wire that the scenario's hello speaks; a test holds it to the protocol's. */
export const HELLO_VERSION = 1;

export const TOPICS = ['lead-response.summary', 'lead-response.open', 'lead-response.answered', 'alerts', 'system'] as const;

export interface Plan {
  url: string;
  token: string;
  vus: number;
  socketsPerVu: number;
  /** How long they all listen once the last of them is open. */
  seconds: number;
  /** Sockets opened per second and VU: an honest crowd does not come all at once. */
  opensPerSecond: number;
  /** Above this the generator itself is the bottleneck and its latencies mean nothing. */
  loopLagP95Ms: number;
  /** Null asks for no latency: the machine decides what is possible, so the caller says. */
  latencyP95Ms: number | null;
  /** Where the figures go as JSON; empty for nowhere. */
  summaryFile: string;
}

type Variables = Record<string, string | undefined>;

function positive(variables: Variables, name: string, fallback: number): number {
  const text = variables[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} has to be a number above 0, not ${text}`);
  return value;
}

export function planFrom(variables: Variables): Plan {
  const url = variables.STREAM_URL ?? '';
  if (!/^wss?:\/\//.test(url)) throw new Error('STREAM_URL has to be a ws:// or wss:// address, as ws://127.0.0.1:8080/stream');
  return {
    url,
    token: variables.TOKEN ?? '',
    vus: positive(variables, 'VUS', 2),
    socketsPerVu: positive(variables, 'SOCKETS_PER_VU', 50),
    seconds: positive(variables, 'SECONDS', 20),
    opensPerSecond: positive(variables, 'OPENS_PER_SECOND', 50),
    loopLagP95Ms: positive(variables, 'LOOP_LAG_P95_MS', 250),
    latencyP95Ms: variables.LATENCY_P95_MS ? positive(variables, 'LATENCY_P95_MS', 1) : null,
    summaryFile: variables.SUMMARY_FILE ?? '',
  };
}

/** k6's thresholds: any that fails makes the run exit with 99. */
export function thresholdsOf(plan: Plan): Record<string, string[]> {
  return {
    stream_frames: ['count>0'],
    stream_errors: ['count==0'],
    stream_gaps: ['count==0'],
    stream_welcomed: ['rate==1'],
    stream_loop_lag_ms: [`p(95)<${plan.loopLagP95Ms}`],
    ...(plan.latencyP95Ms === null ? {} : { stream_latency_ms: [`p(95)<${plan.latencyP95Ms}`] }),
  };
}

/** Longest that the run may take: overloaded, k6 queues without bound and would never end. */
export function maxDurationSeconds(plan: Plan): number {
  return Math.ceil(plan.seconds + plan.socketsPerVu / plan.opensPerSecond + 15);
}
