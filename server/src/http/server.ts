/** The HTTP server with all its routes, ready to listen. */
import { randomUUID } from 'node:crypto';
import type { Quality } from '@warroom/protocol/api/quality';
import { MAX_NAME_LENGTH } from '@warroom/protocol/eventFields';
import type { Mode } from '@warroom/protocol/system';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Access } from '../access/access.ts';
import type { Board } from '../board/board.ts';
import type { Clock } from '../clock.ts';
import type { ParseLimits } from '../facts/parse.ts';
import type { IngestQueue } from '../source/ingestQueue.ts';
import type { IngestSettings } from '../source/settings.ts';
import type { AlertLog } from '../store/alertLog.ts';
import type { Store } from '../store/client.ts';
import { CustomerHistoryReads } from '../store/customerHistory.ts';
import { RejectedLog } from '../store/rejected.ts';
import type { StreamHub } from '../stream/hub.ts';
import { streamPlugin } from '../stream/plugin.ts';
import { accessPlugin } from './accessPlugin.ts';
import { type AlertEngine, alertsPlugin } from './alerts.ts';
import { boardPlugin } from './board.ts';
import { bodiesPlugin } from './bodies.ts';
import { answerBrokenRequest } from './brokenRequest.ts';
import { type CustomerOptions, customerPlugin } from './customer.ts';
import { type DemoOptions, demoPlugin } from './demo.ts';
import { docsPlugin } from './docs.ts';
import { type ErasingOptions, erasuresPlugin } from './erasures.ts';
import { errorHandlerPlugin, sendError, toWarroomError } from './errorHandler.ts';
import { gatePlugin } from './gatePlugin.ts';
import { healthPlugin } from './health.ts';
import { ingestPlugin } from './ingest.ts';
import { notFoundPlugin } from './notFound.ts';
import { type PagesOptions, pagesPlugin } from './pages.ts';
import { qualityPlugin } from './quality.ts';
import { responseWith, securityHeaders, securityHeadersPlugin } from './securityHeaders.ts';
import { strictQueryPlugin } from './strictQuery.ts';
import { tracingPlugin } from './tracing.ts';
import { isStreamHandshake, upgradePlugin } from './upgrade.ts';
import { whoPlugin } from './who.ts';

export interface HttpParts {
  config: PagesOptions['config'] & CustomerOptions['config'] & { ingest: IngestSettings };
  clock: Clock;
  log: Logger;
  version: string;
  /** Directory of the built display. */
  pages: string;
  access: Access;
  store: Store;
  limits: ParseLimits;
  queue: IngestQueue;
  board: Board;
  hub: StreamHub;
  engine: AlertEngine;
  alertLog: AlertLog;
  registry: Registry;
  lookAtQuality: () => Promise<Quality>;
  erasing: ErasingOptions;
  demo: DemoOptions;
  onIngested: (accepted: number, rejected: number) => void;
  mode: () => Mode;
  /** Why the server is not ready, in words; null when it is. */
  notReady: () => string | null;
  /** What is amiss although it is ready, in words. */
  degraded: () => readonly string[];
}

/** For the server that the requests come in by, which is the door's. */
export const nodeOptions = ({ frameAncestors }: HttpParts['config']['server']) => ({
  ServerResponse: responseWith(securityHeaders(frameAncestors)),
  shouldUpgradeCallback: isStreamHandshake,
});

export async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const { config, clock, log, version, pages, access, store, limits, queue, board, hub, engine, alertLog, registry, onIngested, mode } =
    parts;
  const headers = securityHeaders(config.server.frameAncestors);
  const http: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // A line for every request of every screen would bury the lines that matter.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    // A customer is asked for by its name, which may be as long as any.
    routerOptions: { maxParamLength: MAX_NAME_LENGTH, ignoreTrailingSlash: true },
    requestTimeout: 60_000,
    http: nodeOptions(config.server),
    // Refused before there is a route: by the router, and by Node's parser.
    frameworkErrors: (error, _request, reply) => sendError(reply, toWarroomError(error)),
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, headers),
  });
  await http.register(securityHeadersPlugin, { headers });
  await http.register(gatePlugin, { isOpen: access.isOpen, allowedOrigins: config.server.allowedOrigins, clock });
  await http.register(tracingPlugin);
  await http.register(errorHandlerPlugin);
  await http.register(bodiesPlugin, { maxBulkBytes: config.ingest.maxBodiesBytes });
  await http.register(notFoundPlugin);
  await http.register(strictQueryPlugin);
  await http.register(upgradePlugin);
  await http.register(docsPlugin, { version });
  await http.register(accessPlugin, { access });
  await http.register(whoPlugin);
  await http.register(healthPlugin, { registry, notReady: parts.notReady, degraded: parts.degraded });
  await http.register(async (scope) => {
    scope.addHook('onRequest', scope.requireRole('ingest'));
    const onRequest = ({ accepted, rejected }: { accepted: number; rejected: number }) => onIngested(accepted, rejected);
    await scope.register(ingestPlugin, { queue, clock, config: config.ingest, onRequest });
  });
  await http.register(boardPlugin, { board, clock });
  await http.register(alertsPlugin, { engine, clock, past: (alertId) => alertLog.ofAlert(alertId) });
  await http.register(customerPlugin, { board, history: new CustomerHistoryReads(store, limits), clock, config });
  await http.register(qualityPlugin, { rejected: new RejectedLog(store), look: parts.lookAtQuality });
  await http.register(erasuresPlugin, parts.erasing);
  await http.register(demoPlugin, parts.demo);
  await http.register(streamPlugin, { hub, allowedOrigins: config.server.allowedOrigins, clock });
  await http.register(pagesPlugin, { config, directory: pages, version, mode });
  return http;
}
