/** The overview: which concern is not well, in one sentence; one figure of each; each in a part of the picture. */
import { defineAsyncComponent } from 'vue';
import type { ConcernScene, Headline, KeyFigure, Scene, SceneContext } from '../panels/scene.ts';
import { figuresUnheard } from '../panels/unheardWords.ts';
import { unheardOverview } from './unheardOverview.ts';

/** More than this nobody takes in at a glance. */
const MOST_FIGURES = 6;

export function overviewScene(concerns: readonly Pick<ConcernScene, 'id' | 'overview'>[]): Scene {
  const parts = concerns.map(({ overview }) => overview);
  return {
    title: 'overview.title',
    words: {
      headline(context): Headline {
        const { say } = context;
        const wrong = parts.map((part) => part.wrong(context)).filter((line) => line !== null);
        if (wrong.length > 0)
          return wrong.map(({ text, tone }, i) => [{ text: text + (i < wrong.length - 1 ? say('wall.headline.next') : ''), tone }]);
        const known = concerns.filter(({ id, overview }) => isHeard(context, id) || overview.isKnown(context)).length;
        const calm = known === concerns.length ? 'overview.calm' : 'overview.calmWhereKnown';
        return [[{ text: say(known > 0 ? calm : 'wall.headline.waiting'), tone: 'plain' }]];
      },
      keyFigures: (context) =>
        mostTelling(
          concerns.flatMap(({ id, overview }) => {
            const figure = overview.keyFigure(context);
            return unheardOverview(context, id) ? figuresUnheard([figure]) : [figure];
          }),
        ),
    },
    body: defineAsyncComponent(() => import('./OverviewScene.vue')),
  };
}

/** Facts of it come in: then nothing to be seen means that there is nothing. */
function isHeard({ rows }: SceneContext, concern: string): boolean {
  const state = rows('contracts.concerns').get(concern)?.state;
  return state === 'fresh' || state === 'learning' || state === 'due';
}

/** All of them in their order, as long as they are few; else those of what is well give way first, the last before the first. */
function mostTelling(figures: readonly KeyFigure[]): KeyFigure[] {
  const kept = [...figures];
  while (kept.length > MOST_FIGURES) {
    const plain = kept.findLastIndex(({ tone }) => tone === 'plain');
    kept.splice(plain < 0 ? kept.length - 1 : plain, 1);
  }
  return kept;
}
