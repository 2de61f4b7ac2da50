import type { Translated } from '../i18n/translated.ts';
import type overview from './words.zh-CN.ts';

export default {
  title: 'Overview',
  calm: 'All is quiet',
  calmWhereKnown: 'Nothing wrong where there are data',
  none: 'No alert needs anybody',
} satisfies Translated<typeof overview>;
