/** The one verdict on what the screens show: from the link, and from what the servers say of themselves. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { dataAgeMs, isBoardWhole, type Lost, picturedMs, type Truth, truthOf } from '../truth/truth.ts';
import { useBoard } from './board.ts';
import { useClock } from './clock.ts';
import { useLink } from './link.ts';
import { useSettings } from './settings.ts';

/** Two clocks never agree wholly: from here on it is said. */
const MOST_SKEW_SECONDS = 1;

export const useTruth = defineStore('truth', () => {
  const link = useLink();
  const board = useBoard();
  const clock = useClock();
  const settings = useSettings();

  const systems = computed(() => [...board.rows('system').values()]);
  // `nowMs` ticks every second and makes these recompute.
  const localNowMs = computed(() => (clock.nowMs > 0 ? clock.localNowMs() : link.status.sinceMs));
  const truth = computed<Truth>(() => truthOf(link.status, systems.value, localNowMs.value));
  const live = computed(() => truth.value.kind === 'live');
  /** The verdict while something is shown that is not true now, else null. */
  const lost = computed<Lost | null>(() => ('sinceMs' in truth.value ? truth.value : null));
  /** Whether this page has had a whole board: from then on it may show that, marked as old. */
  const begun = shallowRef(false);
  watch(
    systems,
    (rows) => {
      begun.value ||= isBoardWhole(rows);
    },
    { immediate: true, flush: 'sync' },
  );
  /** Nothing was ever shown, so that no figure may be: not even a nought. */
  const blank = computed(() => truth.value.kind === 'waiting' || lost.value?.sinceMs === null || !begun.value);
  const ageMs = computed(() => dataAgeMs(truth.value, link.status, localNowMs.value, systems.value));
  /** Real or simulated data: what a server says now outweighs what the page was told at its start. */
  const mode = computed(() =>
    systems.value.length > 0 ? (systems.value.find((row) => row.mode !== 'live')?.mode ?? 'live') : settings.server.mode,
  );
  /** How far the clocks of server and store lie apart, s, where that is too far; else null. */
  const skewSeconds = computed(() => {
    const most = Math.max(0, ...systems.value.map((row) => Math.abs(row.clockSkewSeconds ?? 0)));
    return most > MOST_SKEW_SECONDS ? most : null;
  });
  /** By what other way frames come while no WebSocket passes; null while they come as usual, or not at all. */
  const detour = computed(() => {
    const { state, transport } = link.status;
    return state === 'live' && transport !== 'websocket' ? transport : null;
  });
  /** See {@link picturedMs}. */
  const pictured = (serverNowMs: number) => picturedMs(truth.value, serverNowMs);

  return { truth, live, lost, blank, ageMs, mode, skewSeconds, detour, pictured };
});
