/** Leads that an earlier run of the demo left unanswered when the server stopped: somebody gets to them in the first minutes. */
import type { Arrival, DemoSource } from '../world/arrivals.ts';
import { ROUTER_SOURCE } from '../world/organisation.ts';
import { createRandom } from '../world/random.ts';

export interface LeftOpenLead {
  leadId: string;
  region?: string | null;
  channel?: string | null;
  team?: string | null;
  repId?: string | null;
}

export function createLeftovers(seedText: string, startMs: number, leads: readonly LeftOpenLead[]): DemoSource {
  const random = createRandom(`${seedText}|leftovers`);
  let spawned = leads.length === 0;
  return {
    nextAtMs: () => (spawned ? Number.POSITIVE_INFINITY : startMs),
    spawn() {
      spawned = true;
      return leads.map((lead): Arrival => {
        const atMs = Math.round(startMs + random.between(5_000, 150_000));
        return {
          arrivesAtMs: atMs + 500,
          event: {
            id: random.uuid(),
            kind: 'lead.responded',
            at: atMs,
            source: ROUTER_SOURCE,
            key: lead.leadId,
            ...(lead.region ? { region: lead.region } : {}),
            ...(lead.channel ? { channel: lead.channel } : {}),
            ...(lead.team ? { team: lead.team } : {}),
            ...(lead.repId ? { rep_id: lead.repId } : {}),
            data: { automated: false },
          },
        };
      });
    },
  };
}
