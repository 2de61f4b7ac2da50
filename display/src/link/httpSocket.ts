/** What the ways over HTTP have in common: to the link each is a socket that opens at once and ends once. */
import { CLOSE } from '@warroom/protocol/wire';
import type { LinkSocket } from './link.ts';
import type { Trouble } from './trouble.ts';

export interface HttpOptions {
  /** Of the server, as https://wall.example.com. */
  base: string;
  fetch: typeof fetch;
}

export const NO_ACCESS = CLOSE.badAccess.code;

export abstract class HttpSocket implements LinkSocket {
  readonly #abort = new AbortController();
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; trouble?: Trouble }) => void) | null = null;

  constructor() {
    queueMicrotask(() => this.onopen?.());
  }

  abstract send(text: string): void;

  close(): void {
    this.#abort.abort();
  }

  /** For every request: cancelled by the end. */
  protected get signal(): AbortSignal {
    return this.#abort.signal;
  }

  protected get over(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Ends by itself, and says why. */
  protected end(code: number, trouble?: Trouble): void {
    if (this.over) return;
    this.close();
    this.onclose?.(trouble ? { code, trouble } : { code });
  }
}
