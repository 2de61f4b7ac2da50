/** A hatched panel words no calm: that nothing is listed while nothing comes in says nothing. */
import type { Topic } from '@warroom/protocol/board';
import { SCENE_PANELS, SCENE_TOPICS, type SceneId } from '@warroom/protocol/scenes';
import { afterEach, expect, test } from 'vitest';
import { type PlayedWall, playWall } from '../testing/playWall.ts';
import { summaryRow } from '../testing/rows.ts';
import { contractRow } from '../testing/sceneLayout.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 8, 0, 0);
const EMPTY: readonly { scene: SceneId; panel: string; topics: readonly Topic[]; calm: string }[] = [
  { scene: 'lead-response', panel: 'standings', topics: ['lead-response.summary'], calm: '没有违规' },
  { scene: 'touchpoints', panel: 'resonances', topics: ['touchpoints.resonance'], calm: '没有待回应的共振' },
];

let wall: PlayedWall;
afterEach(() => wall.close());

test.each(EMPTY)('$scene, $panel', async ({ scene, panel, topics, calm }) => {
  expect(SCENE_PANELS[scene]).toContain(panel);
  wall = await playWall({
    nowMs: NOW_MS,
    path: `/wall?scene=${scene}`,
    settings: { panels: { [scene]: [panel] } },
    first: (page) => {
      for (const topic of SCENE_TOPICS[scene]) page.snapshot(topic, []);
      if (scene === 'lead-response') page.snapshot('lead-response.summary', [['1h|all|', summaryRow({ window: '1h' })]]);
    },
  });
  await expect.poll(() => document.querySelector('.scene')?.textContent).toContain(calm);
  wall.change('contracts', [['crm', contractRow('broken', topics, NOW_MS - 60_000)]]);
  await wall.painted();
  expect(document.querySelector('.scene')?.textContent).toContain('crm');
  expect(document.querySelector('.scene')?.textContent).not.toContain(calm);
});
