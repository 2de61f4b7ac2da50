/** Sends events to the ingest API at an even pace, and knows what the board has to say of them in the end. */
import { randomUUID } from 'node:crypto';

export interface Feeder {
  /** Acknowledged. */
  readonly sent: number;
  /** Requests that were refused or failed; sent again until they are acknowledged. */
  readonly refused: number;
  /** Longest time until a request was acknowledged, ms. */
  readonly slowestMs: number;
  readonly leads: number;
  readonly answered: number;
  readonly touchpoints: number;
  /** Resolves when everything begun is acknowledged. */
  stop(): Promise<void>;
}

/** By which the board shows apart what was fed. */
export const FED_CHANNEL = 'bench';
const TICK_MS = 100;
const ANSWERED_SHARE = 0.97;
const TOUCHPOINT_SHARE = 0.1;
const ANSWER_WITHIN_MS = 20_000;
/** created, assigned, responded, closed. */
const EVENTS_OF_LEAD = 4;
const RETRY_MS = 500;

type Event = Record<string, unknown>;

export function startFeeder(url: string, eventsPerSecond: number, random: () => number): Feeder {
  const figures = { sent: 0, refused: 0, slowestMs: 0, leads: 0, answered: 0, touchpoints: 0 };
  const due: { atMs: number; events: Event[] }[] = [];
  const underWay = new Set<Promise<void>>();
  let owed = 0;
  let lastMs = performance.now();
  let isOver = false;
  const common = (kind: string, key: string, n: number): Event => ({
    ...{ id: randomUUID(), kind, at: Date.now(), source: 'crm', key, region: '华东', channel: FED_CHANNEL },
    ...{ team: `team-${n % 40}`, rep_id: `rep-${n % 400}`, customer_id: `C-${n % 20_000}` },
  });
  const send = async (events: Event[]) => {
    const body = events.map((event) => JSON.stringify(event)).join('\n');
    const startedMs = performance.now();
    for (;;) {
      const isTaken = await fetch(`${url}/api/v1/events`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-ndjson' },
      }).then(
        async (answer) => {
          const text = await answer.text();
          if (answer.status === 400) throw new Error(text);
          return answer.ok;
        },
        () => false,
      );
      if (isTaken) break;
      figures.refused++;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    figures.sent += events.length;
    figures.slowestMs = Math.max(figures.slowestMs, performance.now() - startedMs);
  };
  const tick = () => {
    const nowMs = performance.now();
    owed += ((nowMs - lastMs) / 1_000) * eventsPerSecond;
    lastMs = nowMs;
    const events: Event[] = [];
    while (due[0] && due[0].atMs <= nowMs) events.push(...(due.shift()?.events ?? []));
    for (const event of events) event.at = Date.now();
    while (owed > 0 && !isOver) {
      if (random() < TOUCHPOINT_SHARE) {
        owed -= 1;
        const n = figures.touchpoints++;
        events.push({ ...common('touchpoint.seen', `E-T-${n}`, n), data: { captured_by: 'crm', direction: 'inbound' } });
        continue;
      }
      owed -= EVENTS_OF_LEAD * ANSWERED_SHARE + 2 * (1 - ANSWERED_SHARE);
      const n = figures.leads++;
      const key = `E-${n}`;
      const of = (kind: string, data: object) => ({ ...common(kind, key, n), data });
      events.push(of('lead.created', { tier: 'A', value: 500 }), of('lead.assigned', {}));
      if (random() > ANSWERED_SHARE) continue;
      figures.answered++;
      due.push({
        atMs: nowMs + ANSWER_WITHIN_MS,
        events: [of('lead.responded', { automated: false }), of('lead.closed', { reason: 'converted' })],
      });
    }
    if (events.length === 0) return;
    const sending = send(events).finally(() => underWay.delete(sending));
    underWay.add(sending);
  };
  const timer = setInterval(tick, TICK_MS);
  return {
    get sent() {
      return figures.sent;
    },
    get refused() {
      return figures.refused;
    },
    get slowestMs() {
      return figures.slowestMs;
    },
    get leads() {
      return figures.leads;
    },
    get answered() {
      return figures.answered;
    },
    get touchpoints() {
      return figures.touchpoints;
    },
    async stop() {
      isOver = true;
      while (due.length > 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      clearInterval(timer);
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
