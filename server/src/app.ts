/**
 * All wiring, in running order: ClickHouse → source → monitors → alerts → board → stream. Each room is built here once and handed
 * what it needs; none looks another up. What has to end says so where it is built. A core is all that stands on one database; behind one
 * door it gives way to another: the demo's to that of the first real row, and any to one that has never heard of what was erased.
 */
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import pino, { type Logger } from 'pino';
import { Access } from './access/access.ts';
import { Board } from './board/board.ts';
import type { MachineClock } from './clock.ts';
import type { Config } from './config/schema.ts';
import { Demo } from './demo/demo.ts';
import { DemoData } from './demo/demoData.ts';
import { Door } from './http/door.ts';
import { createHttp, nodeOptions } from './http/server.ts';
import { Lifecycle } from './lifecycle.ts';
import { AlertDesk } from './live/alertDesk.ts';
import { AlertLogTail } from './live/alertLogTail.ts';
import { Checkpointer } from './live/checkpointing.ts';
import { watchHolidayList } from './live/holidayListWatch.ts';
import { Live } from './live/live.ts';
import { LogWriter } from './live/logWriter.ts';
import { QualityWatch } from './live/qualityWatch.ts';
import { restore, saveAll, stateVersion } from './live/restore.ts';
import { createMetrics } from './observe/metrics.ts';
import { IngestQueue } from './source/ingestQueue.ts';
import { StoreClock } from './source/storeClock.ts';
import { Tail } from './source/tail.ts';
import { WriteWatch } from './source/writeWatch.ts';
import { AlertLog } from './store/alertLog.ts';
import { Checkpoints } from './store/checkpoints.ts';
import type { Store } from './store/client.ts';
import { type Erasures, readErasures, sweepAlertLog } from './store/erasures.ts';
import { EventReads } from './store/eventReads.ts';
import { migrate } from './store/migrate.ts';
import { QualityReads } from './store/qualityReads.ts';
import { StreamHub } from './stream/hub.ts';
import { type Core, type Reason, Succession } from './succession.ts';

export interface AppOptions {
  config: Config;
  /** Of this machine; the app's own is the store's. */
  clock: MachineClock;
  /** Closed by the app, also where the start fails. */
  store: Store;
  log: Logger;
  /** Of the package and the built pages together. */
  version: string;
  /** Directory of the built display. */
  pages: string;
  /** Whether the simulator is to be shown for as long as there is no real row. */
  demo: boolean;
}

interface CoreOptions extends Omit<AppOptions, 'demo'> {
  /** The database that is shown. */
  store: Store;
  /** Where the API's events go, whatever is shown. */
  real: Store;
  demoData: DemoData;
  isDemo: boolean;
  /** What has been erased from the database that is shown, as of now. */
  erasures: Erasures;
  /** Asks for another core. */
  succeed: (reason: Reason) => Promise<void>;
}

export interface App {
  /** Address it listens on, as http://127.0.0.1:8080. */
  address: string;
  /** Whether the simulator's data is shown. */
  readonly isDemo: boolean;
  /** For what stands on the app: ends before any part of it does. */
  onStop(name: string, end: () => unknown): void;
  /** Lets everybody finish, keeps what is to be kept, and closes the store. */
  stop(): Promise<void>;
}

/** How often and how far back the alert log is read for what other replicas wrote. */
const ALERT_LOG_POLL_MS = 1_000;
const ALERT_LOG_OVERLAP_MS = 60_000;
/** Of the store's clock: the first connection may be slow to answer. */
const FIRST_READINGS = 3;

export function createLog(config: Config): Logger {
  // A terminal that has been closed takes no more lines: no reason to end, nor, as pino's own writer does, to wait for it at the end.
  process.stdout.on('error', () => {});
  return pino(
    {
      level: config.server.logLevel,
      redact: ['token', '*.token', '*.password', 'req.headers.authorization', 'headers.authorization'],
    },
    process.stdout,
  );
}

/** A start that fails half-way ends what it had started by then, and rejects with the reason. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, clock, store, log } = options;
  const lifecycle = new Lifecycle(clock, log);
  const late = new Lifecycle(clock, log);
  let succession: Succession | null = null;
  const stop = async () => {
    await late.stop();
    await succession?.stop();
    await lifecycle.stop();
  };
  try {
    lifecycle.onStop('store', () => store.close());
    await migrate(store, config.store, log);
    const demoData = new DemoData(store, config.store, log);
    if (await demoData.adopt()) await migrate(store, config.store, log);
    const startsWithDemo = options.demo && !(await demoData.hasRealRows());
    const begin = async (isDemo: boolean, succeed: CoreOptions['succeed']) => {
      const shown = isDemo ? await demoData.open() : store;
      const erasures = await readErasures(shown);
      await sweepAlertLog(shown, erasures);
      return startCore({ ...options, store: shown, real: store, demoData, isDemo, erasures, succeed });
    };
    succession = new Succession({ clock, log, begin, erasures: () => readErasures(store), hasRealRows: () => demoData.hasRealRows() });
    const first = await succession.start(startsWithDemo);
    const door = new Door(first.http, nodeOptions(config.server));
    lifecycle.onStop('door', () => door.close());
    const address = await door.open(config.server);
    log.info({ address }, 'listening');
    await first.present();
    succession.follow((core) => door.lead(core.http));
    const of = succession;
    return {
      address,
      get isDemo() {
        return of.isDemo;
      },
      onStop: (name, end) => late.onStop(name, end),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ends with itself what it had begun, should it fail. */
async function startCore(options: CoreOptions): Promise<Core> {
  const lifecycle = new Lifecycle(options.clock, options.log);
  try {
    return await start(options, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function start(
  { config: configured, clock: machine, store, real, log, version, pages, demoData, isDemo, erasures, succeed }: CoreOptions,
  lifecycle: Lifecycle,
): Promise<Core> {
  // The one clock of all that follows.
  const clock = new StoreClock(machine);
  const reads = new EventReads(store);
  for (let i = 0; i < FIRST_READINGS; i++) await clock.measure(() => reads.nowMs());
  const demo = new Demo(isDemo, configured.contracts);
  const config = demo.contracts ? { ...configured, contracts: [...demo.contracts] } : configured;
  const server = config.server.id || `${os.hostname()}:${config.server.port}`;
  const limits = { maxFutureMs: config.ingest.maxFutureMs };
  const access = new Access(config.access);
  const metrics = createMetrics();

  // The checkpoint is written when everything that it is made of has come to rest.
  const checkpoints = new Checkpoints(store, {
    code: version.split('+', 1)[0] as string,
    state: `${stateVersion(config, config.tail.historyMs)}~${erasures.mark}`,
  });
  const checkpointer = new Checkpointer({
    clock,
    log,
    everyMs: config.tail.checkpointMs,
    begin: () => checkpoints.begin({ savedAtMs: clock.now(), server }),
    onStored: metrics.checkpointed,
  });
  lifecycle.onStop('checkpoint', () => checkpointer.stop());

  // Board, the stream that carries it on, and what writes to it.
  const board = new Board({ epoch: randomUUID() });
  const hub = new StreamHub({
    board,
    clock,
    config: config.stream,
    authorize: (token) => access.allows('view', token),
    authorizePrivate: (token) => access.allows('operate', token),
    metrics: metrics.stream,
  });
  const alertLog = new AlertLog(store, erasures.isErased);
  const logWriter = new LogWriter(
    (rows) => alertLog.append(rows),
    clock,
    log,
    () => tail.readAnew(),
  );
  lifecycle.onStop('alert log', () => logWriter.stop());
  const writes = new WriteWatch({ store, clock, log, server });
  const live = new Live({
    config,
    clock,
    board,
    server,
    version,
    log,
    appendLog: (rows) => logWriter.add(rows),
    readLog: () => {
      logWriter.closeGap();
      return alertLog.readAll();
    },
    flushNow: (topics) => hub.flushNow(topics),
    connections: () => hub.connections,
    mode: () => demo.mode(clock.now()),
    skewSeconds: () => clock.skewSeconds,
    writesRefusedSinceMs: () => writes.refused?.sinceMs ?? null,
    onFacts: (facts) => demo.see(facts),
    onApplied: metrics.applied,
    onFired: metrics.fired,
    onAlertChange: metrics.alertChanged,
  });
  const endHolidayWatch = watchHolidayList(config['lead-response'].calendar, clock, log);
  lifecycle.onStop('live', () => {
    endHolidayWatch();
    live.stop();
    return writes.stop();
  });

  // Source.
  const tail = new Tail({
    store,
    clock,
    config: config.tail,
    retentionDays: config.store.retentionDays,
    limits,
    log,
    sink: live,
    storeTime: clock,
  });
  lifecycle.onStop('tail', () => tail.stop());
  clock.onStep(({ whose, byMs }) => {
    const set = byMs < 0 ? 'back' : 'forward';
    log.warn({ whose, bySeconds: byMs / 1_000 }, `the clock of the ${whose === 'store' ? 'store' : 'machine'} was set ${set}`);
    if (whose !== 'store' || byMs > 0) return;
    live.setBack();
    tail.readAnew();
  });
  const alertTail = new AlertLogTail({
    log: alertLog,
    clock,
    pollMs: ALERT_LOG_POLL_MS,
    overlapMs: ALERT_LOG_OVERLAP_MS,
    logger: log,
    apply: (rows) => live.fold(rows),
  });
  lifecycle.onStop('alert log tail', () => alertTail.stop());
  const onWritten = () => (isDemo ? void succeed('real-rows') : tail.wake());
  const queue = new IngestQueue({ store: real, clock, config: config.ingest, log, onWritten });
  const demoQueue = isDemo ? new IngestQueue({ store, clock, config: config.ingest, log, onWritten: () => tail.wake() }) : queue;
  lifecycle.onStop('ingest queue', () => Promise.all([queue.stop(), demoQueue.stop()]));

  // HTTP. When it stops, screens are told first, requests under way are answered, and new ones are refused.
  const desk = new AlertDesk({
    book: live.alerts,
    clock,
    append: (rows) => alertLog.append(rows),
    // Nobody but this process opens the embedded store.
    ...(store.embedded ? {} : { readBack: (alertIds: string[]) => alertLog.ofAlerts(alertIds) }),
    stored: (rows) => live.fold(rows),
  });
  const quality = new QualityWatch((nowMs) => new QualityReads(store).read(nowMs), clock, log);
  lifecycle.onStop(
    'quality',
    quality.start(() => live.isStoreUp && live.isCaughtUp),
  );
  const http = await createHttp({
    ...{ config, clock, log, version, pages, access, store, limits, queue, board, hub, desk, alertLog },
    erasing: { store: real, erased: () => succeed('erased') },
    demo: { isShown: isDemo, data: demoData, erased: () => succeed('erased') },
    book: live.alerts,
    registry: metrics.registry,
    lookAtQuality: () => quality.look(),
    onIngested: metrics.ingested,
    mode: () => demo.mode(clock.now()),
    notReady: () => (!live.isStoreUp ? 'the store does not answer' : !live.isCaughtUp ? 'history is being read' : null),
    degraded: () => {
      const { refused } = writes;
      return refused
        ? [...live.degraded, `the store has refused writes since ${new Date(refused.sinceMs).toISOString()}: ${refused.reason}`]
        : live.degraded;
    },
  });
  lifecycle.onStop('http', () => http.close());
  metrics.watch({
    storeUp: () => live.isStoreUp,
    tailLagSeconds: () => tail.lagSeconds,
    lateEvents: () => live.lateEvents,
    rejectedEvents: () => live.rejectedEvents,
    alertsWaiting: () => logWriter.waiting,
    quality: () => quality.latest,
  });

  // Everything stands: let people in, then bring it to the present. The log of alerts first, then the monitors, then the rows since.
  await http.ready();
  const present = async () => {
    writes.start();
    live.start(() => tail.lagSeconds);
    lifecycle.onStop('demo', () => demo.stop());
    await demo.start({
      ...{ store, clock, log, queue: demoQueue, limits, board, desk, config: config.demo },
      isReady: () => live.isCaughtUp,
    });
    await alertTail.start();
    tail.start(await restore(live, checkpoints, clock.now(), log));
    checkpointer.start(() => {
      // What fired before a checkpoint is taken as logged: the log has to have it.
      return live.isCaughtUp && logWriter.waiting === 0 ? saveAll(live, tail) : null;
    });
  };
  return {
    http,
    isDemo,
    mark: erasures.mark,
    present,
    isReady: () => live.isCaughtUp,
    handOver: () => hub.handOver(),
    async forget() {
      live.stop();
      await Promise.all([tail.stop(), alertTail.stop(), logWriter.discard(), checkpointer.discard()]);
    },
    goDark: () => live.storeState('down', clock.now()),
    stop: () => lifecycle.stop(),
  };
}
