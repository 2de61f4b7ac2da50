import type { Translated } from '../../i18n/translated.ts';
import type churn from './words.zh-CN.ts';

export default {
  title: 'Churn',
  headline: { calm: 'No churn warnings', warned: '{figure}\u00a0customer may leave | {figure}\u00a0customers may leave' },
  key: { warned: 'Churn warnings' },
  customers: { title: 'Customers warned of' },
} satisfies Translated<typeof churn>;
