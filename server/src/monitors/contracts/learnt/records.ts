/** What is learnt, as records: one of each stream, one of each generation of its habit, and one of everything else. */
import type { EventKind } from '@warroom/protocol/events';
import { Snapshot } from '../../snapshot.ts';
import { type Generation, type SavedGeneration, saveGeneration } from './generations.ts';
import { feedsOf, type Sources } from './sources.ts';
import type { SavedStream, Stream, StreamWatch } from './stream.ts';

export type SavedWatch =
  | ['watch', newest: [EventKind, number][], newestArrivalMs: number | null]
  | ['stream', source: string, kind: EventKind | null, SavedStream]
  | ['habit', source: string, kind: EventKind | null, SavedGeneration];

export class WatchRecords implements StreamWatch {
  readonly #streams = new Snapshot<Stream>();
  readonly #generations = new Snapshot<Generation>();

  beforeStream(stream: Stream): void {
    this.#streams.before(stream);
  }

  addedStream(stream: Stream): void {
    this.#streams.added(stream);
  }

  before(generation: Generation): void {
    this.#generations.before(generation);
  }

  added(generation: Generation): void {
    this.#generations.added(generation);
  }

  /** As of this call, like {@link Monitor.save}. */
  save(sources: Sources, newest: [EventKind, number][]): Iterable<SavedWatch> {
    const head: SavedWatch = ['watch', newest, sources.newestArrivalMs];
    const streams = this.#streams.begin(
      streamsOf(sources),
      (stream): SavedWatch => ['stream', stream.of.source, stream.of.kind, stream.save()],
    );
    const generations = this.#generations.begin(
      generationsOf(sources),
      (one): SavedWatch => ['habit', one.of.source, one.of.kind, saveGeneration(one)],
    );
    return (function* () {
      yield head;
      yield* streams as Iterable<SavedWatch>;
      yield* generations as Iterable<SavedWatch>;
    })();
  }

  /** @returns the newest fact of each kind */
  restore(records: Iterable<SavedWatch>, sources: Sources): [EventKind, number][] {
    let newest: [EventKind, number][] = [];
    let newestArrivalMs = -Infinity;
    for (const record of records) {
      switch (record[0]) {
        case 'watch':
          newest = record[1];
          newestArrivalMs = record[2] ?? -Infinity;
          break;
        case 'stream':
          sources.restored(record[1], record[2])?.restore(record[3]);
          break;
        case 'habit':
          sources.restored(record[1], record[2])?.generations.restore(record[3]);
          break;
      }
    }
    sources.arrivedUntil(newestArrivalMs);
    return newest;
  }
}

function* streamsOf(sources: Sources): Iterable<Stream> {
  for (const source of sources.all()) for (const { stream } of feedsOf(source)) yield stream;
}

function* generationsOf(sources: Sources): Iterable<Generation> {
  for (const stream of streamsOf(sources)) yield* stream.generations.all();
}
