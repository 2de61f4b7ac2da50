/** `node server/bench/alert-log/startCommand.ts DIR`: a start's reading of the alert log, in a process of its own. Prints one line of JSON. */
import { AlertBook } from '../../src/alerts/alertBook.ts';
import { loggedWithinMs } from '../../src/alerts/remembered.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { AlertLogTail } from '../../src/live/alertLogTail.ts';
import { AlertLog } from '../../src/store/alertLog.ts';
import { openStore } from '../../src/store/client.ts';
import { quietLog } from '../load/events.ts';

const HOUR_MS = 3_600_000;
const config = loadConfig({ flags: { 'store.dataDir': process.argv[2] } });
const store = await openStore(config.store, quietLog);
try {
  const book = new AlertBook({ server: 'bench', newId: () => '', leaseMs: HOUR_MS, resolvedOnBoardMs: HOUR_MS });
  const log = new AlertLog(store);
  let rows = 0;
  const tail = new AlertLogTail({
    ...{ log, clock: systemClock, pollMs: HOUR_MS, overlapMs: 60_000, keepMs: loggedWithinMs(HOUR_MS), logger: quietLog },
    apply: (some) => {
      rows += some.length;
      for (const row of some) book.fold(row);
    },
    unlinked: () => book.unlinked,
    link: (asked, earlier) => book.link(asked, earlier),
  });
  // The engine opens its parts with the first query of all.
  await store.query('read', `SELECT count() FROM ${store.table('alert_log')}`);
  const [startedMs, before] = [performance.now(), process.cpuUsage()];
  await tail.start();
  const { user, system } = process.cpuUsage(before);
  const tookMs = performance.now() - startedMs;
  await tail.stop();
  const alerts = book.list();
  console.log(
    JSON.stringify({
      rows,
      alerts: alerts.length,
      open: alerts.filter(({ row }) => row.state !== 'resolved').length,
      tookMs,
      cpuMs: (user + system) / 1_000,
      rssBytes: process.resourceUsage().maxRSS * 1_024,
    }),
  );
} finally {
  await store.close();
}
process.exit(0);
