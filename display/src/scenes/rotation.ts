/**
 * Which scene a wall shows now. Rotation is worked out from the server's clock alone, so that every screen of one configuration
 * turns its page at the same instant; an unacknowledged critical alert pins its scene, and gives the rotation back when somebody has it.
 */
import type { SceneId } from '@warroom/protocol/scenes';
import { sceneOfRule } from '@warroom/protocol/scenes';
import { isStale, type RankedAlert } from '../alerts/ranking.ts';

export interface Shown {
  scene: SceneId;
  /** The alert that holds the scene; null while it rotates. */
  pinnedBy: RankedAlert | null;
}

export interface RotationOptions {
  /** Of this screen, in order; at least one. */
  scenes: readonly SceneId[];
  /** 0 or less: stays with the first. */
  rotateSeconds: number;
  nowMs: number;
  ranked: readonly RankedAlert[];
}

/** Of several critical alerts the one that fired last pins: what is new has to be seen, the older ones have been; one that has stood for a day holds nothing. */
export function pinning(ranked: readonly RankedAlert[], scenes: readonly SceneId[], nowMs: number): RankedAlert | null {
  let newest: RankedAlert | null = null;
  for (const alert of ranked) {
    const { state, severity, rule, firedAt } = alert.row;
    if (state !== 'firing' || severity !== 'critical' || isStale(alert.row, nowMs)) continue;
    const scene = sceneOfRule(rule);
    if (scene === null || !scenes.includes(scene)) continue;
    if (!newest || firedAt > newest.row.firedAt || (firedAt === newest.row.firedAt && alert.id < newest.id)) newest = alert;
  }
  return newest;
}

export function sceneNow({ scenes, rotateSeconds, nowMs, ranked }: RotationOptions): Shown {
  const pinnedBy = pinning(ranked, scenes, nowMs);
  if (pinnedBy) return { scene: sceneOfRule(pinnedBy.row.rule) as SceneId, pinnedBy };
  const turn = rotateSeconds > 0 ? Math.floor(nowMs / (rotateSeconds * 1_000)) : 0;
  return { scene: scenes[turn % scenes.length] as SceneId, pinnedBy: null };
}
