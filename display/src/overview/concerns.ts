/** The four concerns in the fewest figures that say whether one is well: what is wrong, how much of it, and what is worst. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { RowOf } from '@warroom/protocol/board';
import { type SceneId, sceneOfRule } from '@warroom/protocol/scenes';
import type { RankedAlert } from '../alerts/ranking.ts';
import type { SceneContext } from '../panels/scene.ts';

type Rows = Pick<SceneContext, 'rows'>;

export interface LeadFigures {
  open: number;
  /** Open past the SLA. */
  violated: number;
  /** Of those, with nobody's name on them. */
  unclaimed: number;
}

export function leadFigures({ rows, alerts }: Rows & Pick<SceneContext, 'alerts'>): LeadFigures {
  let open = 0;
  let violated = 0;
  for (const row of rows('lead-response.open').values()) {
    open += 1;
    if (row.state === 'violated') violated += 1;
  }
  let unclaimed = 0;
  for (const row of alerts.values()) if (row.rule === 'lead-violation' && row.state === 'firing') unclaimed += 1;
  return { open, violated, unclaimed };
}

export interface DeliveryFigures {
  orders: number;
  /** From the warning threshold on. */
  late: number;
  amountAtRisk: number;
  bottlenecks: number;
}

/** Each open order stands in one step, and so in one cell of the dimension `region`. */
export function deliveryFigures({ rows }: Rows): DeliveryFigures {
  const sum: DeliveryFigures = { orders: 0, late: 0, amountAtRisk: 0, bottlenecks: 0 };
  for (const row of rows('delivery-risk.heat').values()) {
    if (row.dimension !== 'region') continue;
    sum.orders += row.orders;
    sum.late += row.late;
    sum.amountAtRisk += row.amountAtRisk;
    sum.bottlenecks += row.bottlenecks;
  }
  return sum;
}

export interface TouchpointFigures {
  channels: number;
  dark: string[];
  resonances: number;
  silent: number;
}

export function touchpointFigures({ rows }: Rows): TouchpointFigures {
  const all = [...rows('touchpoints.channels').values()].filter((row) => row.region === null);
  return {
    channels: all.length,
    dark: all.filter((row) => row.dark).map((row) => row.channel),
    resonances: [...rows('touchpoints.resonance').values()].filter((row) => row.state === 'open').length,
    silent: rows('touchpoints.silent').size,
  };
}

export interface CapabilityFigures {
  strategies: number;
  /** Breakers of teams and regions that are open. */
  open: number;
  /** Used within 48 h ÷ audience of the newest strategy, over all its units; null without one. */
  efficiency: number | null;
}

export function capabilityFigures({ rows }: Rows): CapabilityFigures {
  const newest = newestStrategy(rows('capability.strategies'));
  const audience = newest.reduce((sum, row) => sum + row.audience, 0);
  const used = newest.reduce((sum, row) => sum + row.usedWithin48h, 0);
  return {
    strategies: new Set([...rows('capability.strategies').values()].map((row) => row.strategy)).size,
    open: [...rows('capability.breaker-board').values()].filter((row) => row.state === 'open').length,
    efficiency: audience === 0 ? null : used / audience,
  };
}

/** The units' rows of the strategy published last. */
export function newestStrategy(strategies: ReadonlyMap<string, RowOf<'capability.strategies'>>): RowOf<'capability.strategies'>[] {
  let newest: RowOf<'capability.strategies'> | null = null;
  for (const row of strategies.values()) {
    if (!newest || row.publishedAt > newest.publishedAt || (row.publishedAt === newest.publishedAt && row.strategy < newest.strategy))
      newest = row;
  }
  return newest ? [...strategies.values()].filter((row) => row.strategy === newest.strategy) : [];
}

/** The first of the ranked alerts that a concern's scene shows. */
export function worstOf(ranked: readonly RankedAlert[], concern: SceneId): { id: string; row: AlertRow } | null {
  return ranked.find(({ row }) => sceneOfRule(row.rule) === concern) ?? null;
}
