/** What the stream tells whoever counts; the default counts nothing. */
export interface StreamMetrics {
  /** Connections open now. */
  connections(count: number): void;
  /** A connection ended, with the code of whoever closed it. */
  closed(code: number): void;
  /** A page of another origin was turned away. */
  refused(): void;
  slowed(cause: 'ack' | 'queue'): void;
  /** A client that was behind was brought on by this many bytes. */
  caughtUp(by: 'delta' | 'snapshot', sizeBytes: number): void;
  /** From ping to its answer. */
  ackLag(lagMs: number): void;
  /** One flush: changed topics and what it took to hand them to all clients. */
  flushed(topics: number, tookMs: number): void;
}

const nothing = () => {};
export const noMetrics: StreamMetrics = {
  connections: nothing,
  closed: nothing,
  refused: nothing,
  slowed: nothing,
  caughtUp: nothing,
  ackLag: nothing,
  flushed: nothing,
};
