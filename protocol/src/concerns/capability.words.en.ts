import type { AlertWords } from '../words/defineAlerts.ts';
import type { capabilityAlerts } from './capability.alerts.ts';

const breaker = (name: string, figure: readonly [string, string]) => ({
  name,
  sentence: ['{scope} {id}: {what}{about}', '{scope} {subjectName}: {what}{about}'] as const,
  says: {
    figure,
    strategy: 'strategy {strategy}',
    talkTrack: 'talk-track {talkTrack}',
    windows: '{windows} h in a row',
    within: '{within}',
  },
});
const transmission = breaker('Strategy not landing', ['Only {value} have used the strategy', 'Too few have used the strategy']);

export const capabilityEn = {
  facts: {
    value: 'Figure',
    windows: 'Hours in a row',
    baseline: 'Baseline',
    strategy: 'Strategy',
    talkTrack: 'Talk-track',
  },
  rules: {
    'breaker-usage-lag': breaker('Talk-track use lags', [
      'Talk-tracks used {value} less than the team mean',
      'Talk-tracks used less than in the team',
    ]),
    'breaker-usage-drop': breaker('Talk-track use dropped', [
      'Talk-tracks used {value} less than usual at this hour',
      'Talk-tracks used less than usual',
    ]),
    'breaker-transmission-low': { ...transmission, says: { ...transmission.says, threshold: '{threshold} should' } },
    'breaker-decay-high': breaker('Talk-track decaying', [
      'Acceptance of talk-tracks is {value} below its first 7 days',
      'Acceptance of talk-tracks is falling',
    ]),
    'breaker-objection-slow': breaker('Objections resolved slowly', [
      'Objections take {value} longer than usual',
      'Objections take longer than usual',
    ]),
  },
} as const satisfies AlertWords<typeof capabilityAlerts>;
