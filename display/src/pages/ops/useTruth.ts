/** Whether what this page shows is true now, and since when it is not. */
import { computed } from 'vue';
import { useBoard } from '../../stores/board.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';

export function useTruth() {
  const board = useBoard();
  const clock = useClock();
  const link = useLink();
  const settings = useSettings();

  const servers = computed(() => [...board.rows('system').values()]);
  const linkState = computed(() => link.status.state);
  /** This machine's time, moving with the ticking clock. */
  const localNowMs = computed(() => clock.nowMs - link.status.offsetMs);
  const storeDown = computed(() => servers.value.find((s) => s.storeState === 'down') ?? null);
  const storeDownMs = computed(() => {
    const since = storeDown.value?.storeDownSince ?? null;
    return since === null ? null : Math.max(0, clock.nowMs - Date.parse(since));
  });
  const catchingUp = computed(() => servers.value.some((s) => s.storeState === 'catching-up'));
  const mode = computed(() => servers.value.find((s) => s.mode !== 'live')?.mode ?? settings.server.mode);

  /** Age of the newest the screen knows: since the last frame, or since the store went, or what the tail lags. Null before any. */
  const dataAgeMs = computed(() => {
    const { lastFrameMs } = link.status;
    if (lastFrameMs === null || board.revision('alerts') === 0) return null;
    const silenceMs = Math.max(0, localNowMs.value - lastFrameMs);
    const lagMs = Math.max(0, ...servers.value.map((s) => (s.tailLagSeconds ?? 0) * 1_000));
    return Math.max(silenceMs + lagMs, storeDownMs.value ?? 0);
  });
  const brokenForMs = computed(() => Math.max(0, localNowMs.value - link.status.sinceMs));
  const untrue = computed(() => !link.live || storeDown.value !== null);

  return { link: linkState, mode, dataAgeMs, brokenForMs, storeDown, storeDownMs, catchingUp, untrue };
}
