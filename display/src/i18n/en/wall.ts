import type { Translated } from '../translated.ts';
import type wall from '../zh-CN/wall.ts';

export default {
  pinned: 'Pinned: {why}',
  broken: { since: '{feed}: no data since {time}' },
  strip: {
    newest: 'Newest event {age} ago',
    feed: { due: 'late', silent: 'silent', broken: 'broken' },
    feeds: {
      label: 'Feeds',
      up: 'Feeds OK',
      unknown: 'Feeds unknown',
      never: 'No data yet',
      learning: 'Learning the feeds',
      unwatched: 'Feeds not watched',
      due: '{count} feed late | {count} feeds late',
      silent: '{count} feed silent | {count} feeds silent',
      broken: '{count} feed broken | {count} feeds broken',
    },
  },
  headline: {
    waiting: 'Waiting for data',
    unknown: 'Current state unknown',
    never: 'No data received yet',
    stalled: 'No data from {feeds} for {age}: state unknown',
    next: '; ',
  },
  band: { waited: 'waiting', taken: '{owner} is on it', since: 'for' },
  needs: {
    none: 'No alerts need attention',
    noneOpen: 'No open alerts; what stands is shown above',
  },
  legibility: {
    pass: 'Layout passes',
    refused: 'Layout fails',
    entry: '{text}: {measured}′, needs {needed}′',
    basis: '{inches} in, far {far} m, near {near} m',
  },
} satisfies Translated<typeof wall>;
