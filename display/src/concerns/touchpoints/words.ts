import type { SceneWords } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';

export const touchpointsWords: SceneWords = {
  headline: ({ rows, locale, say }) => headline(rows('touchpoints.channels'), locale, say),
  keyFigures,
};
