/** Whether the screen's figures are true now: from the link and from what the server says of itself. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { dataAgeSeconds, picturedMs, type Truth, truthOf } from '../pages/wall/truth.ts';
import { useBoard } from './board.ts';
import { useClock } from './clock.ts';
import { useLink } from './link.ts';

export const useTruth = defineStore('truth', () => {
  const link = useLink();
  const board = useBoard();
  const clock = useClock();

  const systems = computed(() => [...board.rows('system').values()]);
  const truth = computed<Truth>(() => truthOf(link.status, systems.value));
  const live = computed(() => truth.value.kind === 'live');
  const ageSeconds = computed(() => (clock.nowMs > 0 ? dataAgeSeconds(link.status, clock.localNowMs(), systems.value) : null));
  /** See {@link picturedMs}. */
  const pictured = (serverNowMs: number) => picturedMs(truth.value, serverNowMs);

  return { truth, live, ageSeconds, systems, pictured };
});
