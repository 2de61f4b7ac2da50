/**
 * The display's end of the wire (protocol/SPEC.md), free of any framework. It keeps a copy of each topic, applies frames as they
 * arrive, asks again where one is missing, answers pings, says when the figures have stopped being live, and comes back by itself.
 */
import { applyDelta, applySnapshot, emptyCopy, type TopicCopy } from '@warroom/protocol/apply';
import type { Topic } from '@warroom/protocol/board';
import { type ClientMessage, type Cursor, HEARTBEAT_MS, mayReconnect, PROTOCOL_VERSION, type ServerMessage } from '@warroom/protocol/wire';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { ServerClock } from './serverClock.ts';

/**
 * - `connecting`: the first time; nothing was ever shown.
 * - `live`: frames come.
 * - `stale`: connected, but silent for two heartbeats: the figures are old.
 * - `reconnecting`: the connection is lost.
 * - `denied`: the server wants a (nother) token; nothing happens until {@link Link.start}.
 * - `refused`: the server does not speak with this page (another version): only a reload helps.
 */
export type LinkState = 'connecting' | 'live' | 'stale' | 'reconnecting' | 'denied' | 'refused';

export interface LinkStatus {
  state: LinkState;
  /** When this state began, by this machine's clock, ms. */
  sinceMs: number;
  /** Arrival of the newest frame, by this machine's clock; null before the first. */
  lastFrameMs: number | null;
  /** Add to this machine's clock for the server's, ms. */
  offsetMs: number;
}

/** The part of a WebSocket that the link uses. */
export interface LinkSocket {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface LinkOptions {
  topics: readonly Topic[];
  open: () => LinkSocket;
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

export class Link {
  readonly #options: LinkOptions;
  readonly #copies: Map<Topic, TopicCopy>;
  /** Topics asked for again whose answer has not come yet: further gaps of theirs are no news. */
  readonly #asked = new Set<Topic>();
  readonly #serverClock = new ServerClock();
  #socket: LinkSocket | null = null;
  #heartbeatMs = HEARTBEAT_MS;
  #attempt = 0;
  #drainMs: number | null = null;
  #cancelTimer = () => {};
  #status: LinkStatus;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#copies = new Map(options.topics.map((topic) => [topic, emptyCopy()]));
    this.#status = { state: 'connecting', sinceMs: options.clock.now(), lastFrameMs: null, offsetMs: 0 };
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
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  /** The network is said to be back, or somebody looks at the page again: a waiting link tries at once. */
  hurry(): void {
    if (!this.#socket && this.#status.state === 'reconnecting') this.#connect();
  }

  #connect(): void {
    const socket = this.#options.open();
    this.#socket = socket;
    this.#drainMs = null;
    // A socket given up on may still speak: whatever does not come from the present one is not heard.
    socket.onopen = () => this.#socket === socket && this.#hello();
    socket.onmessage = (event) => this.#socket === socket && this.#receive(String(event.data));
    socket.onclose = (event) => this.#socket === socket && this.#closed(event.code);
    this.#wait(WELCOME_TIMEOUT_MS, () => this.#giveUp());
  }

  #hello(): void {
    const token = this.#options.token();
    const topics = Object.fromEntries([...this.#copies].map(([topic, copy]) => [topic, cursorOf(copy)]));
    this.#asked.clear();
    this.#serverClock.reset();
    this.#send({ t: 'hello', v: PROTOCOL_VERSION, ...(token ? { token } : {}), topics });
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
        this.#heard(nowMs);
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
    this.#say({ state: 'live', sinceMs: wasLive ? this.#status.sinceMs : nowMs, lastFrameMs: nowMs, offsetMs });
    this.#wait(2 * this.#heartbeatMs, () => {
      this.#say({ ...this.#status, state: 'stale', sinceMs: this.#options.clock.now() });
      this.#wait(this.#heartbeatMs, () => this.#giveUp());
    });
  }

  /** The connection is of no use any more, whatever the socket thinks. */
  #giveUp(): void {
    const socket = this.#socket;
    this.#closed(1006);
    socket?.close();
  }

  #closed(code: number): void {
    const nowMs = this.#options.clock.now();
    this.#socket = null;
    if (!mayReconnect(code)) {
      this.#wait(Number.POSITIVE_INFINITY, () => {});
      this.#say({ ...this.#status, state: code === 4401 ? 'denied' : 'refused', sinceMs: nowMs });
      return;
    }
    const first = this.#status.lastFrameMs === null;
    const again = this.#status.state === 'reconnecting' || this.#status.state === 'connecting';
    this.#say({ ...this.#status, state: first ? 'connecting' : 'reconnecting', sinceMs: again ? this.#status.sinceMs : nowMs });
    const waitMs = this.#drainMs ?? backoffMs(this.#attempt, this.#options.random);
    this.#drainMs = null;
    this.#attempt += 1;
    this.#wait(waitMs, () => this.#connect());
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
