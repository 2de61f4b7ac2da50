/**
 * Every minute the state of the monitors and of the tail, as of one instant, goes into the store; a start goes on from the newest one of
 * its own version. The records are drawn and turned into text in slices, while the monitors go on: a state of many leads takes longer than a
 * deadline may wait.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { PartRecord } from '../monitors/records.ts';

/** What is written for each turn of the event loop takes about so long. */
const SLICE_MS = 4;
/** Records between two looks at the time. */
const STRIDE = 8;
/** UTF-16 code units of one piece of text: to be written within a few milliseconds. */
const PIECE_LENGTH = 256 * 1024;

/** One checkpoint on its way into the store. */
export interface CheckpointWriter {
  /** @param text whole lines, each the JSON of a {@link PartRecord} */
  add(text: string): Promise<void>;
  /** Before this it does not count. */
  finish(): Promise<void>;
}

export interface CheckpointerOptions {
  clock: Clock;
  log: Log;
  everyMs: number;
  begin(): CheckpointWriter;
  onStored?(tookSeconds: number, sizeBytes: number): void;
}

export class Checkpointer {
  readonly #options: CheckpointerOptions;
  #cancel = () => {};
  #underWay: Promise<void> | null = null;
  #stopped = false;
  #discarded = false;
  #take: () => Iterable<PartRecord> | null = () => null;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
  }

  /** @param take all parts as of one turn of the event loop; null while there is nothing worth keeping */
  start(take: () => Iterable<PartRecord> | null): void {
    if (this.#stopped) return;
    this.#take = take;
    this.#arm();
  }

  /** Writes a last one of how things stand, if it was ever started. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#underWay;
    await this.#write();
  }

  /** Writes none any more; resolves when none is on its way. */
  async discard(): Promise<void> {
    this.#stopped = true;
    this.#discarded = true;
    this.#take = () => null;
    this.#cancel();
    await this.#underWay;
  }

  #arm(): void {
    const { clock, everyMs } = this.#options;
    this.#cancel = clock.after(everyMs, () => {
      this.#underWay = this.#write().finally(() => {
        this.#underWay = null;
        if (!this.#stopped) this.#arm();
      });
    });
  }

  /** A failure is logged and leaves the one before in force. */
  async #write(): Promise<void> {
    const { clock, log, begin, onStored } = this.#options;
    const startedMs = clock.elapsed();
    try {
      const records = this.#take();
      if (!records) return;
      const writer = begin();
      let sizeBytes = 0;
      for await (const text of slicedText(records, () => clock.elapsed())) {
        if (this.#discarded) return;
        sizeBytes += text.length;
        await writer.add(text);
      }
      await writer.finish();
      onStored?.((clock.elapsed() - startedMs) / 1_000, sizeBytes);
      log.debug({ sizeBytes, tookMs: Math.round(clock.elapsed() - startedMs) }, 'checkpoint written');
    } catch (error) {
      log.warn({ err: error }, 'the checkpoint could not be written; the previous one stays in force');
    }
  }
}

/** The records as lines, in pieces of about {@link PIECE_LENGTH}; gives the event loop a turn every {@link SLICE_MS}. */
export async function* slicedText(records: Iterable<PartRecord>, elapsed: () => number): AsyncGenerator<string> {
  let lines: string[] = [];
  let length = 0;
  let turnMs = elapsed();
  let sinceLook = 0;
  for (const record of records) {
    const line = JSON.stringify(record);
    lines.push(line, '\n');
    length += line.length + 1;
    sinceLook += 1;
    if (length >= PIECE_LENGTH) {
      yield lines.join('');
      lines = [];
      length = 0;
      sinceLook = STRIDE;
    }
    if (sinceLook < STRIDE) continue;
    sinceLook = 0;
    if (elapsed() - turnMs < SLICE_MS) continue;
    await nextTurn();
    turnMs = elapsed();
  }
  if (length > 0) yield lines.join('');
}

/** The records of the pieces that {@link slicedText} made, each piece let go of when it has been read. */
export function* recordsOf(pieces: string[]): Generator<PartRecord> {
  for (let i = 0; i < pieces.length; i += 1) {
    const lines = (pieces[i] as string).trimEnd();
    pieces[i] = '';
    yield* JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as PartRecord[];
  }
}
