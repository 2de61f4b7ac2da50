/** Which alerts a signal is about when servers may have named its episode differently (protocol/SPEC.md, ALERT-18). */
import { ruleOf } from '@warroom/protocol/rules';
import type { Alert } from './lifeCycle.ts';

/** Two servers see one condition begin within this time of each other. */
const SAME_EPISODE_MS = 60_000;

/** Whether a subject has one alert of the rule at a time, whatever its episode is called. */
export const hasOneEpisodeAtATime = (rule: string): boolean => ruleOf(rule)?.episodes !== 'by-name';

export const stoodOpenAt = ({ firedAtMs, life }: Alert, atMs: number): boolean =>
  firedAtMs <= atMs + SAME_EPISODE_MS && (life.state !== 'resolved' || life.atMs > atMs);

/** Raised of one condition by servers that did not know of each other's; both still open. */
export const areRivals = (first: Alert, later: Alert): boolean => later.firedAtMs - first.firedAtMs <= SAME_EPISODE_MS;
