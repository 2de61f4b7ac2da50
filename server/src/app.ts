/**
 * All wiring, in running order: ClickHouse → source → monitors → alerts → board → stream. Each room is built here once and handed
 * what it needs; none looks another up.
 */
import { createHash, randomUUID } from 'node:crypto';
import os from 'node:os';
import { MAX_NAME_LENGTH } from '@warroom/protocol/eventFields';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import pino, { type Logger } from 'pino';
import { Access } from './access/access.ts';
import { Board } from './board/board.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/schema.ts';
import { DEMO_CONTRACTS } from './demo/contracts/contracts.ts';
import { startDutyOfficer } from './demo/dutyOfficer.ts';
import { type Demo, startDemo } from './demo/startDemo.ts';
import { accessPlugin } from './http/accessPlugin.ts';
import { alertsPlugin } from './http/alerts.ts';
import { boardPlugin } from './http/board.ts';
import { customerPlugin } from './http/customer.ts';
import { docsPlugin } from './http/docs.ts';
import { errorHandlerPlugin } from './http/errorHandler.ts';
import { healthPlugin } from './http/health.ts';
import { ingestPlugin } from './http/ingest.ts';
import { pagesPlugin } from './http/pages.ts';
import { qualityPlugin } from './http/quality.ts';
import { AlertDesk } from './live/alertDesk.ts';
import { AlertLogTail } from './live/alertLogTail.ts';
import { Checkpointer, type CheckpointState } from './live/checkpointing.ts';
import { Live } from './live/live.ts';
import { LogWriter } from './live/logWriter.ts';
import { createMonitors, monitorSettings } from './monitors.ts';
import { createMetrics } from './observe/metrics.ts';
import { IngestQueue } from './source/ingestQueue.ts';
import { Tail } from './source/tail.ts';
import { AlertLog } from './store/alertLog.ts';
import { Checkpoints } from './store/checkpoints.ts';
import type { Store } from './store/client.ts';
import { CustomerHistoryReads } from './store/customerHistory.ts';
import { migrate } from './store/migrate.ts';
import { RejectedLog } from './store/rejected.ts';
import { streamPlugin } from './stream/plugin.ts';

export interface AppOptions {
  config: Config;
  clock: Clock;
  store: Store;
  log: Logger;
  /** Of the package and the built pages together. */
  version: string;
  /** Directory of the built display. */
  pages: string;
  /** Whether an empty store is to be fed by the simulator. */
  demo: boolean;
}

export interface App {
  http: FastifyInstance;
  /** Address it listens on, as http://127.0.0.1:8080. */
  address: string;
  /** Whether the simulator feeds it. */
  isDemo: boolean;
  /** Lets everybody finish, keeps what is to be kept, and closes the store. */
  stop(): Promise<void>;
}

/** How often and how far back the alert log is read for what other replicas wrote. */
const ALERT_LOG_POLL_MS = 1_000;
const ALERT_LOG_OVERLAP_MS = 60_000;

/** Each step of a stop is over in well under this; longer, and the log says which it is, and the next one begins. */
const STOP_STEP_MS = 8_000;

export function createLog(config: Config): Logger {
  return pino({
    level: config.server.logLevel,
    redact: ['token', '*.token', '*.password', 'req.headers.authorization', 'headers.authorization'],
  });
}

export async function startApp({ config: configured, clock, store, log, version, pages, demo }: AppOptions): Promise<App> {
  await migrate(store, configured.store, log);
  const isDemo = demo && (await startDemo.isWanted(store));
  // The simulated feeds have made their promises too, as long as nobody has written down others.
  const demoContracts = isDemo && configured.contracts.length === 0;
  const config = demoContracts ? { ...configured, contracts: [...DEMO_CONTRACTS] } : configured;
  const server = config.server.id || `${os.hostname()}:${config.server.port}`;
  const access = new Access(config.access);
  const limits = { maxFutureMs: config.ingest.maxFutureMs };

  // Board and what writes to it.
  const board = new Board({ epoch: randomUUID() });
  const alertLog = new AlertLog(store);
  const logWriter = new LogWriter((rows) => alertLog.append(rows), clock, log);
  let demoFeed: Demo | null = null;
  let stopDuty = () => {};
  const metrics = createMetrics({
    storeUp: () => live.isStoreUp,
    tailLagSeconds: () => tail.lagSeconds,
    lateEvents: () => live.lateEvents,
    rejectedEvents: () => live.rejectedEvents,
    alertsWaiting: () => logWriter.waiting,
  });
  const live: Live = new Live({
    config,
    clock,
    board,
    server,
    version,
    log,
    appendLog: (rows) => logWriter.add(rows),
    readLog: () => alertLog.readAll(),
    flushNow: (topics) => http.stream.flushNow(topics),
    connections: () => http.stream.connections,
    onApplied: metrics.applied,
    onFired: metrics.fired,
    onAlertChange: metrics.alertChanged,
    onRealRow: () => {
      if (!demoFeed) return;
      log.warn({}, 'rows of a real source have come in: the demo feed ends');
      void demoFeed.stop();
      stopDuty();
      if (!demoContracts) return;
      live.reconfigure(configured);
      tail.readAnew();
    },
  });

  // Source.
  const tail: Tail = new Tail({ store, clock, config: config.tail, retentionDays: config.store.retentionDays, limits, log, sink: live });
  const queue = new IngestQueue({ store, clock, config: config.ingest, log, onWritten: () => tail.wake() });
  const alertTail = new AlertLogTail({
    log: alertLog,
    clock,
    pollMs: ALERT_LOG_POLL_MS,
    overlapMs: ALERT_LOG_OVERLAP_MS,
    logger: log,
    apply: (rows) => live.fold(rows),
  });

  // Stream and HTTP.
  const http: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // A line for every request of every screen would bury the lines that matter.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    // A customer is asked for by its name, which may be as long as any.
    routerOptions: { maxParamLength: MAX_NAME_LENGTH },
    requestTimeout: 60_000,
  });
  await http.register(errorHandlerPlugin);
  await http.register(docsPlugin, { version });
  await http.register(accessPlugin, { access });
  await http.register(healthPlugin, {
    registry: metrics.registry,
    notReady: () => (!live.isStoreUp ? 'the store does not answer' : !live.isCaughtUp ? 'history is being read' : null),
  });
  await http.register(async (scope) => {
    scope.addHook('onRequest', scope.requireRole('ingest'));
    await scope.register(ingestPlugin, {
      queue,
      clock,
      config: config.ingest,
      onRequest: ({ accepted, rejected }) => metrics.ingested(accepted, rejected),
    });
  });
  await http.register(boardPlugin, { board, clock });
  const desk = new AlertDesk({ book: live.alerts, clock, append: (rows) => alertLog.append(rows), stored: (rows) => live.fold(rows) });
  await http.register(alertsPlugin, {
    book: live.alerts,
    clock,
    desk,
    past: (alertId) => alertLog.ofAlert(alertId),
  });
  await http.register(customerPlugin, { board, history: new CustomerHistoryReads(store, limits), clock, config });
  await http.register(qualityPlugin, { rejected: new RejectedLog(store) });
  await http.register(streamPlugin, {
    board,
    clock,
    config: config.stream,
    authorize: (token) => access.allows('view', token),
    authorizePrivate: (token) => access.allows('operate', token),
    metrics: metrics.stream,
    allowedOrigins: config.server.allowedOrigins,
  });
  await http.register(pagesPlugin, { config, directory: pages, version, mode: () => live.mode });

  // State: the log of alerts first, then the monitors as of the newest checkpoint, then the rows since.
  const checkpoints = new Checkpoints(store, { code: version.split('+', 1)[0] as string, state: stateVersion(config) });
  const checkpointer = new Checkpointer({
    clock,
    log,
    everyMs: config.tail.checkpointMs,
    take: () => {
      const tailState = tail.save();
      // What fired before a checkpoint is taken as logged: the log has to have it.
      return tailState && live.isCaughtUp && logWriter.waiting === 0 ? { engine: live.save(), tail: tailState } : null;
    },
    store: (text) => checkpoints.save({ savedAtMs: clock.now(), server, state: text }),
    onStored: metrics.checkpointed,
  });

  const address = await http.listen({ host: config.server.host, port: config.server.port });
  live.start(() => tail.lagSeconds);
  try {
    if (isDemo) {
      stopDuty = startDutyOfficer({
        clock,
        alerts: () => board.rows('alerts'),
        isReady: () => live.isCaughtUp,
        act: (command) => desk.do(command),
      });
      demoFeed = await startDemo({
        store,
        clock,
        config: config.demo,
        queue,
        limits,
        log,
        openLeads: () => board.rows('lead-response.open'),
        isReady: () => live.isCaughtUp,
      });
    }
    await alertTail.start();
    tail.start(restoreFrom(live, await newestCheckpoint(checkpoints, log)));
    checkpointer.start();
    return { http, address, isDemo, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop(): Promise<void> {
    const steps: readonly (readonly [name: string, end: () => Promise<unknown> | undefined])[] = [
      ['demo', () => demoFeed?.stop()],
      // Screens are told first, requests under way are answered, and new ones are refused.
      ['http', () => http.close()],
      ['ingest queue', () => queue.stop()],
      ['tail', () => tail.stop()],
      ['alert log', () => logWriter.stop()],
      ['checkpointer', () => checkpointer.stop()],
      ['checkpoint', () => checkpointer.write()],
      ['alert log tail', () => alertTail.stop()],
      ['store', () => store.close()],
    ];
    stopDuty();
    for (const [name, end] of steps) {
      // A client that does not let go must not keep the checkpoint from being written.
      await new Promise<void>((resolve, reject) => {
        const cancel = clock.at(clock.now() + STOP_STEP_MS, () => {
          log.error({ step: name }, 'stopping takes long: going on without this');
          resolve();
        });
        Promise.resolve(end())
          .then(() => resolve(), reject)
          .finally(cancel);
      });
      if (name === 'tail') live.stop();
    }
  }
}

/** Monitors, and the settings that their state stands on: under another SLA an old state would be another truth. */
function stateVersion(config: Config): string {
  const { monitors } = createMonitors(config, () => {});
  const settings = createHash('sha256')
    .update(JSON.stringify({ ...monitorSettings(config), historyMs: config.tail.historyMs }))
    .digest('hex')
    .slice(0, 12);
  return `${monitors.map((monitor) => `${monitor.name}@${monitor.stateVersion}`).join(',')}#${settings}`;
}

async function newestCheckpoint(checkpoints: Checkpoints, log: Logger): Promise<CheckpointState | null> {
  const checkpoint = await checkpoints.load();
  if (!checkpoint) return null;
  try {
    const state = JSON.parse(checkpoint.state) as CheckpointState;
    log.info({ savedAt: new Date(checkpoint.savedAtMs).toISOString(), by: checkpoint.server }, 'going on from a checkpoint');
    return state;
  } catch (error) {
    log.warn({ err: error }, 'the newest checkpoint cannot be read; history is read instead');
    return null;
  }
}

/** Monitors and tail stand at one instant: either both go on from the checkpoint, or neither does. */
function restoreFrom(live: Live, checkpoint: CheckpointState | null) {
  return live.restore(checkpoint?.engine ?? null) ? checkpoint?.tail : undefined;
}
