import type { SceneWords } from '../scene.ts';

export const capabilityWords: SceneWords = {
  headline: ({ say }) => [[{ text: say('wall.headline.waiting'), tone: 'plain' }]],
  keyFigures: () => [],
};
