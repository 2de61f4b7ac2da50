/** Whether the overview may say how a concern stands: by the feeds under what it shows of it. */
import { SCENE_TOPICS, type SceneId } from '@warroom/protocol/scenes';
import { type Unheard, unheardOf } from '../panels/freshness.ts';
import type { SceneContext } from '../panels/scene.ts';
import { brokenUnder } from '../panels/standing.ts';

export function unheardOverview({ rows }: Pick<SceneContext, 'rows'>, concern: string): Unheard | null {
  const learnt = rows('contracts.learnt');
  const standsStill = () => brokenUnder(rows('contracts'), learnt, SCENE_TOPICS[concern as SceneId] ?? []).length > 0;
  return unheardOf(rows('contracts.concerns'), learnt, [concern], standsStill);
}
