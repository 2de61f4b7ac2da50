/**
 * The display's end of the wire (protocol/SPEC.md), free of any framework. It keeps a copy of each topic, applies frames as they
 * arrive, asks again where one is missing, answers pings, says when the figures have stopped being live, and comes back by itself.
 */
import { applyDelta, applySnapshot, emptyCopy, type TopicCopy } from '@warroom/protocol/apply';
import type { Topic } from '@warroom/protocol/board';
import { type ClientMessage, type Cursor, HEARTBEAT_MS, mayReconnect, PROTOCOL_VERSION, type ServerMessage } from '@warroom/protocol/wire';
import { ABNORMAL } from './abnormal.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { ServerClock } from './serverClock.ts';
import type { Trouble } from './trouble.ts';

/**
 * - `connecting`: the first time; nothing was ever shown.
 * - `live`: frames come.
 * - `stale`: connected, but silent for two heartbeats: the figures are old.
 * - `reconnecting`: the connection is lost.
 * - `denied`: the server wants a (nother) token; nothing happens until {@link Link.start}.
 * - `refused`: the server does not speak with this page (another version): only a reload helps.
 */
export type LinkState = 'connecting' | 'live' | 'stale' | 'reconnecting' | 'denied' | 'refused';

/** How frames come: over a WebSocket or, where none passes, over HTTP. */
export const TRANSPORTS = ['websocket', 'http-stream', 'http-poll'] as const;
export type Transport = (typeof TRANSPORTS)[number];

export interface LinkStatus {
  state: LinkState;
  /** When this state began, by this machine's clock, ms. */
  sinceMs: number;
  /** Arrival of the newest frame, by this machine's clock; null before the first. */
  lastFrameMs: number | null;
  /** Add to this machine's clock for the server's, ms. */
  offsetMs: number;
  /** Of the newest welcome; the first of all until then. */
  transport: Transport;
  /** Why nothing has been heard, where that is known. */
  trouble: Trouble | null;
}

/** The part of a WebSocket that the link uses. */
export interface LinkSocket {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; trouble?: Trouble }) => void) | null;
}

export interface Fallback {
  transport: Transport;
  open: () => LinkSocket;
}

export interface LinkOptions {
  topics: readonly Topic[];
  /** A WebSocket. */
  open: () => LinkSocket;
  /** Other ways, tried in this order while no WebSocket gets through; in the background one is tried again and again. */
  fallbacks?: readonly Fallback[];
  clock: Clock;
  /** 0 ≤ x < 1. */
  random: () => number;
  /** Asked at each hello; never put into an address. */
  token: () => string | null;
  onStatus: (status: LinkStatus) => void;
  /** The topic's rows have changed; the map is the link's own and lives on: read it, never write it. */
  onRows: (topic: Topic, rows: ReadonlyMap<string, unknown>) => void;
}

/** A connection that has not been welcomed by then is given up. */
const WELCOME_TIMEOUT_MS = 10_000;
/** The same where there are other ways to try. */
const NEXT_WAY_MS = 5_000;
/** How soon the next way is tried, at most: spread, so that screens do not come as one. */
const NEXT_WAY_SPREAD_MS = 250;
const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = 60_000;

export class Link {
  readonly #options: LinkOptions;
  readonly #copies: Map<Topic, TopicCopy>;
  /** Topics asked for again whose answer has not come yet: further gaps of theirs are no news. */
  readonly #asked = new Set<Topic>();
  readonly #serverClock = new ServerClock();
  #socket: LinkSocket | null = null;
  #heartbeatMs = HEARTBEAT_MS;
  #attempt = 0;
  /** The way that is tried or in use: 0 a WebSocket, then the fallbacks. */
  #way = 0;
  #welcomed = false;
  #cancelProbe = () => {};
  #drainMs: number | null = null;
  #cancelTimer = () => {};
  #status: LinkStatus;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#copies = new Map(options.topics.map((topic) => [topic, emptyCopy()]));
    this.#status = {
      state: 'connecting',
      sinceMs: options.clock.now(),
      lastFrameMs: null,
      offsetMs: 0,
      transport: 'websocket',
      trouble: null,
    };
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** Connects; also after `denied`, with a new token. */
  start(): void {
    if (this.#socket) return;
    this.#attempt = 0;
    this.#connect();
  }

  stop(): void {
    this.#wait(Number.POSITIVE_INFINITY, () => {});
    this.#cancelProbe();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  /** The network is said to be back, or somebody looks at the page again: a waiting link tries at once. */
  hurry(): void {
    if (!this.#socket && this.#status.state === 'reconnecting') this.#connect();
  }

  #connect(): void {
    const { open, fallbacks = [] } = this.#options;
    const socket = (fallbacks[this.#way - 1]?.open ?? open)();
    this.#use(socket);
    socket.onopen = () => this.#socket === socket && this.#hello();
    this.#wait(fallbacks.length > 0 ? NEXT_WAY_MS : WELCOME_TIMEOUT_MS, () => this.#giveUp());
  }

  /** A socket given up on may still speak: whatever does not come from the present one is not heard. */
  #use(socket: LinkSocket): void {
    this.#socket = socket;
    this.#welcomed = false;
    this.#drainMs = null;
    socket.onmessage = (event) => this.#socket === socket && this.#receive(String(event.data));
    socket.onclose = (event) => this.#socket === socket && this.#closed(event.code, event.trouble);
  }

  #hello(): void {
    this.#asked.clear();
    this.#serverClock.reset();
    this.#send(this.#helloOf(this.#cursors()));
  }

  #helloOf(topics: Record<string, Cursor>): ClientMessage {
    const token = this.#options.token();
    return { t: 'hello', v: PROTOCOL_VERSION, ...(token ? { token } : {}), topics };
  }

  #cursors(): Record<string, Cursor> {
    return Object.fromEntries([...this.#copies].map(([topic, copy]) => [topic, cursorOf(copy)]));
  }

  #receive(text: string): void {
    let message: ServerMessage;
    try {
      message = JSON.parse(text) as ServerMessage;
    } catch {
      this.#giveUp();
      return;
    }
    const nowMs = this.#options.clock.now();
    // A snapshot's `ts` says when it was made, which may be a while ago.
    if ('ts' in message && message.t !== 'snap') this.#serverClock.sample(message.ts, nowMs);
    switch (message.t) {
      case 'welcome':
        this.#heartbeatMs = message.hb;
        this.#attempt = 0;
        this.#welcomed = true;
        this.#heard(nowMs);
        if (this.#way > 0) this.#probeIn(FIRST_PROBE_MS);
        return;
      case 'snap':
      case 'd':
        this.#apply(message);
        break;
      case 'ping':
        this.#send({ t: 'ack', n: message.n, s: Object.fromEntries([...this.#copies].map(([topic, copy]) => [topic, copy.seq])) });
        break;
      case 'drain':
        this.#drainMs = message.after;
        break;
      case 'err':
        console.warn(`warroom: the server says ${message.code}: ${message.message}`);
        // Where the hello itself is refused, nothing was heard of how things stand.
        if (this.#status.state !== 'live') return;
        break;
      default:
        message satisfies never;
    }
    this.#heard(nowMs);
  }

  #apply(frame: Extract<ServerMessage, { t: 'snap' | 'd' }>): void {
    const topic = frame.k as Topic;
    const copy = this.#copies.get(topic);
    if (!copy) return;
    const outcome = frame.t === 'snap' ? applySnapshot(copy, frame) : applyDelta(copy, frame);
    if (outcome === 'applied') {
      this.#asked.delete(topic);
      this.#options.onRows(topic, copy.rows);
    } else if (outcome === 'gap' && !this.#asked.has(topic)) {
      this.#asked.add(topic);
      // Another life of the server has another ring: only a snapshot helps. Within one life the ring may hold what is missing.
      const sameEpoch = frame.t === 'd' && frame.e === copy.epoch;
      this.#send({ t: 'sub', topics: { [topic]: sameEpoch ? cursorOf(copy) : {} } });
    }
  }

  /** A frame has come: live, and the wait for the next begins. */
  #heard(nowMs: number): void {
    const offsetMs = this.#serverClock.offsetMs() ?? this.#status.offsetMs;
    const wasLive = this.#status.state === 'live';
    const transport = this.#options.fallbacks?.[this.#way - 1]?.transport ?? 'websocket';
    this.#say({ state: 'live', sinceMs: wasLive ? this.#status.sinceMs : nowMs, lastFrameMs: nowMs, offsetMs, transport, trouble: null });
    this.#wait(2 * this.#heartbeatMs, () => {
      this.#say({ ...this.#status, state: 'stale', sinceMs: this.#options.clock.now() });
      this.#wait(this.#heartbeatMs, () => this.#giveUp());
    });
  }

  /** The connection is of no use any more, whatever the socket thinks. */
  #giveUp(): void {
    const socket = this.#socket;
    this.#closed(ABNORMAL);
    socket?.close();
  }

  #closed(code: number, trouble: Trouble | null = null): void {
    const nowMs = this.#options.clock.now();
    this.#socket = null;
    this.#cancelProbe();
    if (!mayReconnect(code)) {
      this.#wait(Number.POSITIVE_INFINITY, () => {});
      this.#say({ ...this.#status, state: code === 4401 ? 'denied' : 'refused', sinceMs: nowMs });
      return;
    }
    const first = this.#status.lastFrameMs === null;
    const again = this.#status.state === 'reconnecting' || this.#status.state === 'connecting';
    this.#say({
      ...this.#status,
      state: first ? 'connecting' : 'reconnecting',
      sinceMs: again ? this.#status.sinceMs : nowMs,
      trouble: trouble ?? this.#status.trouble,
    });
    this.#way = this.#nextWay(code, trouble);
    const { random } = this.#options;
    const waitMs = this.#drainMs ?? (this.#way > 0 ? random() * NEXT_WAY_SPREAD_MS : backoffMs(this.#attempt, random));
    this.#drainMs = null;
    if (this.#way === 0) this.#attempt += 1;
    this.#wait(waitMs, () => this.#connect());
  }

  /** The next in turn after one that brought no welcome, a WebSocket after all; who is refused or reaches nothing needs no other way. */
  #nextWay(code: number, trouble: Trouble | null): number {
    // A code of the server's own has come through.
    if (this.#welcomed || code !== ABNORMAL || trouble === 'origin' || trouble === 'host' || trouble === 'unreachable') return 0;
    return (this.#way + 1) % (1 + (this.#options.fallbacks?.length ?? 0));
  }

  /** Beside a fallback in use a WebSocket is tried; what it takes over with is a welcome, since one that opens may pass nothing. */
  #probeIn(afterMs: number): void {
    const { clock, open } = this.#options;
    this.#cancelProbe();
    this.#cancelProbe = clock.at(clock.now() + afterMs, () => {
      const candidate = open();
      const giveUp = () => {
        candidate.onopen = candidate.onmessage = candidate.onclose = null;
        candidate.close();
      };
      const later = () => {
        giveUp();
        this.#probeIn(Math.min(LONGEST_PROBE_MS, 2 * afterMs));
      };
      const cancelTimeout = clock.at(clock.now() + WELCOME_TIMEOUT_MS, later);
      this.#cancelProbe = () => {
        cancelTimeout();
        giveUp();
      };
      candidate.onopen = () => candidate.send(JSON.stringify(this.#helloOf({})));
      candidate.onclose = () => {
        cancelTimeout();
        later();
      };
      candidate.onmessage = ({ data }) => {
        cancelTimeout();
        if (isWelcome(String(data))) this.#changeTo(candidate, String(data));
        else later();
      };
    });
  }

  #changeTo(candidate: LinkSocket, welcome: string): void {
    const former = this.#socket;
    this.#cancelProbe = () => {};
    this.#way = 0;
    this.#use(candidate);
    this.#asked.clear();
    this.#serverClock.reset();
    this.#receive(welcome);
    this.#send({ t: 'sub', topics: this.#cursors() });
    former?.close();
  }

  #say(status: LinkStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }

  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  /** One thing is waited for at a time: the welcome, the next frame, or the next attempt. */
  #wait(forMs: number, then: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = Number.isFinite(forMs) ? this.#options.clock.at(this.#options.clock.now() + forMs, then) : () => {};
  }
}

function cursorOf(copy: TopicCopy): Cursor {
  return copy.epoch === '' ? {} : { e: copy.epoch, s: copy.seq };
}

function isWelcome(text: string): boolean {
  try {
    return (JSON.parse(text) as ServerMessage).t === 'welcome';
  } catch {
    return false;
  }
}
