/** A small seeded world for looking at the wall without a server: leads come, are given to teams, are answered or not. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { AnsweredLeadRow, LeadSummaryRow, OpenLeadRow } from '@warroom/protocol/concerns/lead-response';

const REGIONS = ['华东', '华南', '华北', '华中', '西南'] as const;
const TEAMS: readonly { name: string; region: string; medianSeconds: number; weight: number }[] = [
  { name: '华东一组', region: '华东', medianSeconds: 32, weight: 4 },
  { name: '华东二组', region: '华东', medianSeconds: 40, weight: 3 },
  { name: '华南一组', region: '华南', medianSeconds: 36, weight: 3 },
  { name: '华南二组', region: '华南', medianSeconds: 45, weight: 2 },
  { name: '华北一组', region: '华北', medianSeconds: 38, weight: 3 },
  { name: '华北二组', region: '华北', medianSeconds: 48, weight: 2 },
  { name: '华中一组', region: '华中', medianSeconds: 42, weight: 2 },
  { name: '西南一组', region: '西南', medianSeconds: 50, weight: 2 },
  { name: '西南二组', region: '西南', medianSeconds: 75, weight: 1 },
];
const CHANNELS = ['官网', '电话', '企业微信', '展会'] as const;
const OWNERS = ['王磊', '李静', '陈晓'] as const;
const SLA_MS = 90_000;
const AT_RISK_MS = 60_000;
const HOUR_MS = 3_600_000;

/** mulberry32: small, seeded, good enough to look at. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Lead {
  id: string;
  createdMs: number;
  assignedMs: number;
  /** Infinity: nobody will. */
  respondsMs: number;
  team: string;
  region: string;
  channel: string;
  value: number;
  detectionMs: number;
}

export interface Organisation {
  leadsPerMinute: number;
  /** How much slower than usual everybody works. */
  slowness: number;
  /** Share of the new leads that nobody answers for ten minutes. */
  forgotten: number;
  /** Answers all that is violated now. */
  tidy: () => void;
  /** Acknowledges every alert that nobody has. */
  acknowledge: () => void;
  rows: (nowMs: number) => Map<Topic, Map<string, unknown>>;
}

export function organisation(seed: number, startMs: number, serverVersion: string): Organisation {
  const random = randomFrom(seed);
  const iso = (ms: number) => new Date(ms).toISOString();
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const leads: Lead[] = [];
  const owners = new Map<string, { by: string; atMs: number }>();
  let ackPending = false;
  let tidyPending = false;
  let nextMs = startMs - HOUR_MS;
  let number = 1_000;

  function create(atMs: number, slowness: number): void {
    const ticket = random() * TEAMS.reduce((sum, t) => sum + t.weight, 0);
    let passed = 0;
    const team = TEAMS.find((t) => {
      passed += t.weight;
      return ticket < passed;
    });
    if (!team) return;
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const assignedMs = atMs + 2_000 + random() * 14_000;
    const humanMs = team.medianSeconds * 1_000 * slowness * Math.exp(0.5 * normal);
    leads.push({
      id: `L-${number++}`,
      createdMs: atMs,
      assignedMs,
      respondsMs: random() < self.forgotten ? atMs + 600_000 : assignedMs + humanMs,
      team: team.name,
      region: team.region,
      channel: pick(CHANNELS),
      value: Math.round(10 ** (4 + random() * 1.6)),
      detectionMs: 300 + random() * 2_000,
    });
  }

  function summary(window: Lead[], nowMs: number): LeadSummaryRow {
    const answered = window.filter((l) => l.respondsMs <= nowMs);
    const open = window.filter((l) => l.respondsMs > nowMs);
    const late = (l: Lead) => Math.min(l.respondsMs, nowMs) - l.createdMs >= SLA_MS;
    const violated = window.filter(late).length;
    const decided = answered.length + open.filter(late).length;
    const sorted = answered.map((l) => (l.respondsMs - l.createdMs) / 1_000).sort((a, b) => a - b);
    const quantile = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
    const mean = (of: (l: Lead) => number) =>
      answered.length === 0 ? null : answered.reduce((sum, l) => sum + of(l), 0) / answered.length / 1_000;
    return {
      leads: window.length,
      answered: answered.length,
      open: open.length,
      atRisk: open.filter((l) => nowMs - l.createdMs >= AT_RISK_MS && !late(l)).length,
      violated,
      serviceLevel: decided === 0 ? null : answered.filter((l) => !late(l)).length / decided,
      p50Seconds: quantile(0.5),
      p90Seconds: quantile(0.9),
      p99Seconds: quantile(0.99),
      decided,
      detectionSeconds: mean((l) => l.detectionMs),
      routingSeconds: mean((l) => l.assignedMs - l.createdMs),
      humanSeconds: mean((l) => l.respondsMs - l.assignedMs),
      totalSeconds: mean((l) => l.respondsMs - l.createdMs),
      openViolated: open.filter(late).length,
      formulaVersion: 1,
    };
  }

  const self: Organisation = {
    leadsPerMinute: 9,
    slowness: 1,
    forgotten: 0.015,
    tidy: () => {
      tidyPending = true;
    },
    acknowledge: () => {
      ackPending = true;
    },
    rows(nowMs) {
      while (nextMs <= nowMs) {
        create(nextMs, self.slowness);
        nextMs += (-Math.log(1 - random()) * 60_000) / self.leadsPerMinute;
      }
      while (leads[0] && leads[0].createdMs < nowMs - 2 * HOUR_MS) leads.shift();
      const tables = new Map<Topic, Map<string, unknown>>();
      const table = <T extends Topic>(topic: T) => {
        const rows = new Map<string, RowOf<T>>();
        tables.set(topic, rows);
        return rows;
      };
      const summaries = table('lead-response.summary');
      for (const [name, ms] of [
        ['15m', 900_000],
        ['1h', HOUR_MS],
      ] as const) {
        const window = leads.filter((l) => l.createdMs > nowMs - ms);
        summaries.set(`${name}|all|`, summary(window, nowMs));
        for (const region of REGIONS)
          summaries.set(
            `${name}|region|${region}`,
            summary(
              window.filter((l) => l.region === region),
              nowMs,
            ),
          );
        for (const team of TEAMS)
          summaries.set(
            `${name}|team|${team.name}`,
            summary(
              window.filter((l) => l.team === team.name && l.assignedMs <= nowMs),
              nowMs,
            ),
          );
      }
      const open = table('lead-response.open');
      const alerts = table('alerts');
      for (const lead of leads) {
        if (tidyPending && nowMs - lead.createdMs >= SLA_MS - 25_000) lead.respondsMs = Math.min(lead.respondsMs, nowMs);
        if (lead.respondsMs <= nowMs) continue;
        open.set(lead.id, openRow(lead, nowMs));
        if (nowMs - lead.createdMs >= SLA_MS) {
          if (ackPending && !owners.has(lead.id)) owners.set(lead.id, { by: pick(OWNERS), atMs: nowMs });
          alerts.set(`lead-violation|lead:${lead.id}`, alertRow(lead, nowMs, owners.get(lead.id)));
        }
      }
      ackPending = false;
      tidyPending = false;
      const answered = table('lead-response.answered');
      const recent = leads
        .filter((l) => l.respondsMs <= nowMs)
        .sort((a, b) => b.respondsMs - a.respondsMs)
        .slice(0, 40);
      for (const lead of recent) answered.set(lead.id, answeredRow(lead));
      const trend = table('lead-response.trend');
      const minute = Math.floor(nowMs / 60_000);
      for (let m = minute - 59; m <= minute; m += 1) {
        const atMs = m * 60_000;
        const row = summary(
          leads.filter((l) => l.createdMs > atMs - 900_000 && l.createdMs <= atMs),
          nowMs,
        );
        trend.set(iso(atMs), { at: iso(atMs), serviceLevel: row.serviceLevel, decided: row.decided, violated: row.violated });
      }
      const counts = new Array<number>(19).fill(0);
      for (const lead of leads) {
        if (lead.createdMs <= nowMs - HOUR_MS || lead.respondsMs > nowMs) continue;
        const bin = Math.min(18, Math.floor((lead.respondsMs - lead.createdMs) / 10_000));
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      table('lead-response.distribution').set('1h', { binSeconds: 10, answered: counts });
      table('system').set('dev', {
        storeState: 'up',
        tailLagSeconds: 0.1,
        appliedEvents: 0,
        lateEvents: 0,
        rejectedEvents: 0,
        connections: 1,
        startedAt: iso(startMs),
        mode: 'demo',
        newestEventAt: null,
        storeDownSince: null,
        catchUp: null,
        version: serverVersion,
      });
      return tables;

      function openRow(lead: Lead, at: number): OpenLeadRow {
        const age = at - lead.createdMs;
        const assigned = lead.assignedMs <= at;
        return {
          leadId: lead.id,
          createdAt: iso(lead.createdMs),
          deadlineAt: iso(lead.createdMs + SLA_MS),
          state: age >= SLA_MS ? 'violated' : age >= AT_RISK_MS ? 'at-risk' : 'waiting',
          region: lead.region,
          team: assigned ? lead.team : null,
          channel: lead.channel,
          repId: null,
          tier: null,
          value: lead.value,
          atRiskAt: iso(lead.createdMs + AT_RISK_MS),
          assignedAt: assigned ? iso(lead.assignedMs) : null,
          customerId: null,
        };
      }

      function answeredRow(lead: Lead): AnsweredLeadRow {
        const latencySeconds = (lead.respondsMs - lead.createdMs) / 1_000;
        return {
          leadId: lead.id,
          createdAt: iso(lead.createdMs),
          respondedAt: iso(lead.respondsMs),
          latencySeconds,
          violated: latencySeconds * 1_000 >= SLA_MS,
          region: lead.region,
          team: lead.team,
          channel: lead.channel,
        };
      }

      function alertRow(lead: Lead, at: number, owner: { by: string; atMs: number } | undefined): AlertRow {
        const firedAt = iso(lead.createdMs + SLA_MS);
        return {
          rule: 'lead-violation',
          subject: `lead:${lead.id}`,
          episode: iso(lead.createdMs),
          severity: at - lead.createdMs > 300_000 ? 'critical' : 'warning',
          state: owner ? 'acknowledged' : 'firing',
          firedAt,
          owner: owner?.by ?? null,
          version: owner ? 2 : 1,
          count: 1,
          summary: `${lead.id} unanswered`,
          feeds: ['crm'],
          facts: {
            leadId: lead.id,
            createdAt: iso(lead.createdMs),
            team: lead.team,
            region: lead.region,
            channel: lead.channel,
            value: lead.value,
          },
          sinceAt: firedAt,
          acknowledgedAt: owner ? iso(owner.atMs) : null,
          leaseUntil: null,
          snoozedUntil: null,
          note: null,
          resolvedAt: null,
          reason: null,
          previous: null,
          under: null,
        };
      }
    },
  };
  return self;
}
