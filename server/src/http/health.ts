/** `/healthz` (the process is alive), `/readyz` (its figures may be believed), `/metrics`. */
import { Healthy, NotReady, Ready } from '@warroom/protocol/api/health';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import type { Registry } from 'prom-client';

export interface HealthOptions {
  registry: Registry;
  /** Why the server is not ready, in words; null when it is. */
  notReady: () => string | null;
  /** What is amiss although it is ready, in words. */
  degraded: () => readonly string[];
}

const health: FastifyPluginAsync<HealthOptions> = async (app, { registry, notReady, degraded }) => {
  app.get('/healthz', { schema: { tags: ['health'], summary: 'The process is alive', response: { 200: Healthy } } }, async () => ({
    status: 'ok' as const,
  }));
  app.get(
    '/readyz',
    {
      schema: {
        tags: ['health'],
        summary: 'The store answers and the monitors have caught up with it; degraded where something else is amiss',
        response: { 200: Ready, 503: NotReady },
      },
    },
    async (_request, reply) => {
      const reason = notReady();
      if (reason === null) {
        const reasons = [...degraded()];
        return reasons.length === 0 ? { status: 'ok' as const } : { status: 'degraded' as const, reasons };
      }
      return reply.code(503).send({ status: 'not ready' as const, reason });
    },
  );
  app.get(
    '/metrics',
    { schema: { tags: ['health'], summary: 'Prometheus metrics', produces: ['text/plain'] } },
    async (_request, reply) => {
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
};

export const healthPlugin = fp(health, { name: 'warroom-health', fastify: '5.x' });
