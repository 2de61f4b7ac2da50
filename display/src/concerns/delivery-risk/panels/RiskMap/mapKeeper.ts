/** What the map keeps while its panel comes and goes with the scene: coasts, the operator's borders, the stage. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { bordersOf, type Line } from './borders.ts';
import type { MapStage } from './deckStage.ts';
import { loadLand, type Polygon } from './land.ts';
import { probeRenderer } from './renderer.ts';

/** Long, because the file may be large. */
const FETCH_TIMEOUT_MS = 20_000;

export const useMapKeeper = defineStore('map', () => {
  const land = shallowRef<readonly Polygon[]>([]);
  const borders = shallowRef<readonly Line[]>([]);
  /** There is a map of the operator's, and it cannot be read. */
  const bad = shallowRef(false);
  const losses = shallowRef(0);
  let renderer: string | null | undefined;
  let stage: MapStage | null = null;

  /** Every new panel tries again what could not be loaded so far. */
  async function load(ownMap: boolean): Promise<void> {
    await Promise.all([land.value.length === 0 && loadCoasts(), ownMap && borders.value.length === 0 && loadBorders()]);
  }

  async function loadCoasts(): Promise<void> {
    land.value = await loadLand();
  }

  async function loadBorders(): Promise<void> {
    try {
      const response = await fetch('/api/v1/display/map', { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
      borders.value = (response.ok && bordersOf(await response.json())) || [];
    } catch {
      borders.value = [];
    }
    bad.value = borders.value.length === 0;
  }

  /** The browser's WebGL renderer; probed once. */
  function rendererName(): string | null {
    if (renderer === undefined) renderer = probeRenderer();
    return renderer;
  }

  /** The page's stage, created at the first call and after each loss of the WebGL context. */
  function stageFrom(create: (lost: () => void) => MapStage): MapStage {
    stage ??= create(lost);
    return stage;
  }

  function lost(): void {
    stage?.end();
    stage = null;
    losses.value += 1;
  }

  return { land, borders, bad, losses, load, rendererName, stageFrom };
});
