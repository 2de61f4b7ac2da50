/** The context of every scene, from the stores: the board, the alerts that a wall may show, and the instant it is drawn for. */
import { onWall } from '@warroom/protocol/privacy';
import { type ComputedRef, computed } from 'vue';
import { needsSomebody, type RankedAlert } from '../alerts/ranking.ts';
import { useSay } from '../i18n/say.ts';
import { useBoard } from '../stores/board.ts';
import { useClock } from '../stores/clock.ts';
import { useSettings } from '../stores/settings.ts';
import { useTruth } from '../stores/truth.ts';
import type { SceneContext } from './scene.ts';

export interface SceneState {
  context: ComputedRef<SceneContext>;
  /** Epoch ms by the server's clock, whole seconds; stands still while the picture does. */
  nowMs: ComputedRef<number>;
  /** The alerts of the context that need somebody, the most urgent first. */
  ranked: ComputedRef<readonly RankedAlert[]>;
}

export function useSceneContext(): SceneState {
  const say = useSay();
  const board = useBoard();
  const clock = useClock();
  const truth = useTruth();
  const settings = useSettings();

  const nowMs = computed(() => truth.pictured(clock.nowMs));
  const alerts = computed(() => new Map([...board.rows('alerts')].filter(([, row]) => onWall(row) !== 'hidden')));
  const ranked = computed(() => needsSomebody(alerts.value, nowMs.value));
  const context = computed<SceneContext>(() => ({
    rows: board.rows,
    alerts: alerts.value,
    settings: settings.server,
    locale: settings.locale,
    say,
    nowMs: () => nowMs.value,
  }));
  return { context, nowMs, ranked };
}
