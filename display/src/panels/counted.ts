import { formatCount } from '../i18n/format.ts';
import type { SayValues } from '../i18n/say.ts';
import type { SceneContext } from './scene.ts';

/** A number for a message: `{figure}` shows it, `count` chooses between its forms. */
export const counted = (count: number, { locale }: Pick<SceneContext, 'locale'>): SayValues => ({
  count,
  figure: formatCount(count, locale),
});
