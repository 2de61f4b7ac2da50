import type { Translated } from '../messages.ts';
import type wall from '../zh-CN/wall.ts';

export default {
  scene: { leadResponse: 'Lead response' },
} satisfies Translated<typeof wall>;
