import type { Translated } from '../translated.ts';
import type wall from '../zh-CN/wall.ts';

export default {
  pinned: 'Pinned: {why}',
  broken: { since: '{feed}: no data since {time}' },
  strip: {
    feed: { due: 'due', broken: 'broken' },
    feeds: {
      label: 'Feeds',
      up: 'Feeds OK',
      unknown: 'Feeds unknown',
      due: '{count} feed late | {count} feeds late',
      broken: '{count} feed broken | {count} feeds broken',
    },
  },
  headline: {
    waiting: 'Waiting for data',
    next: '; ',
  },
  band: { waited: 'waiting', taken: '{owner} is on it', since: 'for' },
  needs: {
    none: 'No alerts need attention',
  },
  legibility: {
    pass: 'Layout passes',
    refused: 'Layout fails',
    entry: '{text}: {measured}′, needs {needed}′',
    basis: '{inches} in, far {far} m, near {near} m',
  },
} satisfies Translated<typeof wall>;
