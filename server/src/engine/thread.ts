/**
 * The engine's thread, wired in running order: source → monitors → alerts → board, which goes to the gateway by what changes. HTTP, the stream
 * and the store's connections are the gateway's: neither side's work holds the other up.
 */
import { randomUUID } from 'node:crypto';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { alertPage, openAlertIds } from '../alerts/listing.ts';
import { loggedWithinMs } from '../alerts/remembered.ts';
import { Board } from '../board/board.ts';
import { machineClock } from '../clock.ts';
import { Demo } from '../demo/demo.ts';
import { Lifecycle } from '../lifecycle.ts';
import { AlertDesk } from '../live/alertDesk.ts';
import { AlertLogTail } from '../live/alertLogTail.ts';
import { Checkpointer } from '../live/checkpointing.ts';
import { watchHolidayList } from '../live/holidayListWatch.ts';
import { Live } from '../live/live.ts';
import { LogWriter } from '../live/logWriter.ts';
import { restore, saveAll, stateVersion } from '../live/restore.ts';
import { LoopWatch } from '../observe/loopWatch.ts';
import { StoreClock } from '../source/storeClock.ts';
import { Tail } from '../source/tail.ts';
import { AlertLog } from '../store/alertLog.ts';
import { Checkpoints } from '../store/checkpoints.ts';
import { readErasures } from '../store/erasures.ts';
import { EventReads } from '../store/eventReads.ts';
import { BoardOutbox } from './boardOutbox.ts';
import { Calls, type Served } from './calls.ts';
import type { EngineCalls, EngineData, GatewayCalls, GatewayState } from './messages.ts';
import { RemoteStore } from './remoteStore.ts';
import { StateTeller } from './stateTeller.ts';
import { portLog } from './threadLog.ts';

/** How often and how far back the alert log is read for what other replicas wrote. */
const ALERT_LOG_POLL_MS = 1_000;
const ALERT_LOG_OVERLAP_MS = 60_000;
/** Of the store's clock: the first connection may be slow to answer. */
const FIRST_READINGS = 3;

async function startEngine(calls: Calls<GatewayCalls>, data: EngineData, served: Served): Promise<void> {
  const { server, version, isDemo, begins } = data;
  const log = portLog(calls);
  const machine = machineClock(data.machineAheadMs);
  const lifecycle = new Lifecycle(machine, log);
  const store = new RemoteStore(data.store, calls);
  // The one clock of all that follows.
  const clock = new StoreClock(machine);
  const reads = new EventReads(store);
  for (let i = 0; i < FIRST_READINGS; i++) await clock.measure(() => reads.nowMs());
  const demo = new Demo(isDemo, data.config.contracts);
  const config = demo.contracts ? { ...data.config, contracts: [...demo.contracts] } : data.config;
  const erasures = await readErasures(store);
  const loop = new LoopWatch();
  lifecycle.onStop('loop watch', () => loop.stop());
  let gateway: GatewayState = { connections: 0, writesRefusedSinceMs: null };

  // The checkpoint is written when everything that it is made of has come to rest.
  const checkpoints = new Checkpoints(store, {
    code: version.split('+', 1)[0] as string,
    state: `${stateVersion(config, config.tail.historyMs)}~${erasures.mark}`,
  });
  const teller = new StateTeller(calls);
  const checkpointer = new Checkpointer({
    clock,
    log,
    everyMs: config.tail.checkpointMs,
    begin: () => checkpoints.begin({ savedAtMs: clock.now(), server }),
    onStored: (tookSeconds, sizeBytes) => teller.seen.checkpoints.push([tookSeconds, sizeBytes]),
  });

  // Alerts and board, and how they go out.
  const board = new Board({ epoch: randomUUID() });
  const outbox = new BoardOutbox(board, (changes) => calls.call('board', changes));
  lifecycle.onStop('board', () => outbox.idle());
  const alertLog = new AlertLog(store, erasures.isErased);
  const stale = (reason: string) => calls.tell('stale', reason);
  const logWriter = new LogWriter(
    (rows) => alertLog.append(rows),
    clock,
    log,
    () => stale('changes of alerts were left out while the store took no writes'),
  );
  lifecycle.onStop('alert log', () => logWriter.stop());
  const live: Live = new Live({
    config,
    clock,
    board,
    server,
    version,
    silent: begins === 'beside',
    appendLog: (rows) => logWriter.add(rows),
    readSought: (alerts) => alertLog.sought(alerts),
    flush: (topics) => outbox.flush(topics),
    connections: () => gateway.connections,
    mode: () => demo.mode(clock.now()),
    skewSeconds: () => clock.skewSeconds,
    writesRefusedSinceMs: () => gateway.writesRefusedSinceMs,
    onFacts: (facts) => demo.see(facts),
    onApplied: (count, lagSeconds) => teller.seen.applied.push([count, lagSeconds]),
    onFired: (lateSeconds) => teller.seen.fired.push(lateSeconds),
    onAlertChange: (rule, state) => teller.seen.alertChanges.push([rule, state]),
    onLive: () => {
      calls.tell('ready');
      if (begins === 'resume' && !speaks) speak();
    },
  });
  lifecycle.onStop('live', () => live.stop());
  let speaks = false;
  const speak = () => {
    speaks = true;
    // While it read history nobody waited for it.
    setImmediate(() => loop.begin());
    outbox.open();
    checkpointer.start(() => (live.isCaughtUp && logWriter.waiting === 0 ? saveAll(live, tail) : null));
  };

  // Source.
  const tail: Tail = new Tail({
    store,
    clock,
    config: config.tail,
    needs: live.needs,
    retentionDays: config.store.retentionDays,
    limits: { maxFutureMs: config.ingest.maxFutureMs },
    log,
    sink: live,
    storeTime: clock,
    onStale: () => stale('history in the store has changed'),
  });
  lifecycle.onStop('tail', () => tail.stop());
  const endHolidayWatch = watchHolidayList(config['lead-response'].calendar, clock, log);
  lifecycle.onStop('holiday list', endHolidayWatch);
  clock.onStep(({ whose, byMs }) => {
    const set = byMs < 0 ? 'back' : 'forward';
    log.warn({ whose, bySeconds: byMs / 1_000 }, `the clock of the ${whose === 'store' ? 'store' : 'machine'} was set ${set}`);
    if (whose !== 'store' || byMs > 0) return;
    // What it shows lies in the future: nobody is to see it judge by that while another reads.
    live.setBack();
    tail.readAnew();
  });
  const alertTail = new AlertLogTail({
    log: alertLog,
    clock,
    pollMs: ALERT_LOG_POLL_MS,
    overlapMs: ALERT_LOG_OVERLAP_MS,
    logger: log,
    keepMs: loggedWithinMs(config.alerts.resolvedOnBoardMinutes * 60_000),
    apply: (rows) => live.fold(rows),
    unlinked: () => live.alerts.unlinked,
    link: (asked, earlier) => live.alerts.link(asked, earlier),
  });
  lifecycle.onStop('alert log tail', () => alertTail.stop());
  const desk = new AlertDesk({
    book: live.alerts,
    clock,
    append: (rows) => alertLog.append(rows),
    // Nobody but this process opens the embedded store.
    ...(store.embedded ? {} : { readBack: (alertIds: string[]) => alertLog.ofAlerts(alertIds, live.alerts.firedSinceMs(alertIds)) }),
    stored: (rows) => live.fold(rows),
  });
  lifecycle.onStop('desk', () => desk.idle());
  teller.start(clock, config.stream.flushMs, () => ({
    isStoreUp: live.isStoreUp,
    isCaughtUp: live.isCaughtUp,
    degraded: live.degraded,
    mode: demo.mode(clock.now()),
    lateEvents: live.lateEvents,
    rejectedEvents: live.rejectedEvents,
    alertsWaiting: logWriter.waiting,
    tailLagSeconds: tail.lagSeconds,
    longestTurnSeconds: loop.longestSeconds(clock.elapsed()),
  }));
  lifecycle.onStop('state', () => teller.stop());

  const retire = () => lifecycle.stop();
  const calledBy: EngineCalls = {
    start: async () => {},
    // Its log rows first: what another server has written meanwhile is not written again.
    open: async () => {
      await alertTail.poll();
      live.open();
      speak();
    },
    retire,
    readLog: () => alertTail.poll(),
    stop: async () => {
      await tail.stop();
      await logWriter.stop();
      await checkpointer.stop();
      await retire();
    },
    forget: async () => {
      live.stop();
      await Promise.all([tail.stop(), alertTail.stop(), logWriter.discard(), checkpointer.discard()]);
    },
    goDark: () => live.storeState('down', clock.now()),
    wake: () => tail.wake(),
    gateway: (state) => {
      gateway = state;
    },
    act: (command) => desk.do(command),
    page: (query) => alertPage(live.alerts, query),
    openIds: (filter) => openAlertIds(live.alerts, filter),
    find: (alertId) => {
      const row = live.alerts.row(alertId);
      return row ? { row, log: live.alerts.log(alertId) } : null;
    },
  };
  Object.assign(served, calledBy);

  // To the present: the log of alerts first, then the monitors, then the rows since.
  live.start(() => tail.lagSeconds);
  await alertTail.start();
  if (begins === 'resume') tail.start(await restore(live, checkpoints, clock.now(), log));
  else {
    live.restore(null);
    tail.start();
  }
}

/** Nothing but `start` is served before it has been: whoever begins the thread waits for it. */
function serve(port: MessagePort, data: EngineData): void {
  const served: Served = { start: () => startEngine(calls, data, served) };
  const calls: Calls<GatewayCalls> = new Calls<GatewayCalls>(port, served);
}

if (parentPort) serve(parentPort, workerData as EngineData);
