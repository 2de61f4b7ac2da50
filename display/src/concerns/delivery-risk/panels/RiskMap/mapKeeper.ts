/** What the map keeps for the page's life, while its panel comes and goes with the scene: coasts, the operator's borders, the stage. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { bordersOf, type Line } from './borders.ts';
import type { MapStage } from './deckStage.ts';
import { loadLand, type Polygon } from './land.ts';
import { probeRenderer } from './renderer.ts';

/** The file may be large and the server busy. */
const FETCH_TIMEOUT_MS = 20_000;

export const useMapKeeper = defineStore('map', () => {
  const land = shallowRef<readonly Polygon[]>([]);
  const borders = shallowRef<readonly Line[]>([]);
  /** The operator's map is there and is none. */
  const bad = shallowRef(false);
  const losses = shallowRef(0);
  let renderer: string | null | undefined;
  let stage: MapStage | null = null;

  /** Asked for anew by every panel until it is there. */
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

  /** What draws WebGL here; asked once. */
  function rendererName(): string | null {
    if (renderer === undefined) renderer = probeRenderer();
    return renderer;
  }

  /** The page's stage, made when it is first entered, and again after the card took the context away. */
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
