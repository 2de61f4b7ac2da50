import type { Translated } from '../translated.ts';
import type desk from '../zh-CN/desk.ts';

export default {
  ages: {
    label: 'Newest event of each concern',
    newest: '{age} ago',
    lasting: 'for {age}',
    broken: 'feed broken',
    silent: 'feed silent',
    due: 'feed late',
    never: 'no data yet',
    learning: 'still learning',
    unwatched: 'not watched',
    unknown: 'unknown',
  },
} satisfies Translated<typeof desk>;
