/** The built display and its one page, which serves every screen; what a screen needs to know before it connects. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { DisplaySettings } from '@warroom/protocol/api/display';
import { isSceneId } from '@warroom/protocol/scenes';
import type { Mode } from '@warroom/protocol/system';
import fp from 'fastify-plugin';
import type { AccessSettings } from '../access/settings.ts';
import { WarroomError } from '../errors.ts';
import { atRiskSecondsOf } from '../monitors/lead-response/sla.ts';
import type { MonitorSettings } from '../monitors.ts';
import type { ConfiguredDisplay } from './displaySettings.ts';
import type { ServerSettings } from './settings.ts';

export interface PagesOptions {
  config: { server: ServerSettings; display: ConfiguredDisplay; access: AccessSettings } & Pick<
    MonitorSettings,
    'lead-response' | 'delivery-risk'
  >;
  /** The built display. */
  directory: string;
  version: string;
  mode: () => Mode;
}

const PAGES = ['/', '/wall', '/wall/:screen', '/ops', '/customer/:id'];

const pages: FastifyPluginAsyncTypebox<PagesOptions> = async (app, { config, directory, version, mode }) => {
  app.get(
    '/api/v1/display',
    { schema: { tags: ['board'], summary: 'What a screen needs before it connects', response: { 200: DisplaySettings } } },
    async () => ({
      language: config.display.language,
      theme: config.display.theme,
      chime: config.display.chime,
      place: config.server.place,
      screenInches: config.display.screenInches,
      viewerMetres: config.display.viewerMetres,
      mode: mode(),
      version,
      slaSeconds: config['lead-response'].slaSeconds,
      atRiskSeconds: atRiskSecondsOf(config['lead-response']),
      serviceLevelTarget: config['lead-response'].serviceLevel.target,
      access: config.access.tokens.length > 0,
      scenes: config.display.scenes,
      rotateSeconds: config.display.rotateSeconds,
      panels: config.display.panels,
      screens: config.display.screens,
      lateShares: { likely: config['delivery-risk'].warningShare, certain: config['delivery-risk'].criticalShare },
      map: config.display.map ? { attribution: config.display.map.attribution, reviewNumber: config.display.map.reviewNumber } : null,
    }),
  );

  app.get(
    '/api/v1/display/map',
    { schema: { tags: ['board'], summary: "The operator's own GeoJSON of borders (`display.map`)" } },
    async (_request, reply) => {
      if (!config.display.map) throw new WarroomError('NOT_FOUND', 'no map is configured (display.map)');
      return reply.type('application/geo+json').send(await readFile(config.display.map.file, 'utf8'));
    },
  );

  /** Whether an address of the wall is about a screen or a scene that does not exist. */
  const namesNothing = (params: unknown, query: unknown): boolean => {
    const { screen } = params as { screen?: string };
    const { scene } = query as { scene?: unknown };
    return (
      (screen !== undefined && screen !== '' && !Object.hasOwn(config.display.screens, screen)) ||
      (scene !== undefined && !isSceneId(scene))
    );
  };
  const index = path.join(directory, 'index.html');
  if (!existsSync(index)) {
    app.log.warn({ directory }, 'the display is not built: `npm run build` makes its pages');
    for (const page of PAGES) {
      app.get(page, { schema: { hide: true } }, async (_request, reply) =>
        reply.code(503).type('text/plain; charset=utf-8').send('The display is not built yet: run `npm run build`.\n'),
      );
    }
    return;
  }
  for (const page of PAGES) {
    // Read and asked for anew each time: after an update on the spot it names other files.
    app.get(page, { schema: { hide: true } }, async ({ params, query }, reply) =>
      reply
        // The same page says in words what there is instead.
        .code(namesNothing(params, query) ? 404 : 200)
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(await readFile(index, 'utf8')),
    );
  }
  const hashed = path.join(directory, 'assets') + path.sep;
  await app.register(fastifyStatic, {
    root: directory,
    index: false,
    cacheControl: false,
    // What carries a hash in its name never changes.
    setHeaders: (reply, file) => {
      reply.header('cache-control', file.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
};

export const pagesPlugin = fp(pages, { name: 'warroom-pages', fastify: '5.x' });
