/** Stands between a client and ClickHouse's HTTP interface, and passes on, answers in its place, or spoils the answer. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `page` … `one`: answered in the store's place, which hears nothing. `stale`: an answer of the store's to an earlier statement.
 * `stripped`: the store does it, its headers get lost. `miscounted`: the same, with a summary that says 0 rows. `cut`, `stalled`: the
 * answer ends, or stops, in its middle. `reset`: the connection is gone before the store hears of it; `lost`: afterwards.
 */
export const LIES = [
  'page',
  'empty',
  'no-content',
  'ok',
  'json',
  'one',
  'redirect',
  'bad-gateway',
  'stale',
  'stripped',
  'miscounted',
  'cut',
  'stalled',
  'reset',
  'lost',
] as const;
export type Lie = (typeof LIES)[number];

/** In the store's own words, as ClickHouse 26 has them. */
const REFUSALS = {
  full: [243, 'Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)'],
  'read-only': [242, 'Table is in readonly mode: replica path is /clickhouse/tables/1 (TABLE_IS_READ_ONLY)'],
  'read-only-user': [164, 'default: Cannot execute query in readonly mode. (READONLY)'],
} as const;
/** Not told by a stranger but by the store, whose answer it is: it takes no writes. */
export type Refusal = keyof typeof REFUSALS;

const PAGE = '<html><head><title>Wi-Fi</title></head><body>Please sign in</body></html>';
const IN_PLACE: Partial<Record<Lie, { status: number; headers: Record<string, string>; body: string }>> = {
  page: { status: 200, headers: { 'content-type': 'text/html' }, body: PAGE },
  empty: { status: 200, headers: {}, body: '' },
  'no-content': { status: 204, headers: {}, body: '' },
  ok: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'Ok.\n' },
  json: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"healthy"}' },
  one: { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: '[1]\n' },
  redirect: { status: 302, headers: { location: 'http://127.0.0.1:9/sign-in' }, body: PAGE },
  'bad-gateway': { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502 Bad Gateway</h1>' },
};

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export class LyingProxy {
  readonly #target: () => string;
  readonly #server: Server;
  #stale: Answer | null = null;
  url = '';
  /** What becomes of the next statement; null passes it on. Told the SQL where it stands in the address. */
  behave: (sql: string) => Lie | Refusal | null = () => null;
  /** Lies told so far. */
  told = 0;

  private constructor(target: () => string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** @param target address of the store, asked for on every statement. */
  static async start(target: () => string): Promise<LyingProxy> {
    const proxy = new LyingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.url = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`;
    return proxy;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const sql = new URL(request.url ?? '/', 'http://proxy').searchParams.get('query') ?? body.toString();
    const lie = this.behave(sql);
    if (lie) this.told++;
    if (lie && lie in REFUSALS) {
      const [code, words] = REFUSALS[lie as Refusal];
      return void response.writeHead(500, { 'X-ClickHouse-Exception-Code': code }).end(`Code: ${code}. DB::Exception: ${words}`);
    }
    const inPlace = lie && IN_PLACE[lie as Lie];
    if (inPlace) return void response.writeHead(inPlace.status, inPlace.headers).end(inPlace.body);
    if (lie === 'reset') return void request.socket.destroy();
    if (lie === 'stale' && this.#stale) return void response.writeHead(this.#stale.status, this.#stale.headers).end(this.#stale.body);
    const answer = await this.#pass(request, body);
    if (answer.status === 200) this.#stale = answer;
    const headers: IncomingHttpHeaders = { ...answer.headers, 'content-length': String(answer.body.length) };
    delete headers['transfer-encoding'];
    switch (lie) {
      case 'stripped':
        for (const name of Object.keys(headers)) if (name.startsWith('x-clickhouse')) delete headers[name];
        return void response.writeHead(answer.status, headers).end(answer.body);
      case 'miscounted':
        return void response.writeHead(answer.status, { ...headers, 'x-clickhouse-summary': '{"written_rows":"0"}' }).end(answer.body);
      case 'cut':
      case 'stalled':
        response.writeHead(answer.status, { ...headers, 'content-length': String(answer.body.length + 10) });
        response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)));
        response.flushHeaders();
        if (lie === 'cut') setImmediate(() => response.destroy());
        return;
      case 'lost':
        return void request.socket.destroy();
      default:
        return void response.writeHead(answer.status, headers).end(answer.body);
    }
  }

  #pass(request: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const url = new URL(request.url ?? '/', this.#target());
      const headers: IncomingHttpHeaders = { ...request.headers, host: url.host, 'content-length': String(body.length) };
      delete headers['transfer-encoding'];
      const onward = send(url, { method: request.method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }));
        answer.on('error', reject);
      });
      onward.on('error', reject);
      onward.end(body);
    });
  }
}
