/** An engine's thread that says what a test tells it to, by the name of an alert: for the host of one that hangs. */
import { parentPort } from 'node:worker_threads';
import { Calls } from './calls.ts';
import type { EngineState, GatewayCalls } from './messages.ts';

const UP: EngineState = {
  ...{ isStoreUp: true, isCaughtUp: true, degraded: [], mode: 'live', lateEvents: 0, rejectedEvents: 0 },
  ...{ alertsWaiting: 0, tailLagSeconds: 0, longestTurnSeconds: 0 },
};

if (parentPort) {
  const calls: Calls<GatewayCalls> = new Calls<GatewayCalls>(parentPort, {
    start: async () => {
      calls.tell('state', UP);
      await calls.call('board', {
        whole: 'begin',
        topics: [{ topic: 'system', up: [['s1', { storeState: 'up' } as never]], rm: [] }],
        urgent: [],
      });
      await calls.call('board', { whole: 'end', topics: [], urgent: [] });
    },
    find: (what: string) => {
      if (what === 'speak') calls.tell('state', UP);
      return null;
    },
    gateway: () => {},
    stop: async () => {},
  });
}
