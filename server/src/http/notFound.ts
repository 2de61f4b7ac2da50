/** An address that does not exist says what does: a page to a browser, JSON to a program. A known one says which methods it takes. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';
import { sendError } from './errorHandler.ts';
import { RouteMap } from './routeMap.ts';

/** Pages, with what they are in the two languages of the screens. */
const PAGES = [
  { path: '/wall', pattern: '/wall', zh: '大屏', en: 'the wall' },
  { path: null, pattern: '/wall/<screen>', zh: '某一块屏（名称见配置 display.screens）', en: 'one screen, by its name in display.screens' },
  { path: '/ops', pattern: '/ops', zh: '值班台', en: 'the operators’ desk' },
  { path: null, pattern: '/customer/<id>', zh: '某一位客户', en: 'one customer' },
  { path: '/api/docs', pattern: '/api/docs', zh: '接口文档', en: 'the API' },
] as const;
const API_PREFIX = '/api/v1/';

const notFound: FastifyPluginAsync = async (app) => {
  const routes = new RouteMap();
  app.addHook('onRoute', ({ url, method }) => {
    routes.add({ pattern: url, methods: Array.isArray(method) ? method : [method] });
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = routes.methodsOf(path);
    if (methods.length > 0) {
      reply.header('allow', [...methods, 'OPTIONS'].join(', '));
      if (request.method === 'OPTIONS') return reply.code(204).send();
      return sendError(reply, new WarroomError('METHOD_NOT_ALLOWED', `${request.method} is no method here: ${methods.join(', ')}`));
    }
    const shown = path.slice(0, 200);
    if (wantsPage(request)) return sendPage(reply, shown);
    const exists = [...PAGES.map(({ pattern }) => `GET ${pattern}`), ...routes.under(API_PREFIX)];
    return sendError(reply, new WarroomError('NOT_FOUND', `no such route: ${request.method} ${shown}`, { details: { exists } }));
  });
};

/** Browsers name text/html when they open a page; without it, as curl and fetch ask, it is a program. */
function wantsPage({ method, headers, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && !url.startsWith(API_PREFIX) && /\btext\/html\b/i.test(headers.accept ?? '');
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function sendPage(reply: FastifyReply, path: string): FastifyReply {
  const rows = PAGES.map(({ path: to, pattern, zh, en }) => {
    const name = escapeHtml(pattern);
    return `<li>${to === null ? `<code>${name}</code>` : `<a href="${to}"><code>${name}</code></a>`} — ${zh} · <span lang="en">${en}</span></li>`;
  });
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>没有这个页面 · No such page</title>
<style>body { font: 1.1rem/1.7 system-ui, sans-serif; max-width: 44rem; margin: 12vh auto; padding: 0 1rem } a { color: inherit }</style>
</head>
<body>
<h1>没有这个页面 <span lang="en">· No such page</span></h1>
<p><code>${escapeHtml(path)}</code></p>
<p>这里有 <span lang="en">· What there is:</span></p>
<ul>
${rows.join('\n')}
</ul>
</body>
</html>
`);
}

/** @name warroom-not-found */
export const notFoundPlugin = fp(notFound, { name: 'warroom-not-found', fastify: '5.x' });
