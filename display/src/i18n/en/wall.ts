import type { Translated } from '../translated.ts';
import type wall from '../zh-CN/wall.ts';

export default {
  pinned: 'Held: {why}',
  broken: { since: '{feed}: no data since {time}' },
  strip: {
    feed: { due: 'due', broken: 'broken' },
    feeds: {
      label: 'Feeds',
      up: 'Feeds fresh',
      unknown: 'Feeds unknown',
      due: '{count} feed late | {count} feeds late',
      broken: '{count} feed broken | {count} feeds broken',
    },
  },
  headline: {
    waiting: 'Waiting for data',
    next: '; ',
  },
  band: { waited: 'waiting', taken: '{owner} is on it', since: 'for', value: 'worth {value}' },
  needs: {
    none: 'Nothing needs anybody',
  },
  legibility: {
    pass: 'Layout passes',
    refused: 'Layout refused',
    entry: '{text}: {measured}′, needs {needed}′',
    basis: '{inches} in, far {far} m, near {near} m',
  },
} satisfies Translated<typeof wall>;
