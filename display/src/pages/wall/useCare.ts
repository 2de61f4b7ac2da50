/** How a wall minds itself: keeps the screen awake, spares its pixels, takes a new version at a quiet moment, sounds its chime. */
import { useIntervalFn, useMediaQuery, useWakeLock } from '@vueuse/core';
import { computed, onMounted, type Ref, watch } from 'vue';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { useTruth } from '../../stores/truth.ts';
import { mayReload, pixelShift } from './care.ts';
import { sound } from './chime.ts';
import type { Takeover } from './ranking.ts';

const CHECK_MS = 60_000;

export function useCare(taken: Ref<Takeover>) {
  const clock = useClock();
  const link = useLink();
  const settings = useSettings();
  const truth = useTruth();
  const portrait = useMediaQuery('(max-aspect-ratio: 1/1)');

  const wakeLock = useWakeLock();
  onMounted(() => wakeLock.request('screen').catch(() => {}));

  // Rounded to minutes, so that nothing is worked out again with every second.
  const minute = computed(() => Math.floor(clock.nowMs / 60_000));
  const shift = computed(() => pixelShift(minute.value));

  const loadedVersion = settings.server.version;
  const version = computed(() => truth.systems[0]?.version ?? settings.server.version);
  useIntervalFn(() => {
    settings.load();
    const { status } = link;
    if (
      mayReload({
        loadedVersion,
        version: version.value,
        quiet: taken.value.kind === 'quiet',
        state: status.state,
        inStateMs: clock.localNowMs() - status.sinceMs,
      })
    )
      location.reload();
  }, CHECK_MS);

  const shownViolation = computed(() => (taken.value.kind === 'violated' ? taken.value.shown.id : null));
  watch(shownViolation, (id) => {
    if (id !== null && settings.chime) sound();
  });

  return { shift, portrait };
}
