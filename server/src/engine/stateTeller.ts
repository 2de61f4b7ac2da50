/** Tells the gateway now and then how the engine stands, and what was seen since. */
import { type Clock, every } from '../clock.ts';
import type { Calls } from './calls.ts';
import type { EngineState, GatewayCalls } from './messages.ts';

/** Said again after so long though nothing has changed: a sign of life. */
const ALIVE_MS = 1_000;

/** As `Observed` of the metrics, while it grows. */
interface Seen {
  applied: [count: number, lagSeconds: number][];
  fired: number[];
  alertChanges: [rule: string, state: string][];
  checkpoints: [tookSeconds: number, sizeBytes: number][];
}

const nothing = (): Seen => ({ applied: [], fired: [], alertChanges: [], checkpoints: [] });

export class StateTeller {
  readonly #calls: Pick<Calls<GatewayCalls>, 'tell'>;
  /** To be added to by whoever sees something. */
  seen: Seen = nothing();
  #told = '';
  #toldMs = -Infinity;
  #stop = () => {};

  constructor(calls: Pick<Calls<GatewayCalls>, 'tell'>) {
    this.#calls = calls;
  }

  start(clock: Clock, everyMs: number, read: () => EngineState): void {
    const tell = () => this.#tell(clock.elapsed(), read());
    const cancel = every(clock, everyMs, tell);
    this.#stop = () => {
      tell();
      cancel();
    };
    tell();
  }

  stop(): void {
    this.#stop();
  }

  #tell(elapsedMs: number, state: EngineState): void {
    if (Object.values(this.seen).some((list) => list.length > 0)) {
      this.#calls.tell('observed', this.seen);
      this.seen = nothing();
    }
    // The lag grows by itself: alone it is told as often as a sign of life.
    const text = JSON.stringify({ ...state, tailLagSeconds: 0 });
    if (text === this.#told && elapsedMs - this.#toldMs < ALIVE_MS) return;
    this.#told = text;
    this.#toldMs = elapsedMs;
    this.#calls.tell('state', state);
  }
}
