/** A span for every request to a route, under its pattern: `GET /api/v1/alerts/:id`. `/stream` has none: it lasts for days. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type RequestSpan, startRequestSpan } from '../tracing.ts';

const tracing: FastifyPluginAsync = async (app) => {
  const open = new WeakMap<FastifyRequest, RequestSpan>();
  const end = (request: FastifyRequest, status?: number) => {
    const traced = open.get(request);
    if (!traced) return;
    open.delete(request);
    if (status !== undefined) traced.span.setAttribute('http.response.status_code', status);
    traced.span.end();
  };
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (route === undefined || request.headers.upgrade !== undefined) return done();
    const traced = startRequestSpan(`${request.method} ${route}`, request.headers, {
      'http.request.method': request.method,
      'http.route': route,
    });
    open.set(request, traced);
    traced.within(done);
  });
  // Reading a body leaves the context of the request.
  app.addHook('preHandler', (request, _reply, done) => {
    const traced = open.get(request);
    if (traced) traced.within(done);
    else done();
  });
  app.addHook('onResponse', async (request, reply) => end(request, reply.statusCode));
  app.addHook('onRequestAbort', async (request) => end(request));
};

export const tracingPlugin = fp(tracing, { name: 'warroom-tracing', fastify: '5.x' });
