import { factText } from '../alertFacts.ts';
import { defineAlerts, onScreen, type Told } from '../words/defineAlerts.ts';
import { splitSubject } from '../words/subjects.ts';

const derive = ({ subject, facts }: Told) => ({
  scope: factText(facts, 'scope') ?? splitSubject(subject).type,
  /** The team of a rep; of a team its region. */
  within: factText(facts, 'team') === factText(facts, 'id') ? (facts.region ?? null) : (facts.team ?? null),
});
const WITHIN = { within: 'text' } as const;
const ABOUT = ['strategy', 'talkTrack', 'windows', onScreen('within')] as const;
const BREAKER = { what: ['figure'], about: ABOUT, units: WITHIN, derive } as const;

export const capabilityAlerts = defineAlerts({
  facts: {
    value: 'rate',
    windows: 'count',
    baseline: 'figure',
    strategy: 'text',
    talkTrack: 'text',
  },
  rules: {
    'breaker-usage-lag': BREAKER,
    'breaker-usage-drop': BREAKER,
    'breaker-transmission-low': { ...BREAKER, what: ['figure', onScreen('threshold')] },
    'breaker-decay-high': { ...BREAKER, units: { ...WITHIN, baseline: 'rate' } },
    'breaker-objection-slow': { ...BREAKER, units: { ...WITHIN, baseline: 'seconds' } },
  },
});
