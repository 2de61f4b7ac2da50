/** An order as a line of steps, ready to be drawn. Pure. */
import type { CustomerLimits } from '@warroom/protocol/api/customer';
import type { DeliveryOrderRow, DeliveryStep } from '@warroom/protocol/concerns/delivery-risk';

/**
 * How loud the bottleneck is: every order has one, also the calm one. `bad` from the probability at which the alert is raised, `watch` from
 * half of it.
 */
export type Tone = 'calm' | 'watch' | 'bad';

export interface LineStep {
  name: string;
  /** Which time the route passes it, where it does so more than once; null where it does not. */
  visit: number | null;
  state: DeliveryStep['state'];
  site: string | null;
  /** How much of the bar is full, 0–1. */
  filled: number;
  bottleneck: boolean;
  /** What the step adds to the expected lateness; null where it adds nothing worth saying. */
  addsSeconds: number | null;
  /** The instant worth saying of a step in this state: since when blocked, when done, until when planned. */
  at: { what: 'completed' | 'planned' | 'blocked'; ms: number } | null;
}

/** Below this a delay is noise. */
const WORTH_SAYING_SECONDS = 3_600;

export function toneOf(pLate: number, { warningShare }: Pick<CustomerLimits, 'warningShare'>): Tone {
  return pLate >= warningShare ? 'bad' : pLate >= warningShare / 2 ? 'watch' : 'calm';
}

type Line = Pick<DeliveryOrderRow, 'steps' | 'bottleneck' | 'bottleneckVisit'>;

export function lineOf({ steps, bottleneck, bottleneckVisit }: Line): LineStep[] {
  const repeated = new Set(steps.flatMap(({ step, visit }) => (visit > 1 ? [step] : [])));
  return steps.map((step) => ({
    name: step.step,
    visit: repeated.has(step.step) ? step.visit : null,
    state: step.state,
    site: step.site,
    filled: filledOf(step),
    bottleneck: step.step === bottleneck && step.visit === bottleneckVisit,
    addsSeconds: step.addsSeconds !== null && step.addsSeconds >= WORTH_SAYING_SECONDS ? step.addsSeconds : null,
    at: instantOf(step),
  }));
}

function filledOf({ state, progress }: DeliveryStep): number {
  switch (state) {
    case 'done':
    case 'overtaken':
      return 1;
    case 'running':
    case 'blocked':
      return Math.min(1, Math.max(0, progress ?? 0));
    case 'todo':
      return 0;
  }
}

function instantOf({ state, completedAt, plannedEnd, blockedSince }: DeliveryStep): LineStep['at'] {
  const at = (what: 'completed' | 'planned' | 'blocked', text: string | null) => (text === null ? null : { what, ms: Date.parse(text) });
  switch (state) {
    case 'done':
      return at('completed', completedAt);
    case 'blocked':
      return at('blocked', blockedSince);
    case 'running':
    case 'todo':
      return at('planned', plannedEnd);
    case 'overtaken':
      return null;
  }
}
