/** `/api/openapi.json`, made from the routes' own schemas, and a page to browse it. Registered before the routes it describes. */
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';

const docs: FastifyPluginAsync<{ version: string }> = async (app, { version }) => {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Warroom',
        version,
        description:
          'Events in, board rows and alerts out. The live stream on `/stream` is a WebSocket: its messages are specified in protocol/SPEC.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }, {}],
      tags: [
        { name: 'events', description: 'Send events' },
        { name: 'board', description: 'Read the board' },
        { name: 'alerts', description: 'Read and work the alerts' },
        { name: 'health', description: 'Health and metrics' },
      ],
    },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(fastifySwaggerUi, { routePrefix: '/api/docs' });
};

export const docsPlugin = fp(docs, { name: 'warroom-docs', fastify: '5.x' });
