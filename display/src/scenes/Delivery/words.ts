import type { SceneWords } from '../scene.ts';

export const deliveryWords: SceneWords = {
  headline: ({ say }) => [[{ text: say('wall.headline.waiting'), tone: 'plain' }]],
  keyFigures: () => [],
};
