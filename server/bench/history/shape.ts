/** How large the sales organisation is whose past fills a store. All counts are a day's, unless they say otherwise. */

export interface HistoryShape {
  seed: number;
  days: number;
  leads: number;
  orders: number;
  touchpoints: number;
  /** Leads in all that nobody has answered, of a tier of its own so that a setting may give them a longer time. */
  standingLeads: number;
}

export const STANDING_TIER = 'standing';
/** People who answer leads; a team has ten. */
export const repsOf = ({ leads }: HistoryShape): number => Math.min(2_000, Math.max(50, Math.round(leads / 50)));
export const REPS_PER_TEAM = 10;
export const TEAMS_PER_REGION = 5;

/** Events of one of each, as the SQL beside this makes them: measured, for the sum to come out near what was asked for. */
const EVENTS_OF = { lead: 4.04, order: 15.7, touchpoint: 1.12 };
/** Events of all that does not grow with the organisation: syncs, strategies, objections. */
const EVENTS_OF_DESK = 620;
/** What orders and touchpoints have of the whole. */
const SHARE = { orders: 0.025, touchpoints: 0.02 };

/** A past of `events` events: nearly all of them of leads, and enough of everything else that every monitor has work. */
export function shapeOf(events: number, days: number, seed: number): HistoryShape {
  const aDay = events / days;
  const rest = aDay * (1 - SHARE.orders - SHARE.touchpoints) - EVENTS_OF_DESK;
  return {
    seed,
    days,
    leads: Math.max(1, Math.round(rest / EVENTS_OF.lead)),
    orders: Math.max(1, Math.round((aDay * SHARE.orders) / EVENTS_OF.order)),
    touchpoints: Math.max(1, Math.round((aDay * SHARE.touchpoints) / EVENTS_OF.touchpoint)),
    standingLeads: 0,
  };
}
