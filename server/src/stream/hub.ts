/** All clients of `/stream`, the flush that feeds them, and who may join. */

import { randomUUID } from 'node:crypto';
import { TOPIC_NAMES, type Topic } from '@warroom/protocol/board';
import { CLOSE, HEARTBEAT_MS, HELLO_TIMEOUT_MS } from '@warroom/protocol/wire';
import type { Board } from '../board/board.ts';
import { type Clock, every } from '../clock.ts';
import { tracedSync } from '../tracing.ts';
import { noMetrics, type StreamMetrics } from './metrics.ts';
import { CLOSE_GRACE_MS, type FlushedTopics, NOTHING_FLUSHED, Session, type StreamSocket } from './session.ts';
import type { StreamSettings } from './settings.ts';
import { TokenBucket } from './tokenBucket.ts';
import { TopicFeed } from './topicFeed.ts';

export interface HubOptions {
  board: Board;
  clock: Clock;
  config: StreamSettings;
  /** Whether the bearer of this token may look. */
  authorize: (token: string | undefined) => boolean;
  /** Whether it may read what names people (`protocol/src/privacy.ts`); nobody where not given. */
  authorizePrivate?: (token: string | undefined) => boolean;
  metrics?: StreamMetrics;
  heartbeatMs?: number;
  helloTimeoutMs?: number;
  /** 0 ≤ x < 1, to spread the return of clients. */
  random?: () => number;
}

/** The least time that clients are told to stay away while the server restarts. */
const DRAIN_AFTER_MS = 500;
const DRAIN_SPREAD_MS = 2_000;

export class StreamHub {
  readonly #options: Required<HubOptions>;
  readonly #feeds = new Map<Topic, TopicFeed>();
  readonly #sessions = new Set<Session>();
  readonly #admission: TokenBucket;
  #stopTicking: () => void = () => {};
  #draining = false;
  #allGone: (() => void) | null = null;

  constructor(options: HubOptions) {
    this.#options = {
      authorizePrivate: () => false,
      metrics: noMetrics,
      heartbeatMs: HEARTBEAT_MS,
      helloTimeoutMs: HELLO_TIMEOUT_MS,
      random: Math.random,
      ...options,
    };
    const { board, clock, config } = options;
    for (const topic of TOPIC_NAMES) this.#feeds.set(topic, new TopicFeed(topic, board, config));
    this.#admission = new TokenBucket({ perSecond: config.admitPerSecond, burst: config.admitPerSecond, nowMs: clock.elapsed() });
  }

  /** Starts the flush every `flushMs`. From here on nobody else flushes the board. */
  start(): void {
    this.#stopTicking = every(this.#options.clock, this.#options.config.flushMs, () => this.#flush(TOPIC_NAMES));
  }

  get connections(): number {
    return this.#sessions.size;
  }

  /** Sends the named topics' changes at once, without waiting for the next flush. */
  flushNow(topics: readonly Topic[]): void {
    const feeds = this.#takeDeltas(topics);
    if (feeds.length > 0) this.#tickAll({ feeds, joined: new Map() });
  }

  /** A page was turned away before it could connect. */
  refused(): void {
    this.#options.metrics.refused();
  }

  /** A new connection: its session, or null where it was turned away. */
  connect(socket: StreamSocket): Session | null {
    const { clock, config, metrics } = this.#options;
    const full = this.#sessions.size >= config.maxConnections;
    if (this.#draining || full || !this.#admission.take(clock.elapsed())) {
      const { code, meaning } = this.#draining ? CLOSE.drain : CLOSE.overloaded;
      socket.close(code, meaning);
      metrics.closed(code);
      clock.after(CLOSE_GRACE_MS, () => socket.terminate());
      return null;
    }
    const { heartbeatMs, helloTimeoutMs, authorize, authorizePrivate } = this.#options;
    const session = new Session({
      sid: randomUUID(),
      socket,
      feeds: this.#feeds,
      clock,
      heartbeatMs,
      helloTimeoutMs,
      limits: config,
      authorize,
      authorizePrivate,
      metrics,
    });
    this.#sessions.add(session);
    metrics.connections(this.#sessions.size);
    return session;
  }

  /** The connection of this session is gone. */
  disconnected(session: Session, code: number): void {
    session.closed();
    if (!this.#sessions.delete(session)) return;
    this.#options.metrics.connections(this.#sessions.size);
    this.#options.metrics.closed(code);
    if (this.#sessions.size === 0) this.#allGone?.();
  }

  /**
   * Tells every client to come back later, gives them `drainMs` to read it, closes them with 1012 and cuts off who does not answer.
   * New connections are turned away from the first moment. Resolves when all are gone.
   */
  async drain(): Promise<void> {
    const { config, random } = this.#options;
    this.#draining = true;
    const spreadMs = Math.max(DRAIN_SPREAD_MS, (1_000 * this.#sessions.size) / config.admitPerSecond);
    for (const session of this.#sessions) session.sayDrain(DRAIN_AFTER_MS + Math.floor(random() * spreadMs));
    if (this.#sessions.size > 0) await this.#atMost(config.drainMs);
    this.stop();
    for (const session of this.#sessions) session.closeForDrain();
    if (this.#sessions.size > 0) await this.#atMost(CLOSE_GRACE_MS);
    for (const session of this.#sessions) session.terminate();
  }

  /**
   * Another hub has taken this one's place at the same address: every client is sent over to it at once, or, where they are many, at the rate
   * at which it admits them.
   */
  handOver(): void {
    const { config, random } = this.#options;
    this.#draining = true;
    const spreadMs = (1_000 * (this.#sessions.size - 1)) / config.admitPerSecond;
    this.stop();
    for (const session of this.#sessions) {
      session.sayDrain(Math.floor(random() * spreadMs));
      session.closeForDrain();
    }
  }

  /** No more flushes. */
  stop(): void {
    this.#stopTicking();
  }

  #atMost(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(waitMs, resolve);
      this.#allGone = () => {
        cancel();
        resolve();
      };
    });
  }

  #flush(topics: readonly Topic[]): void {
    tracedSync('board.flush', (span) => {
      const { clock } = this.#options;
      const startedMs = clock.elapsed();
      const feeds = this.#takeDeltas(topics);
      for (const feed of this.#feeds.values()) feed.expire(clock.now());
      this.#tickAll(feeds.length > 0 ? { feeds, joined: new Map() } : NOTHING_FLUSHED);
      if (feeds.length > 0) this.#options.metrics.flushed(feeds.length, clock.elapsed() - startedMs);
      span.setAttribute('warroom.topics', feeds.length).setAttribute('warroom.connections', this.#sessions.size);
    });
  }

  #takeDeltas(topics: readonly Topic[]): TopicFeed[] {
    const { board, clock } = this.#options;
    return board.flush(topics).map((delta) => {
      const feed = this.#feeds.get(delta.topic) as TopicFeed;
      feed.take(delta, clock.now());
      return feed;
    });
  }

  #tickAll(flushed: FlushedTopics): void {
    for (const session of this.#sessions) session.tick(flushed);
  }
}
