/** Regions and teams by number of violations, most first. */
import type { LeadSummaryRow } from '@warroom/protocol/concerns/lead-response';

export interface Standing {
  name: string;
  violated: number;
  leads: number;
  /** Violated leads ÷ leads. */
  share: number;
}

/** The first `most` of one dimension over the last hour; those without a violation are left out. */
export function standings(summary: ReadonlyMap<string, LeadSummaryRow>, dimension: 'region' | 'team', most: number): Standing[] {
  const all: Standing[] = [];
  for (const row of summary.values()) {
    const { name } = row;
    if (row.window !== '1h' || row.dimension !== dimension || row.violated === 0) continue;
    all.push({ name, violated: row.violated, leads: row.leads, share: row.leads === 0 ? 0 : row.violated / row.leads });
  }
  return all.sort((a, b) => b.violated - a.violated || b.share - a.share || (a.name < b.name ? -1 : 1)).slice(0, most);
}

/** What is said in place of lists that are both empty: null where nothing is known, or where one of them is not empty. */
export function instead(summary: ReadonlyMap<string, LeadSummaryRow>): 'none' | 'unnamed' | null {
  const violated = summary.get('1h|all|')?.violated;
  if (violated === undefined) return null;
  if (violated === 0) return 'none';
  // A lead may have neither region nor team, and is violated all the same.
  return (['region', 'team'] as const).every((dimension) => standings(summary, dimension, 1).length === 0) ? 'unnamed' : null;
}
