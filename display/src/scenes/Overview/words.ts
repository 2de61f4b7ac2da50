import type { SceneWords } from '../scene.ts';

export const overviewWords: SceneWords = {
  headline: ({ say }) => [[{ text: say('wall.headline.waiting'), tone: 'plain' }]],
  keyFigures: () => [],
};
