/** The wire as one long answer of server-sent events (WIRE-21): for a network that passes HTTP and no WebSocket. */
import { ABNORMAL } from './abnormal.ts';
import { type HttpOptions, HttpSocket } from './httpSocket.ts';
import { troubleOf } from './trouble.ts';

/** Longer than any frame of the server: whoever sends more without an end is no server of ours. */
const MAX_EVENT_CHARS = 64 * 1024 * 1024;

export class StreamSocket extends HttpSocket {
  readonly #options: HttpOptions;
  #sid: string | null = null;
  #begun = false;

  constructor(options: HttpOptions) {
    super();
    this.#options = options;
  }

  /** The first message is the hello, and asks for the answer. */
  send(text: string): void {
    if (!this.#begun) {
      this.#begun = true;
      void this.#read(text);
    } else if (this.#sid !== null) {
      void this.#post(`/stream/http/${this.#sid}`, text).catch(() => {});
    }
  }

  #post(path: string, body: string): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return this.#options.fetch(this.#options.base + path, { method: 'POST', body, headers, cache: 'no-store', signal: this.signal });
  }

  async #read(hello: string): Promise<void> {
    try {
      const answer = await this.#post('/stream/http', hello);
      if (!answer.ok) return this.end(ABNORMAL, await troubleOf(answer));
      if (!answer.headers.get('content-type')?.startsWith('text/event-stream') || !answer.body) return this.end(ABNORMAL, 'foreign');
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return this.end(ABNORMAL);
        rest = this.#take(rest + value);
        if (rest.length > MAX_EVENT_CHARS) return this.end(ABNORMAL, 'foreign');
      }
    } catch {
      this.end(ABNORMAL, 'unreachable');
    }
  }

  /** @returns what is left of an event that has not ended yet */
  #take(text: string): string {
    const events = text.split('\n\n');
    const rest = events.pop() ?? '';
    for (const event of events) {
      if (this.over) return '';
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      if (/^event: close$/m.test(event)) this.end(codeOf(data));
      else {
        this.#sid ??= sidOf(data);
        this.onmessage?.({ data });
      }
    }
    return rest;
  }
}

function parsed(text: string): { code?: unknown; sid?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}

const codeOf = (text: string): number => {
  const { code } = parsed(text);
  return typeof code === 'number' ? code : ABNORMAL;
};

/** The welcome names the session, by which the server knows further messages. */
const sidOf = (text: string): string | null => {
  const { sid } = parsed(text);
  return typeof sid === 'string' ? sid : null;
};
