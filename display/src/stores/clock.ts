/** The server's time on this screen: every age and every count-down is worked out from it. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { browserClock, type Clock } from '../link/clock.ts';
import { useLink } from './link.ts';

export const useClock = defineStore('clock', () => {
  const link = useLink();
  let clock: Clock = browserClock;

  /** Server's clock this instant, epoch ms: for what is drawn frame by frame. */
  const serverNowMs = () => clock.now() + link.status.offsetMs;

  /** The same, moving once a second on the second: for text. */
  const nowMs = shallowRef(serverNowMs());
  let cancel = () => {};

  function tick(): void {
    nowMs.value = serverNowMs();
    cancel = clock.at(clock.now() + 1_000 - (nowMs.value % 1_000), tick);
  }

  function start(source: Clock = browserClock): void {
    cancel();
    clock = source;
    tick();
  }

  return { nowMs, serverNowMs, localNowMs: () => clock.now(), start, stop: () => cancel() };
});
