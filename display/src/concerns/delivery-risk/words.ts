import type { SceneWords } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';

export const deliveryWords: SceneWords = {
  headline: ({ rows, locale, say }) => headline(rows('delivery-risk.heat'), locale, say),
  keyFigures,
};
