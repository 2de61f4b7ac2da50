import type { SceneWords } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';

export const capabilityWords: SceneWords = {
  headline: ({ rows, nowMs, locale, say }) =>
    headline(rows('capability.strategies'), rows('capability.breaker-board'), nowMs(), locale, say),
  keyFigures,
};
