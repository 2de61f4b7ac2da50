/** The board's rows of one customer, and what a single report of a touchpoint weighs now. Pure. */

import { compareAlertRows } from '@warroom/protocol/alertOrder';
import type { CustomerLive, CustomerTouchpoint } from '@warroom/protocol/api/customer';
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { TouchpointInfluenceRow } from '@warroom/protocol/concerns/touchpoints';
import { customerOf } from '@warroom/protocol/customerOf';
import { interference, ownWeight } from '../monitors/touchpoints/influence.ts';
import type { TouchpointsSettings } from '../monitors/touchpoints/settings.ts';
import { isLinkable, type Sighting, sightingsOf } from '../monitors/touchpoints/sightings.ts';
import { compareTouches, type Touch, topicOf, type Vocabulary } from '../monitors/touchpoints/touch.ts';

export interface BoardRows {
  rows<T extends Topic>(topic: T): ReadonlyMap<string, RowOf<T>>;
}

const DAY_MS = 86_400_000;
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function liveOf(board: BoardRows, customerId: string): CustomerLive {
  const own = <T extends Topic>(topic: T) => rowsOf(board.rows(topic), customerId);
  return {
    orders: own('delivery-risk.orders').sort((a, b) => b.pLate - a.pLate || compareText(a.promisedAt, b.promisedAt)),
    influence: own('touchpoints.influence').sort((a, b) => b.influence - a.influence || compareText(a.channel, b.channel)),
    resonance: board.rows('touchpoints.resonance').get(customerId) ?? null,
    silent: own('touchpoints.silent').sort((a, b) => compareText(a.silentSince, b.silentSince)),
    lostDeals: own('touchpoints.lost-deals').sort((a, b) => compareText(b.lostAt, a.lostAt)),
    leads: own('lead-response.open')
      .map(({ repId: _, ...lead }) => lead)
      .sort((a, b) => compareText(a.createdAt, b.createdAt)),
    alerts: [...board.rows('alerts')]
      .filter(([, row]) => customerOf(row) === customerId)
      .map(([id, row]) => ({ id, row }))
      .sort(compareAlertRows)
      .map(({ id, row }) => ({ id, ...row })),
  };
}

function rowsOf<T>(rows: ReadonlyMap<string, T>, customerId: string): T[] {
  const found: T[] = [];
  for (const row of rows.values()) if ((row as { customerId?: unknown }).customerId === customerId) found.push(row);
  return found;
}

export interface Weighing {
  settings: TouchpointsSettings;
  words: Vocabulary;
  nowMs: number;
}

/**
 * The reports with the influence of each, and which of them are of one touchpoint: by the formula and the linking of the monitor, and with
 * the competitors that it has counted. Without a row of influence there is no open opportunity to influence.
 */
export function weighed(
  reports: readonly CustomerTouchpoint[],
  rows: readonly TouchpointInfluenceRow[],
  { settings, words, nowMs }: Weighing,
): CustomerTouchpoint[] {
  const touches = reports.map((report) => touchFrom(report, words));
  const seeds = seedsOf(touches, settings.coverage.sameWithinSeconds * 1_000);
  const competitors = rows[0]?.competitorTouchpoints;
  const oldestMs = nowMs - settings.windowDays * DAY_MS;
  return reports.map((report, i) => {
    const touch = touches[i] as Touch;
    const seed = seeds.get(touch) ?? touch;
    const sameAs = seed === touch ? null : (reports[touches.indexOf(seed)]?.id ?? null);
    if (competitors === undefined || sameAs !== null || touch.competitor || touch.atMs <= oldestMs) return { ...report, sameAs };
    const influence = ownWeight(touch, nowMs, settings.influence) * words.authority(touch.channel) * interference(competitors);
    return { ...report, sameAs, influence: Math.round(influence * 1e4) / 1e4 };
  });
}

function touchFrom({ at, channel, topic, direction, captured, foundBy, match }: CustomerTouchpoint, words: Vocabulary): Touch {
  const way = topicOf(direction ?? '');
  return {
    atMs: Date.parse(at),
    channel: channel ?? '',
    region: null,
    topic: topicOf(topic ?? ''),
    direction: way,
    captured,
    road: foundBy ?? (captured ? null : ''),
    match,
    competitor: words.competitorDirections.has(way),
    signature: null,
    countedRegion: null,
  };
}

/** Of every report that another one stands for, that other one. */
function seedsOf(touches: readonly Touch[], sameWithinMs: number): Map<Touch, Touch> {
  const groups = new Map<string, Touch[]>();
  for (const touch of touches.filter(isLinkable)) {
    const key = JSON.stringify([touch.channel, touch.topic]);
    const group = groups.get(key);
    if (group) group.push(touch);
    else groups.set(key, [touch]);
  }
  const seeds = new Map<Touch, Touch>();
  for (const group of groups.values()) {
    const sightings = sightingsOf(group.sort(compareTouches), sameWithinMs);
    const own = new Set(sightings.map(({ seed }) => seed));
    for (const touch of group) if (!own.has(touch)) seeds.set(touch, seedOf(touch, sightings));
  }
  return seeds;
}

/** The nearest touchpoint that counts the report's road among its own. */
function seedOf(touch: Touch, sightings: readonly Sighting[]): Touch {
  const away = ({ seed }: Sighting) => Math.abs(seed.atMs - touch.atMs);
  const fitting = sightings.filter(({ roads }) => touch.road !== null && roads.includes(touch.road));
  return fitting.reduce((best, next) => (away(next) < away(best) ? next : best), fitting[0] as Sighting).seed;
}
