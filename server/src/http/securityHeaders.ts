/** Headers that every answer carries, whoever writes it: routes, files, errors, redirects, and Node itself. */
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';

/** @param frameAncestors origins besides the own one whose pages may show ours in a frame */
export function securityHeaders(frameAncestors: readonly string[]): Readonly<Record<string, string>> {
  const policy = {
    'default-src': "'self'",
    'script-src': "'self'",
    // Charts and map set styles on elements, and the page colours its ground before any file has come.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self' data:",
    'connect-src': "'self'",
    'worker-src': "'self' blob:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': ["'self'", ...frameAncestors].join(' '),
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join('; '),
    // For browsers that do not know frame-ancestors; it cannot name an origin.
    ...(frameAncestors.length === 0 ? { 'x-frame-options': 'SAMEORIGIN' } : {}),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** For `http.createServer`: also answers that no hook sees, as to a broken address or while stopping. */
export function responseWith(headers: Readonly<Record<string, string>>): typeof ServerResponse {
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    constructor(request: Request) {
      super(request);
      for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    }
  };
}

const plugin: FastifyPluginAsync<{ headers: Readonly<Record<string, string>> }> = async (app, { headers }) => {
  // Set on the raw answer: a refused upgrade and a test's have another class.
  app.addHook('onRequest', async (_request, reply) => {
    for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
  });
};

/** @name warroom-security-headers */
export const securityHeadersPlugin = fp(plugin, { name: 'warroom-security-headers', fastify: '5.x' });
