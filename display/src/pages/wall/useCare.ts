/** Looks after an unattended wall: keeps the screen awake, prevents burn-in, loads a new version at a quiet moment, plays the chime. */
import { useIntervalFn, useWakeLock } from '@vueuse/core';
import { computed, onMounted, type Ref, watch } from 'vue';
import type { Takeover } from '../../alerts/ranking.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { mayReload, pixelShift } from './care.ts';
import { sound } from './chime.ts';

const CHECK_MS = 60_000;

export function useCare(taken: Ref<Takeover>) {
  const clock = useClock();
  const link = useLink();
  const settings = useSettings();

  const wakeLock = useWakeLock();
  onMounted(() => wakeLock.request('screen').catch(() => {}));

  // Rounded to minutes, so that nothing is recomputed every second.
  const minute = computed(() => Math.floor(clock.nowMs / 60_000));
  const shift = computed(() => pixelShift(minute.value));

  /** Version of the pages that this screen runs: the first that the server named. */
  let loadedVersion = '';
  useIntervalFn(
    async () => {
      await settings.load();
      const { version } = settings.server;
      if (loadedVersion === '') loadedVersion = version;
      const { state, sinceMs } = link.status;
      const quiet = taken.value.kind === 'quiet';
      if (mayReload({ loadedVersion, version, quiet, state, inStateMs: clock.localNowMs() - sinceMs })) location.reload();
    },
    CHECK_MS,
    { immediateCallback: true },
  );

  const shownViolation = computed(() => (taken.value.kind === 'violated' ? taken.value.shown.id : null));
  watch(shownViolation, (id) => {
    if (id !== null && settings.chime) sound();
  });

  return { shift };
}
