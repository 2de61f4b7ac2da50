/**
 * Every minute the state of the monitors and of the tail, taken at one instant, goes into the store; a start goes on from the newest
 * one of its own version. The text is made in slices: a state of many leads takes longer than a deadline may wait.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { TailState } from '../source/tail.ts';
import type { LiveState } from './live.ts';

export interface CheckpointState {
  engine: LiveState;
  tail: TailState;
}

/** List entries turned into text in one turn of the event loop: a few milliseconds. */
const SLICE = 2_000;
/** Lists deeper than this are small. */
const SLICED_DEPTH = 6;

/** `JSON.stringify(value)`, giving the event loop a turn after every {@link SLICE} entries of long lists. The value must not change meanwhile. */
export async function slicedJson(value: unknown, depth = SLICED_DEPTH): Promise<string> {
  if (typeof value !== 'object' || value === null || depth === 0) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    if (value.length <= SLICE) return JSON.stringify(value);
    const parts: string[] = [];
    for (let start = 0; start < value.length; start += SLICE) {
      parts.push(JSON.stringify(value.slice(start, start + SLICE)).slice(1, -1));
      await nextTurn();
    }
    return `[${parts.join(',')}]`;
  }
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${await slicedJson(member, depth - 1)}`);
  }
  return `{${members.join(',')}}`;
}

export interface CheckpointerOptions {
  clock: Clock;
  log: Log;
  everyMs: number;
  store(text: string): Promise<void>;
  onStored?(tookSeconds: number, sizeBytes: number): void;
}

export class Checkpointer {
  readonly #options: CheckpointerOptions;
  #cancel = () => {};
  #underWay: Promise<void> | null = null;
  #stopped = false;
  #take: () => CheckpointState | null = () => null;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
  }

  /** @param take both halves in one turn of the event loop; null while there is nothing worth keeping */
  start(take: () => CheckpointState | null): void {
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
    const { clock, log, store, onStored } = this.#options;
    const startedMs = clock.elapsed();
    try {
      const state = this.#take();
      if (!state) return;
      const text = await slicedJson(state);
      await store(text);
      onStored?.((clock.elapsed() - startedMs) / 1_000, text.length);
      log.debug({ sizeBytes: text.length, tookMs: Math.round(clock.elapsed() - startedMs) }, 'checkpoint written');
    } catch (error) {
      log.warn({ err: error }, 'the checkpoint could not be written; the previous one stays in force');
    }
  }
}
