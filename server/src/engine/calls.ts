/** Calls over a port between two threads: each side serves some by name and makes others; what is sent is plain data. */
import { WarroomError } from '../errors.ts';
import { type PlainError, plainError, readError } from './plainError.ts';

/** As of `worker_threads`. */
export interface Port {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  on(event: 'message', listener: (message: Message) => void): unknown;
}

/** Arguments and results are structured-cloned. */
export type Served = Record<string, (...args: never[]) => unknown>;

type Message =
  /** `id` is null where nobody waits for an answer. */
  | { type: 'call'; id: number | null; name: string; args: unknown[] }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'error'; id: number; error: PlainError };

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

export class Calls<Theirs extends Served> {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #ended: WarroomError | null = null;

  constructor(port: Port, own: Served) {
    this.#port = port;
    port.on('message', (message) => {
      if (message.type === 'call') void this.#serve(own, message);
      else this.#settle(message);
    });
  }

  /** @throws what the other side threw; ENGINE_AWAY when it has ended or ends meanwhile */
  call<Name extends keyof Theirs & string>(name: Name, ...args: Parameters<Theirs[Name]>): Promise<Awaited<ReturnType<Theirs[Name]>>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      this.#nextId += 1;
      this.#waiting.set(this.#nextId, { resolve, reject });
      this.#post({ type: 'call', id: this.#nextId, name, args });
    });
  }

  /** Waits for no answer. */
  tell<Name extends keyof Theirs & string>(name: Name, ...args: Parameters<Theirs[Name]>): void {
    if (!this.#ended) this.#post({ type: 'call', id: null, name, args });
  }

  /** The other side has ended: nothing more comes from it. */
  end(): void {
    this.#ended ??= new WarroomError('ENGINE_AWAY', 'the engine is starting again', { retryAfterSeconds: 2 });
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  async #serve(own: Served, { id, name, args }: Extract<Message, { type: 'call' }>): Promise<void> {
    const serve = own[name];
    if (id === null) {
      serve?.(...(args as never[]));
      return;
    }
    try {
      if (!serve) throw new WarroomError('INTERNAL', `nobody serves ${name}`);
      this.#post({ type: 'result', id, result: await serve(...(args as never[])) });
    } catch (error) {
      this.#post({ type: 'error', id, error: plainError(error) });
    }
  }

  #settle(message: Exclude<Message, { type: 'call' }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'result') waiting?.resolve(message.result as never);
    else waiting?.reject(readError(message.error));
  }

  #post(message: Message): void {
    const result = message.type === 'result' ? message.result : null;
    // A raw answer of the store goes over as it is, uncopied.
    const isWhole = result instanceof Uint8Array && result.byteLength === result.buffer.byteLength;
    this.#port.postMessage(message, isWhole && result.buffer instanceof ArrayBuffer ? [result.buffer] : []);
  }
}
