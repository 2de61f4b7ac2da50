/**
 * One client of `/stream`, as a state machine over the least that a socket must do (protocol/SPEC.md, WIRE-n):
 *
 *     greeting ──hello──▶ live ⇄ slow ──▶ closing ──▶ closed
 *
 * A session holds no queue of its own. Of each topic it knows the sequence number it has sent; what a slow client misses is made up
 * from the topic's ring, or by a snapshot, when it can be written to again.
 */
import type { Topic } from '@warroom/protocol/board';
import { isTopic } from '@warroom/protocol/board';
import { isPrivateTopic } from '@warroom/protocol/privacy';
import type { ClientMessage, Cursor } from '@warroom/protocol/wire';
import { CLOSE, PROTOCOL_VERSION } from '@warroom/protocol/wire';
import type { Clock } from '../clock.ts';
import { readClientMessage } from './clientMessage.ts';
import { messageFrame } from './frames.ts';
import type { StreamMetrics } from './metrics.ts';
import { TokenBucket } from './tokenBucket.ts';
import type { SnapshotFrames, TopicFeed } from './topicFeed.ts';

/** The least that a session needs of a socket. */
export interface StreamSocket {
  /** Sends whole frames, all at once. Never called after `close`. */
  write(frames: readonly Buffer[]): void;
  /** Bytes accepted by `write` and not yet by the kernel. */
  queuedBytes(): number;
  close(code: number, reason: string): void;
  /** Ends the connection without a word. */
  terminate(): void;
}

export interface SessionOptions {
  sid: string;
  socket: StreamSocket;
  feeds: ReadonlyMap<Topic, TopicFeed>;
  /** Of the server; clients are told its `now`, and every wait is measured by its `elapsed`. */
  clock: Pick<Clock, 'now' | 'elapsed'>;
  heartbeatMs: number;
  helloTimeoutMs: number;
  limits: { slowAckMs: number; slowQueueBytes: number; slowCloseMs: number };
  /** Whether the bearer of this token may look. */
  authorize: (token: string | undefined) => boolean;
  /** Whether the bearer of this token may read what names people (`protocol/src/privacy.ts`). */
  authorizePrivate: (token: string | undefined) => boolean;
  metrics: StreamMetrics;
}

type SessionState =
  | { name: 'greeting'; helloByMs: number }
  | { name: 'live' }
  | { name: 'slow'; sinceMs: number; cause: 'ack' | 'queue' }
  | { name: 'closing'; terminateAtMs: number }
  | { name: 'closed' };

type Subscription =
  /** Nothing sent yet that counts: needs a snapshot. */
  | { kind: 'blank' }
  | { kind: 'loading'; snapshot: SnapshotFrames; nextPart: number }
  /** Has everything up to `seq`. */
  | { kind: 'at'; seq: number };

/** One flush's changed topics; `joined` keeps what several topics' frames in one piece are, so that clients share that as well. */
export interface FlushedTopics {
  feeds: readonly TopicFeed[];
  joined: Map<string, Buffer>;
}
export const NOTHING_FLUSHED: FlushedTopics = { feeds: [], joined: new Map() };

/** A client that does not answer the close is cut off after this time. */
export const CLOSE_GRACE_MS = 2_000;
const MESSAGES_PER_SECOND = 50;
const MESSAGE_BURST = 200;

export class Session {
  readonly sid: string;
  readonly #options: SessionOptions;
  readonly #socket: StreamSocket;
  readonly #inbound: TokenBucket;
  readonly #topics = new Map<Topic, Subscription>();
  #state: SessionState;
  #mayReadPrivate = false;
  /** Some topic is not at its newest number. */
  #behind = false;
  #pingNumber = 0;
  #nextPingMs = Number.POSITIVE_INFINITY;
  /** The oldest ping not answered. */
  #awaited: { n: number; sentAtMs: number } | null = null;

  constructor(options: SessionOptions) {
    this.sid = options.sid;
    this.#options = options;
    this.#socket = options.socket;
    const nowMs = options.clock.elapsed();
    this.#inbound = new TokenBucket({ perSecond: MESSAGES_PER_SECOND, burst: MESSAGE_BURST, nowMs });
    this.#state = { name: 'greeting', helloByMs: nowMs + options.helloTimeoutMs };
  }

  get state(): SessionState['name'] {
    return this.#state.name;
  }

  /** A message of the client. */
  receive(data: string | Buffer, isBinary: boolean): void {
    if (this.#isOver()) return;
    if (!this.#inbound.take(this.#options.clock.elapsed())) {
      this.#fail('badMessage', 'TOO_MANY_MESSAGES', 'too many messages per second');
      return;
    }
    const read = isBinary ? { fault: 'binary frames are not of this protocol' } : readClientMessage(data.toString());
    if ('fault' in read) this.#fail('badMessage', 'BAD_MESSAGE', read.fault);
    else this.#obey(read.message);
  }

  #obey(message: ClientMessage): void {
    const greeting = this.#state.name === 'greeting';
    if (greeting !== (message.t === 'hello')) {
      this.#fail('badMessage', 'BAD_MESSAGE', greeting ? 'the first message must be a hello' : 'there may be only one hello');
      return;
    }
    switch (message.t) {
      case 'hello':
        this.#greet(message);
        return;
      case 'sub':
        this.#subscribe(message.topics);
        this.#pump();
        return;
      case 'unsub':
        for (const name of message.topics) if (isTopic(name)) this.#topics.delete(name);
        return;
      case 'ack':
        this.#acknowledged(message.n);
        return;
      default:
        message satisfies never;
    }
  }

  #greet({ v, token, topics = {} }: Extract<ClientMessage, { t: 'hello' }>): void {
    if (v !== PROTOCOL_VERSION) {
      this.#fail('badMessage', 'VERSION', `this server speaks version ${PROTOCOL_VERSION}, not ${v}`);
      return;
    }
    if (!this.#options.authorize(token)) {
      this.#fail('badAccess', 'ACCESS', 'a token with the role view is required');
      return;
    }
    this.#mayReadPrivate = this.#options.authorizePrivate(token);
    const { heartbeatMs: hb, clock } = this.#options;
    const ts = clock.now();
    this.#state = { name: 'live' };
    this.#nextPingMs = clock.elapsed() + hb;
    this.#socket.write([messageFrame({ t: 'welcome', v: PROTOCOL_VERSION, sid: this.sid, hb, ts })]);
    this.#subscribe(topics);
    this.#pump();
  }

  #subscribe(topics: Record<string, Cursor>): void {
    const unknown: string[] = [];
    const refused: string[] = [];
    for (const [name, cursor] of Object.entries(topics)) {
      const feed = isTopic(name) ? this.#options.feeds.get(name) : undefined;
      if (!feed) unknown.push(name);
      else if (!this.#mayReadPrivate && isPrivateTopic(name)) refused.push(name);
      else {
        const resumes = cursor.e === feed.epoch && cursor.s !== undefined && cursor.s <= feed.seq;
        this.#topics.set(feed.topic, resumes ? { kind: 'at', seq: cursor.s as number } : { kind: 'blank' });
      }
    }
    this.#behind = true;
    if (this.#state.name !== 'live') return;
    if (refused.length > 0) this.#say('ACCESS', `the role operate is needed for ${listed(refused)}`);
    if (unknown.length > 0) this.#say('UNKNOWN_TOPIC', `no such topic: ${listed(unknown)}`);
  }

  #acknowledged(n: number): void {
    if (!this.#awaited || n < this.#awaited.n || n > this.#pingNumber) return;
    const nowMs = this.#options.clock.elapsed();
    this.#options.metrics.ackLag(nowMs - this.#awaited.sentAtMs);
    this.#awaited = null;
    this.#review(nowMs);
    this.#pump();
  }

  /** The kernel took what was queued. */
  drained(): void {
    this.#review(this.#options.clock.elapsed());
    this.#pump();
  }

  /** Time has passed and these topics were flushed: at most one write. */
  tick(flushed: FlushedTopics): void {
    const nowMs = this.#options.clock.elapsed();
    this.#review(nowMs);
    if (this.#state.name !== 'live') return;
    const frames = this.#framesOf(flushed, this.#options.clock.now());
    if (nowMs >= this.#nextPingMs) frames.push(this.#ping(nowMs));
    if (frames.length > 0) this.#socket.write(frames);
    this.#pump();
  }

  /** Moves the state on by the clock and by what the socket says. */
  #review(nowMs: number): void {
    const state = this.#state;
    switch (state.name) {
      case 'greeting':
        if (nowMs >= state.helloByMs) this.#fail('helloTimeout', 'HELLO_TIMEOUT', 'no hello in time');
        return;
      case 'live': {
        const cause = this.#slowness(nowMs);
        if (!cause) return;
        this.#state = { name: 'slow', sinceMs: nowMs, cause };
        this.#options.metrics.slowed(cause);
        return;
      }
      case 'slow':
        if (!this.#slowness(nowMs)) {
          this.#state = { name: 'live' };
          this.#behind = true;
        } else if (nowMs - state.sinceMs >= this.#options.limits.slowCloseMs) this.#close('tooSlow');
        return;
      case 'closing':
        if (nowMs < state.terminateAtMs) return;
        this.#state = { name: 'closed' };
        this.#socket.terminate();
        return;
      case 'closed':
        return;
      default:
        state satisfies never;
    }
  }

  #slowness(nowMs: number): 'ack' | 'queue' | null {
    const { slowAckMs, slowQueueBytes } = this.#options.limits;
    if (this.#socket.queuedBytes() > slowQueueBytes) return 'queue';
    return this.#awaited && nowMs - this.#awaited.sentAtMs > slowAckMs ? 'ack' : null;
  }

  /** The flushed topics' shared frames, in one piece where there are several. */
  #framesOf({ feeds, joined }: FlushedTopics, tsMs: number): Buffer[] {
    const frames: Buffer[] = [];
    let which = '';
    for (const feed of feeds) {
      const at = this.#topics.get(feed.topic);
      if (!at) continue;
      const frame = at.kind === 'at' && at.seq === feed.seq - 1 ? feed.deltaSince(at.seq, tsMs) : null;
      if (!frame || at.kind !== 'at') {
        this.#behind = true;
        continue;
      }
      at.seq = feed.seq;
      frames.push(frame);
      which += `${feed.topic} `;
    }
    if (frames.length < 2) return frames;
    let whole = joined.get(which);
    if (!whole) {
      whole = Buffer.concat(frames);
      joined.set(which, whole);
    }
    return [whole];
  }

  /** Sends what is missing, as far as the socket takes it; the rest goes when it has drained. */
  #pump(): void {
    const { slowQueueBytes } = this.#options.limits;
    while (this.#behind && this.#state.name === 'live') {
      const roomBytes = slowQueueBytes - this.#socket.queuedBytes();
      if (roomBytes < 0) return;
      const frames = this.#missingFrames(roomBytes);
      if (frames.length > 0) this.#socket.write(frames);
    }
  }

  /** The next frames that are missing, up to the first that goes beyond `roomBytes`. */
  #missingFrames(roomBytes: number): Buffer[] {
    const frames: Buffer[] = [];
    let leftBytes = roomBytes;
    for (const topic of this.#topics.keys()) {
      for (let frame = this.#nextFrame(topic); frame; frame = this.#nextFrame(topic)) {
        frames.push(frame);
        leftBytes -= frame.length;
        if (leftBytes < 0) return frames;
      }
    }
    this.#behind = false;
    return frames;
  }

  /** The next frame towards the topic's newest number, or null when it is there. */
  #nextFrame(topic: Topic): Buffer | null {
    const feed = this.#options.feeds.get(topic) as TopicFeed;
    const { metrics, clock } = this.#options;
    let at = this.#topics.get(topic) as Subscription;
    if (at.kind === 'at') {
      if (at.seq === feed.seq) return null;
      const frame = feed.deltaSince(at.seq, clock.now());
      if (frame) {
        at.seq = feed.seq;
        metrics.caughtUp('delta', frame.length);
        return frame;
      }
      at = { kind: 'blank' };
    }
    if (at.kind === 'blank') {
      at = { kind: 'loading', snapshot: feed.snapshot(clock.now()), nextPart: 0 };
      this.#topics.set(topic, at);
      metrics.caughtUp('snapshot', at.snapshot.sizeBytes);
    }
    const { snapshot, nextPart } = at;
    at.nextPart += 1;
    if (at.nextPart === snapshot.frames.length) this.#topics.set(topic, { kind: 'at', seq: snapshot.seq });
    return snapshot.frames[nextPart] as Buffer;
  }

  #ping(nowMs: number): Buffer {
    this.#pingNumber += 1;
    this.#nextPingMs = nowMs + this.#options.heartbeatMs;
    this.#awaited ??= { n: this.#pingNumber, sentAtMs: nowMs };
    return messageFrame({ t: 'ping', n: this.#pingNumber, ts: this.#options.clock.now() });
  }

  /** The server is about to stop; come back after `afterMs`. */
  sayDrain(afterMs: number): void {
    if (this.#state.name === 'live') this.#socket.write([messageFrame({ t: 'drain', after: afterMs })]);
  }

  closeForDrain(): void {
    this.#close('drain');
  }

  /** The connection is gone. */
  closed(): void {
    this.#state = { name: 'closed' };
    this.#topics.clear();
  }

  terminate(): void {
    if (this.#state.name === 'closed') return;
    this.#state = { name: 'closed' };
    this.#socket.terminate();
  }

  #say(code: string, message: string): void {
    this.#socket.write([messageFrame({ t: 'err', code, message })]);
  }

  #fail(how: keyof typeof CLOSE, code: string, message: string): void {
    this.#say(code, message);
    this.#close(how);
  }

  #close(how: keyof typeof CLOSE): void {
    if (this.#isOver()) return;
    const { code, meaning } = CLOSE[how];
    this.#state = { name: 'closing', terminateAtMs: this.#options.clock.elapsed() + CLOSE_GRACE_MS };
    this.#topics.clear();
    this.#socket.close(code, meaning);
  }

  #isOver(): boolean {
    return this.#state.name === 'closing' || this.#state.name === 'closed';
  }
}

const listed = (names: readonly string[]) =>
  `${names
    .slice(0, 5)
    .map((name) => name.slice(0, 80))
    .join(', ')}${names.length > 5 ? ', …' : ''}`;
