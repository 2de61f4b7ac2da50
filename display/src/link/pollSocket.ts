/** The board asked for again and again, told to the link in the wire's own messages: where a proxy passes no answer before its end. */
import type { BoardTopic } from '@warroom/protocol/api/board';
import { type ClientMessage, HEARTBEAT_MS, PROTOCOL_VERSION, type ServerMessage } from '@warroom/protocol/wire';
import { ABNORMAL } from './abnormal.ts';
import type { Clock } from './clock.ts';
import { type HttpOptions, HttpSocket, NO_ACCESS } from './httpSocket.ts';
import { troubleOf } from './trouble.ts';

export const POLL_MS = 3_000;

export class PollSocket extends HttpSocket {
  readonly #options: HttpOptions & { clock: Clock };
  readonly #seen = new Map<string, string>();
  /** Topics that this token may not read. */
  readonly #denied = new Set<string>();
  #topics: readonly string[] = [];
  #token: string | undefined;
  #welcomed = false;
  #pings = 0;
  #cancel = () => {};

  constructor(options: HttpOptions & { clock: Clock }) {
    super();
    this.#options = options;
  }

  send(text: string): void {
    const message = JSON.parse(text) as ClientMessage;
    // A topic asked for again is told again with the next answers, changed or not.
    if (message.t === 'sub') for (const topic of Object.keys(message.topics)) this.#seen.delete(topic);
    if (message.t !== 'hello') return;
    this.#token = message.token;
    this.#topics = Object.keys(message.topics ?? {});
    void this.#round();
  }

  override close(): void {
    this.#cancel();
    super.close();
  }

  async #round(): Promise<void> {
    const { clock } = this.#options;
    const startedMs = clock.now();
    let serverMs: number | null = null;
    for (const topic of this.#topics) {
      if (this.#denied.has(topic)) continue;
      const answer = await this.#ask(topic);
      if (this.over) return;
      if (answer === null) continue;
      serverMs = answer.ts;
      if (!this.#welcomed) {
        this.#welcomed = true;
        this.#tell({ t: 'welcome', v: PROTOCOL_VERSION, sid: 'poll', hb: HEARTBEAT_MS, ts: answer.ts });
      }
      this.#show(answer);
    }
    if (serverMs === null) return this.end(ABNORMAL, 'blocked');
    this.#tell({ t: 'ping', n: ++this.#pings, ts: serverMs });
    this.#cancel = clock.at(Math.max(clock.now(), startedMs + POLL_MS), () => void this.#round());
  }

  /** @returns null where the topic may not be read; ends everything where the server does not answer as it should */
  async #ask(topic: string): Promise<BoardTopic | null> {
    const { base, fetch } = this.#options;
    const headers: Record<string, string> = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    try {
      const answer = await fetch(`${base}/api/v1/board/${topic}`, { headers, cache: 'no-store', signal: this.signal });
      if (answer.ok) {
        const board = (await answer.json()) as BoardTopic;
        if (board?.topic === topic && Array.isArray(board.rows) && typeof board.ts === 'number') return board;
        this.end(ABNORMAL, 'foreign');
      } else if (answer.status === 401) this.end(NO_ACCESS);
      else if (answer.status === 403 && (await isAccess(answer.clone()))) this.#denied.add(topic);
      else this.end(ABNORMAL, await troubleOf(answer));
    } catch {
      this.end(ABNORMAL, 'unreachable');
    }
    return null;
  }

  #show({ topic, epoch, seq, ts, rows }: BoardTopic): void {
    const text = JSON.stringify(rows);
    if (this.#seen.get(topic) === text) return;
    this.#seen.set(topic, text);
    const keyed = rows.map(({ key, ...row }): [string, unknown] => [key, row]);
    // The rows may be ahead of `seq`, so that no delta follows on from it: under a name of its own the stream sends all of them anew.
    this.#tell({ t: 'snap', ts, k: topic, e: `poll ${epoch}`, s: seq, part: 0, last: true, rows: keyed });
  }

  #tell(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

async function isAccess(answer: Response): Promise<boolean> {
  try {
    return ((await answer.json()) as { error?: unknown }).error === 'ACCESS_DENIED';
  } catch {
    return false;
  }
}
