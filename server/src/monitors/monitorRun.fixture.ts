/** For tests and benchmarks: one monitor under the real engine with its rows and signals recorded, and facts made in one line. */
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { Engine } from './engine.ts';
import type { Monitor, RowSink, Signal, SignalSink } from './monitor.ts';
import { type PartRecord, RecordReader } from './records.ts';

/** Keeps rows as the board would; `writes` counts what was set, so that a test can show that nothing was set needlessly. */
export class RecordedRows implements RowSink {
  readonly #topics = new Map<string, Map<string, unknown>>();
  writes = 0;

  set(topic: Topic, key: string, row: unknown): void {
    this.writes += 1;
    const rows = this.#topics.get(topic) ?? new Map<string, unknown>();
    this.#topics.set(topic, rows.set(key, row));
  }

  delete(topic: Topic, key: string): void {
    this.#topics.get(topic)?.delete(key);
  }

  get<T extends Topic>(topic: T, key: string): RowOf<T> | undefined {
    return this.#topics.get(topic)?.get(key) as RowOf<T> | undefined;
  }

  keys(topic: Topic): string[] {
    return [...(this.#topics.get(topic)?.keys() ?? [])].sort();
  }

  /** Everything in a fixed order, to compare two boards with. */
  all(): unknown {
    return [...this.#topics]
      .filter(([, rows]) => rows.size > 0)
      .map(([topic, rows]) => [topic, [...rows].sort(([a], [b]) => (a < b ? -1 : 1))])
      .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
  }
}

const noAlerts = { advance() {}, nextWakeMs: () => Infinity, collect() {} };

export class MonitorRun<M extends Monitor> {
  readonly monitor: M;
  readonly engine: Engine;
  readonly signals: Signal[] = [];
  readonly #board = new RecordedRows();

  constructor(create: (signal: SignalSink) => M) {
    this.monitor = create((s) => this.signals.push(s));
    this.engine = new Engine({ monitors: [this.monitor], alerts: noAlerts });
  }

  /** Lets the facts arrive, in order of arrival. */
  take(facts: readonly Fact[]): this {
    for (const fact of [...facts].sort((a, b) => a.ingestedAtMs - b.ingestedAtMs)) this.engine.arrive(fact);
    return this;
  }

  at(nowMs: number): this {
    this.engine.advanceTo(nowMs);
    return this;
  }

  /** The board as it stands now. */
  board(exact = true): RecordedRows {
    this.engine.collect(this.#board, exact);
    return this.#board;
  }

  /** Every signal in a line: `<type> <rule> <subject> <reason, severity, or which facts>`. */
  signalLines(): string[] {
    return this.signals.map(
      (s) => `${s.type} ${s.rule} ${s.subject} ${s.type === 'clear' ? s.reason : s.type === 'update' ? s.which : s.severity}`,
    );
  }
}

/** A state as a checkpoint keeps it: JSON text. */
export const savedText = (from: { save(): Iterable<unknown> }): string => JSON.stringify([...from.save()]);

/** The records of one part of it. */
export const stateOf = (engine: Engine, part: string): unknown[] =>
  [...engine.save()].flatMap(([of, record]) => (of === part ? [record] : []));

/** For `Engine.restore`. @param text of {@link savedText} */
export const stateReader = (text: string): RecordReader => new RecordReader(JSON.parse(text) as PartRecord[]);

let serial = 0;

type Envelope = Partial<
  Pick<Fact, 'id' | 'source' | 'region' | 'team' | 'channel' | 'productLine' | 'customerId' | 'repId' | 'ingestedAtMs'>
>;

/** @param more dimensions, source and arrival; everything else in it is `data` */
export function makeFact<K extends EventKind>(kind: K, key: string, atMs: number, more: Envelope & Record<string, unknown> = {}): Fact<K> {
  serial += 1;
  const { id, source, region, team, channel, productLine, customerId, repId, ingestedAtMs, ...data } = more;
  return {
    id: id ?? `f${String(serial).padStart(8, '0')}`,
    kind,
    key,
    atMs,
    ingestedAtMs: ingestedAtMs ?? atMs,
    source: source ?? 'crm',
    region: region ?? null,
    team: team ?? null,
    channel: channel ?? null,
    productLine: productLine ?? null,
    customerId: customerId ?? null,
    repId: repId ?? null,
    data,
  } as unknown as Fact<K>;
}
