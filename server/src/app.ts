/**
 * All wiring of the gateway, in running order: board → stream, ingest, HTTP, and the engine (source → monitors → alerts) in a thread of
 * its own (engine/thread.ts). Each room is built here once and handed what it needs; none looks another up. What has to end says so where
 * it is built. A core is all that stands on one database; behind one door it gives way to another: the demo's to that of the first real
 * row, and any to one that has never heard of what was erased.
 */
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import pino, { type Logger } from 'pino';
import { Access } from './access/access.ts';
import { Board } from './board/board.ts';
import { every, type MachineClock } from './clock.ts';
import type { Config } from './config/schema.ts';
import { Demo } from './demo/demo.ts';
import { DemoData } from './demo/demoData.ts';
import { EngineHost } from './engine/engineHost.ts';
import { Door } from './http/door.ts';
import { createHttp, nodeOptions } from './http/server.ts';
import { Lifecycle } from './lifecycle.ts';
import { QualityWatch } from './live/qualityWatch.ts';
import { LoopWatch } from './observe/loopWatch.ts';
import { createMetrics } from './observe/metrics.ts';
import { IngestQueue } from './source/ingestQueue.ts';
import { StoreClock } from './source/storeClock.ts';
import { WriteWatch } from './source/writeWatch.ts';
import { AlertLog } from './store/alertLog.ts';
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

/** How often this side asks the store for its time; the engine does with every poll. */
const CLOCK_EVERY_MS = 1_000;
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
  { config, clock: machine, store, real, log, version, pages, demoData, isDemo, erasures, succeed }: CoreOptions,
  lifecycle: Lifecycle,
): Promise<Core> {
  // The one clock, as this side reads it.
  const clock = new StoreClock(machine);
  const reads = new EventReads(store);
  const readClock = () => clock.measure(() => reads.nowMs('read'));
  for (let i = 0; i < FIRST_READINGS; i++) await readClock();
  lifecycle.onStop(
    'clock',
    every(clock, CLOCK_EVERY_MS, () => void readClock().catch(() => {})),
  );
  const server = config.server.id || `${os.hostname()}:${config.server.port}`;
  const limits = { maxFutureMs: config.ingest.maxFutureMs };
  const access = new Access(config.access);
  const metrics = createMetrics();
  const loop = new LoopWatch();
  lifecycle.onStop('loop watch', () => loop.stop());

  // The board as the engine fills it, and the stream that carries it on.
  const board = new Board({ epoch: randomUUID() });
  const hub = new StreamHub({
    board,
    clock,
    config: config.stream,
    authorize: (token) => access.allows('view', token),
    authorizePrivate: (token) => access.allows('operate', token),
    metrics: metrics.stream,
  });
  const writes = new WriteWatch({ store, clock, log, server });
  lifecycle.onStop('write watch', () => writes.stop());

  // Source, monitors and alerts, in a thread of their own.
  const engine = new EngineHost({
    data: { config, server, version, isDemo, machineAheadMs: Math.round(machine.wallMs() - Date.now()) },
    ...{ store, clock, board, log },
    flushNow: (topics) => hub.flushNow(topics),
    gateway: () => ({ connections: hub.connections, writesRefusedSinceMs: writes.refused?.sinceMs ?? null }),
    onObserved: metrics.observed,
    onRestarted: metrics.engineRestarted,
    onRebuilt: metrics.engineRebuilt,
  });
  lifecycle.onStop('engine', () => engine.stop());
  const onWritten = () => (isDemo ? void succeed('real-rows') : engine.wake());
  const queue = new IngestQueue({ store: real, clock, config: config.ingest, log, onWritten });
  const demoQueue = isDemo ? new IngestQueue({ store, clock, config: config.ingest, log, onWritten: () => engine.wake() }) : queue;
  lifecycle.onStop('ingest queue', () => Promise.all([queue.stop(), demoQueue.stop()]));

  // HTTP. When it stops, screens are told first, requests under way are answered, and new ones are refused.
  const quality = new QualityWatch((nowMs) => new QualityReads(store).read(nowMs), clock, log);
  lifecycle.onStop(
    'quality',
    quality.start(() => engine.state.isStoreUp && engine.state.isCaughtUp),
  );
  const http = await createHttp({
    ...{ config, clock, log, version, pages, access, store, limits, queue, board, hub, engine },
    alertLog: new AlertLog(store, erasures.isErased),
    erasing: { store: real, erased: () => succeed('erased') },
    demo: { isShown: isDemo, data: demoData, erased: () => succeed('erased') },
    registry: metrics.registry,
    lookAtQuality: () => quality.look(),
    onIngested: metrics.ingested,
    mode: () => (isDemo ? 'demo' : engine.state.mode),
    notReady: () => (!engine.state.isStoreUp ? 'the store does not answer' : !engine.state.isCaughtUp ? 'history is being read' : null),
    degraded: () => {
      const { refused } = writes;
      const { degraded } = engine.state;
      return refused
        ? [...degraded, `the store has refused writes since ${new Date(refused.sinceMs).toISOString()}: ${refused.reason}`]
        : degraded;
    },
  });
  lifecycle.onStop('http', () => http.close());
  metrics.watch({
    engine: () => engine.state,
    gatewayTurnSeconds: () => loop.longestSeconds(clock.elapsed()),
    quality: () => quality.latest,
  });

  // Everything stands: let people in, then bring it to the present.
  await http.ready();
  const present = async () => {
    writes.start();
    const demo = new Demo(isDemo, config.contracts);
    lifecycle.onStop('demo', () => demo.stop());
    await demo.start({
      ...{ store, clock, log, queue: demoQueue, limits, board, config: config.demo },
      act: (command) => engine.act(command),
      isReady: () => engine.state.isCaughtUp,
    });
    await engine.start();
  };
  return {
    http,
    isDemo,
    mark: erasures.mark,
    present,
    isReady: () => engine.state.isCaughtUp,
    handOver: () => hub.handOver(),
    forget: () => engine.forget(),
    goDark: () => engine.goDark(),
    stop: () => lifecycle.stop(),
  };
}
