import type { SceneWords } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';

export const leadResponseWords: SceneWords = {
  headline: ({ rows, alerts, settings, locale, say }) => headline(rows('lead-response.summary'), alerts, settings.slaSeconds, locale, say),
  keyFigures,
};
