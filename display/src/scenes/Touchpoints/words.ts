import type { SceneWords } from '../scene.ts';

export const touchpointsWords: SceneWords = {
  headline: ({ say }) => [[{ text: say('wall.headline.waiting'), tone: 'plain' }]],
  keyFigures: () => [],
};
