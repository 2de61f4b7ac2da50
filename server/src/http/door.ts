/**
 * The one address that the world knows. It listens for good and hands each request to the routes that are in force now: these may be
 * replaced by others while it is open, and what is under way ends where it began.
 */
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A stop waits this long for answers under way before it cuts the connections. */
const ANSWERS_WITHIN_MS = 5_000;

export class Door {
  readonly #servers: Server[] = [];
  readonly #options: ServerOptions;
  #routes: FastifyInstance;

  /** @param routes ready, and not listening themselves: their server is only spoken to from here */
  constructor(routes: FastifyInstance, options: ServerOptions) {
    this.#routes = routes;
    this.#options = options;
  }

  /** @returns the address, as http://127.0.0.1:8080. Rejects as `net.Server` does, with EADDRINUSE and the like. */
  async open({ host, port }: { host: string; port: number }): Promise<string> {
    if (host !== 'localhost') return this.#listen(host, port);
    // Of two families: a browser may try either.
    const address = await this.#listen('127.0.0.1', port);
    await this.#listen('::1', Number(new URL(address).port)).catch(() => {});
    return address;
  }

  /** From here on requests go to these. */
  lead(routes: FastifyInstance): void {
    this.#routes = routes;
  }

  /** Takes nobody in any more and waits for the answers under way. The routes have to be closed first, or their streams keep it open. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.map(closed));
  }

  async #listen(host: string, port: number): Promise<string> {
    const server = createServer(this.#options, (request, response) => this.#routes.server.emit('request', request, response));
    const pass = (event: string) => server.on(event, (...args: unknown[]) => this.#routes.server.emit(event, ...args));
    pass('upgrade');
    pass('clientError');
    const { requestTimeout, headersTimeout, keepAliveTimeout, timeout, maxRequestsPerSocket } = this.#routes.server;
    Object.assign(server, { requestTimeout, headersTimeout, keepAliveTimeout, timeout, maxRequestsPerSocket });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#servers.push(server);
    const { address, family, port: opened } = server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${opened}`;
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), ANSWERS_WITHIN_MS).unref();
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
