import type { Translated } from '../messages.ts';
import type ops from '../zh-CN/ops.ts';

export default {
  title: 'Alerts',
  none: 'Nothing needs you',
} satisfies Translated<typeof ops>;
