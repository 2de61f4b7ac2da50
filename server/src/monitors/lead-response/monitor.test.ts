import type { RowOf, Topic } from '@warroom/protocol/board';
import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/config.ts';
import { Engine } from '../engine.ts';
import type { RowSink, Signal } from '../monitor.ts';
import { savedText, stateReader } from '../monitorRun.fixture.ts';
import { createLeadResponseMonitor } from './monitor.ts';
import type { LeadResponseSettings } from './settings.ts';

const T0 = Date.parse('2026-03-02T02:00:00Z');
const noAlerts = { advance() {}, nextWakeMs: () => Infinity, collect() {} };

class Rows implements RowSink {
  readonly topics = new Map<string, Map<string, unknown>>();
  writes = 0;
  set(topic: Topic, key: string, row: unknown): void {
    this.writes += 1;
    const rows = this.topics.get(topic) ?? new Map<string, unknown>();
    this.topics.set(topic, rows.set(key, row));
  }
  delete(topic: Topic, key: string): void {
    this.topics.get(topic)?.delete(key);
  }
  get<T extends Topic>(topic: T, key: string): RowOf<T> | undefined {
    return this.topics.get(topic)?.get(key) as RowOf<T> | undefined;
  }
  /** Everything, in an order of its own, to compare two boards with. */
  all(): unknown {
    return [...this.topics]
      .filter(([, rows]) => rows.size > 0)
      .map(([topic, rows]) => [topic, [...rows].sort(([a], [b]) => (a < b ? -1 : 1))])
      .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
  }
}

function bench(settings: Partial<LeadResponseSettings> = {}) {
  const signals: Signal[] = [];
  const monitor = createLeadResponseMonitor({ ...loadConfig()['lead-response'], ...settings }, (s) => signals.push(s));
  const engine = new Engine({ monitors: [monitor], alerts: noAlerts });
  engine.advanceTo(T0);
  const rows = new Rows();
  const board = () => {
    engine.collect(rows, true);
    return rows;
  };
  return { engine, monitor, signals, board, at: (seconds: number) => engine.advanceTo(T0 + seconds * 1_000) };
}

let serial = 0;
function fact(kind: Fact['kind'], key: string, atSeconds: number, more: Record<string, unknown> = {}, arrivesSeconds = atSeconds): Fact {
  const { team = null, repId = null, region = null, channel = null, ...data } = more;
  serial += 1;
  const dimensions = { team, repId, region, channel, productLine: null, customerId: null };
  return {
    id: `f${String(serial).padStart(8, '0')}`,
    kind,
    key,
    atMs: T0 + atSeconds * 1_000,
    ingestedAtMs: T0 + arrivesSeconds * 1_000,
    source: 'crm',
    data,
    ...dimensions,
  } as unknown as Fact;
}
const brief = (signals: Signal[]) =>
  signals.map(
    (s) =>
      `${(s.atMs - T0) / 1_000} ${s.type} ${s.rule} ${s.subject}${s.type === 'clear' ? ` ${s.reason}` : s.type === 'update' ? '' : ` ${s.severity}`}`,
  );

describe('the SLA', () => {
  test('LEAD-8, LEAD-20: waiting, at risk from 60 s, violated at 90 s sharp, critical at 5 min', () => {
    const { engine, signals, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0, { region: '华东' }));
    at(59.999);
    expect(board().get('lead-response.open', 'L1')?.state).toBe('waiting');
    at(60);
    expect(board().get('lead-response.open', 'L1')?.state).toBe('at-risk');
    at(89.999);
    expect(signals).toEqual([]);
    at(90);
    expect(brief(signals)).toEqual(['90 raise lead-violation lead:L1 warning']);
    expect(signals[0]).toMatchObject({ episode: '2026-03-02T02:00:00.000Z', sinceMs: T0 + 90_000 });
    expect(board().get('lead-response.open', 'L1')?.state).toBe('violated');
    at(300);
    expect(brief(signals).at(-1)).toBe('300 escalate lead-violation lead:L1 critical');
    engine.arrive(fact('lead.responded', 'L1', 400));
    at(400);
    expect(brief(signals).at(-1)).toBe('400 clear lead-violation lead:L1 recovered');
    expect(board().get('lead-response.open', 'L1')).toBeUndefined();
  });

  test('LEAD-8: an answer at 90.000 s is in time, one at 90.001 s is not', () => {
    const { engine, signals, board, at } = bench();
    engine.arrive(fact('lead.created', 'in', 0));
    engine.arrive(fact('lead.created', 'out', 0));
    engine.arrive(fact('lead.responded', 'in', 90));
    engine.arrive(fact('lead.responded', 'out', 90.001));
    at(100);
    expect(brief(signals)).toEqual(['90 raise lead-violation lead:out warning', '90.001 clear lead-violation lead:out recovered']);
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({ leads: 2, answered: 2, violated: 1, serviceLevel: 0.5 });
  });

  test('LEAD-20: a valuable lead is critical at once', () => {
    const { engine, signals, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0, { value: 100_000 }));
    at(500);
    expect(brief(signals)).toEqual(['90 raise lead-violation lead:L1 critical']);
  });

  test('LEAD-2: an auto-reply is no response', () => {
    const { engine, signals, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.responded', 'L1', 2, { automated: true }));
    at(90);
    expect(brief(signals)).toEqual(['90 raise lead-violation lead:L1 warning']);
  });

  test('LEAD-19, LEAD-21: nobody answers for a week: the row goes and the alert ends as expired', () => {
    const { engine, signals, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    at(7 * 86_400);
    expect(brief(signals).at(-1)).toBe('604800 clear lead-violation lead:L1 expired');
    expect(board().topics.get('lead-response.open')?.size ?? 0).toBe(0);
  });
});

describe('late rows', () => {
  test('LEAD-21: a violation that a late answer disproves is resolved so, with the lag', () => {
    const { engine, signals, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    at(95);
    engine.arrive(fact('lead.responded', 'L1', 80, {}, 100));
    at(100);
    expect(brief(signals)).toEqual(['90 raise lead-violation lead:L1 warning', '100 clear lead-violation lead:L1 disproved']);
    expect(signals[1]).toMatchObject({ facts: { disproofLagSeconds: 20, latencySeconds: 80 } });
  });

  test('LEAD-22, LEAD-24: a lead that comes to light after its deadline is raised at once, since its deadline', () => {
    const { engine, signals } = bench();
    engine.arrive(fact('lead.created', 'L1', 0, {}, 120));
    engine.advanceTo(T0 + 120_000);
    expect(brief(signals)).toEqual(['120 raise lead-violation lead:L1 warning']);
    expect(signals[0]).toMatchObject({ sinceMs: T0 + 90_000, feeds: ['crm'], facts: { detectionSeconds: 120 } });
  });

  test('LEAD-22: a violation that was over before it was known is logged as begun and ended', () => {
    const { engine, signals, at } = bench();
    engine.arrive(fact('lead.responded', 'L1', 100, {}, 150));
    engine.arrive(fact('lead.created', 'L1', 0, {}, 151));
    at(200);
    expect(brief(signals)).toEqual(['151 raise lead-violation lead:L1 warning', '151 clear lead-violation lead:L1 recovered']);
  });

  test('LEAD-1, LEAD-21: a correction to an earlier time moves the start; the episode of the old start never was', () => {
    const { engine, signals, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 30, { region: '华南' }));
    at(125);
    engine.arrive(fact('lead.created', 'L1', 0, { region: '华东' }, 126));
    at(130);
    expect(brief(signals)).toEqual([
      '120 raise lead-violation lead:L1 warning',
      '126 clear lead-violation lead:L1 disproved',
      '126 raise lead-violation lead:L1 warning',
    ]);
    expect(signals.map(({ episode }) => episode.slice(17, 19))).toEqual(['30', '30', '00']);
    expect(signals[2]).toMatchObject({ sinceMs: T0 + 90_000, facts: { region: '华南' } });
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ createdAt: '2026-03-02T02:00:00.000Z', region: '华南' });
  });

  test('LEAD-1, LEAD-21: a late answer splits a turn, a late creation joins two: each has its own alert', () => {
    const { engine, signals, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.created', 'L1', 80));
    at(190);
    // Answered at 50: the creation at 80 then began a turn of its own, violated since 170.
    engine.arrive(fact('lead.responded', 'L1', 50, {}, 200));
    at(205);
    // Created anew at 60: that turn began then.
    engine.arrive(fact('lead.created', 'L1', 60, {}, 210));
    at(215);
    expect(signals.map((s) => `${(s.atMs - T0) / 1_000} ${s.type} ${s.episode.slice(14, 19)}`)).toEqual([
      '90 raise 00:00',
      '200 clear 00:00',
      '200 raise 01:20',
      '210 clear 01:20',
      '210 raise 01:00',
    ]);
  });

  test('LEAD-21: what had recovered is disproved by an answer in time that comes to light later', () => {
    const { engine, signals, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.responded', 'L1', 100));
    at(100);
    engine.arrive(fact('lead.responded', 'L1', 40, {}, 3_600));
    at(3_600);
    expect(brief(signals).slice(1)).toEqual(['100 clear lead-violation lead:L1 recovered', '3600 clear lead-violation lead:L1 disproved']);
  });

  test('LEAD-25: a lead and its answer that arrive together after the deadline raise nothing, whichever comes first', () => {
    for (const order of [0, 1]) {
      const { engine, signals, at } = bench();
      const both = [fact('lead.created', 'L1', 0, {}, 120), fact('lead.responded', 'L1', 30, {}, 120)];
      for (const one of order === 0 ? both : both.toReversed()) engine.arrive(one);
      at(500);
      expect(signals).toEqual([]);
    }
  });

  test('LEAD-18: a fact of the future waits for its hour', () => {
    const { engine, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 50, {}, 0));
    at(49);
    expect(board().get('lead-response.summary', '15m|all|')?.leads).toBe(0);
    at(50);
    expect(board().get('lead-response.summary', '15m|all|')?.leads).toBe(1);
  });
});

describe('what is remembered', () => {
  const DAY = 86_400;
  test('LEAD-19: a lead that comes back after days, with follow-ups in between, waits again and is whose it was', () => {
    const { engine, monitor, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.assigned', 'L1', 5, { team: 'east-1', repId: 'R-1' }));
    engine.arrive(fact('lead.responded', 'L1', 10));
    at(2 * DAY);
    expect((monitor as unknown as { size: number }).size).toBe(0);
    engine.arrive(fact('lead.responded', 'L1', 3 * DAY - 60));
    engine.arrive(fact('lead.created', 'L1', 3 * DAY));
    at(3 * DAY + 90);
    expect(board().get('lead-response.answered', 'L1')).toMatchObject({ latencySeconds: 0, team: 'east-1' });
    engine.arrive(fact('lead.created', 'L1', 4 * DAY));
    at(4 * DAY + 90);
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ state: 'violated', team: null });
    expect(board().get('lead-response.summary', '24h|all|')).toMatchObject({ leads: 1, answered: 0, violated: 1 });
  });

  test('LEAD-19: who asks again within two days waits again and is whose it was, also where the first time is forgotten', () => {
    const { engine, monitor, board, at } = bench();
    const days = (n: number) => n * DAY;
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.responded', 'L1', 10));
    engine.arrive(fact('lead.assigned', 'L1', 15, { team: 'east-1', repId: 'R-1' }));
    at(days(2));
    expect((monitor as unknown as { size: number }).size).toBe(0);
    engine.arrive(fact('lead.responded', 'L1', days(2) - 60, {}, days(2)));
    engine.arrive(fact('lead.created', 'L1', days(2), {}, days(2) + 5));
    at(days(2) + 90);
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ state: 'violated', team: 'east-1', repId: 'R-1' });
  });

  test('LEAD-19: what was created again while nobody answered begins anew when the first of it leaves', () => {
    const { engine, signals, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0, { region: '华东' }));
    engine.arrive(fact('lead.created', 'L1', 2 * DAY, { region: '华南' }));
    at(7 * DAY - 1);
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ createdAt: '2026-03-02T02:00:00.000Z' });
    at(7 * DAY);
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ createdAt: '2026-03-04T02:00:00.000Z' });
    at(9 * DAY);
    expect(board().get('lead-response.open', 'L1')).toBeUndefined();
    expect(
      signals
        .filter(({ type }) => type === 'raise' || type === 'clear')
        .map((s) => `${(s.atMs - T0) / 1_000 / DAY} ${s.type} ${s.episode.slice(8, 10)}`),
    ).toEqual([`${90 / DAY} raise 02`, '7 clear 02', '7 raise 04', '9 clear 04']);
  });

  test('LEAD-19: a lead that is spoken of every day for a year, and of which nobody asks again, stays small; then it is gone', () => {
    const { engine, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    for (let hour = 1; hour < 24 * 365; hour += 8) {
      engine.arrive(fact('lead.responded', 'L1', hour * 3_600));
      engine.arrive(fact('lead.assigned', 'L1', hour * 3_600, { team: `t${hour}` }));
    }
    expect(savedText(engine).length).toBeLessThan(2_000);
    // What is over is swept away when another lead is forgotten.
    engine.arrive(fact('lead.responded', 'L2', 370 * DAY));
    at(373 * DAY);
    expect(savedText(engine)).not.toContain('L1');
  });

  test('LEAD-19: what is remembered survives a checkpoint; a lead that nobody answered begins anew after its week', () => {
    const first = bench();
    first.engine.arrive(fact('lead.created', 'L1', 0));
    first.at(7 * DAY);
    const second = bench();
    second.engine.restore(stateReader(savedText(first.engine)));
    second.engine.arrive(fact('lead.responded', 'L1', 8 * DAY));
    second.engine.arrive(fact('lead.created', 'L1', 9 * DAY));
    second.at(9 * DAY + 1);
    expect(second.board().get('lead-response.open', 'L1')).toMatchObject({ state: 'waiting' });
  });

  test('LEAD-19: a lead that comes back every hour for weeks keeps the turns that late rows can change, and goes on alike', () => {
    const { engine, board, at } = bench();
    for (let hour = 0; hour < 24 * 20; hour += 1) {
      engine.arrive(fact('lead.created', 'L1', hour * 3_600));
      engine.arrive(fact('lead.responded', 'L1', hour * 3_600 + 10));
    }
    expect(savedText(engine).split('crm').length).toBeLessThan(60);
    expect(board().get('lead-response.summary', '24h|all|')).toMatchObject({ leads: 24, answered: 24, p99Seconds: 10 });
    // Of a turn that is settled nothing is heard any more.
    engine.arrive(fact('lead.created', 'L1', 30, {}, 24 * 20 * 3_600));
    at(24 * 20 * 3_600);
    expect(board().get('lead-response.open', 'L1')).toBeUndefined();
  });
});

describe('figures', () => {
  test('LEAD-4, LEAD-9: a lead belongs to its latest assignment and leaves the team it was taken from', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.created', 'L1', 0, { region: '华东', channel: '官网' }));
    engine.arrive(fact('lead.assigned', 'L1', 5, { team: 'east-1', repId: 'R-1' }));
    engine.arrive(fact('lead.assigned', 'L1', 9, { team: 'east-2', repId: 'R-2' }));
    const rows = board();
    expect([...(rows.topics.get('lead-response.summary')?.keys() ?? [])].filter((k) => k.startsWith('15m')).sort()).toEqual([
      '15m|all|',
      '15m|channel|官网',
      '15m|region|华东',
      '15m|rep|R-2',
      '15m|team|east-2',
    ]);
    expect(rows.get('lead-response.open', 'L1')).toMatchObject({ team: 'east-2', repId: 'R-2' });
  });

  test('LEAD-3, LEAD-10: closed unanswered before its time: neither answered nor violated, but a lead', () => {
    const { engine, board, at } = bench();
    engine.arrive(fact('lead.created', 'spam', 0));
    engine.arrive(fact('lead.closed', 'spam', 20, { reason: 'spam' }));
    engine.arrive(fact('lead.created', 'lost', 0));
    engine.arrive(fact('lead.closed', 'lost', 95, { reason: 'withdrawn' }));
    at(200);
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({
      leads: 2,
      answered: 0,
      open: 0,
      violated: 1,
      decided: 1,
      serviceLevel: 0,
      p50Seconds: null,
    });
  });

  test('LEAD-9: a window of w holds (t − w, t]', () => {
    const { engine, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.responded', 'L1', 10));
    at(899.999);
    expect(board().get('lead-response.summary', '15m|all|')?.leads).toBe(1);
    at(900);
    expect(board().get('lead-response.summary', '15m|all|')?.leads).toBe(0);
    expect(board().get('lead-response.summary', '1h|all|')?.leads).toBe(1);
    at(86_400);
    expect(board().get('lead-response.summary', '24h|all|')?.leads).toBe(0);
  });

  test('LEAD-5, LEAD-12: four clocks: detection inside routing, routing and human make the total', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.created', 'L1', 0, {}, 4));
    engine.arrive(fact('lead.assigned', 'L1', 30, { team: 'east-1' }));
    engine.arrive(fact('lead.responded', 'L1', 50));
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({
      detectionSeconds: 4,
      routingSeconds: 30,
      humanSeconds: 20,
      totalSeconds: 50,
    });
  });

  test('LEAD-6, LEAD-7: an override by tier, and the calendar stops the clock', () => {
    const { engine, signals, at } = bench({
      overrides: [{ match: { tier: 'A' }, slaSeconds: 30 }],
      calendar: { timeZone: 'Asia/Shanghai', hours: { mon: ['09:00-10:01', '11:00-18:00'] }, holidays: [], workdays: [], workdayHours: [] },
    });
    // T0 is a Monday, 10:00 in Shanghai; the shift ends a minute later.
    engine.arrive(fact('lead.created', 'A', 0, { tier: 'A' }));
    engine.arrive(fact('lead.created', 'B', 0, { tier: 'B' }));
    at(3_700);
    expect(brief(signals)).toEqual(['30 raise lead-violation lead:A warning', '3630 raise lead-violation lead:B warning']);
  });
});

describe('the facts of a lead', () => {
  test('LEAD-1: the earliest creation begins the turn; of its creations the latest says what it is, of two at one instant the greater id', () => {
    const { engine, board } = bench();
    engine.arrive({ ...fact('lead.created', 'L1', 10, { tier: 'A' }, 40), id: 'b' });
    engine.arrive({ ...fact('lead.created', 'L1', 0, { tier: 'C' }, 41), id: 'z' });
    engine.arrive({ ...fact('lead.created', 'L1', 10, { tier: 'B' }, 42), id: 'a' });
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ tier: 'A', createdAt: '2026-03-02T02:00:00.000Z' });
  });

  test('LEAD-1, LEAD-20: a lead that comes back after its answer or its closing waits again, with an alert of its own', () => {
    const { engine, board, signals, at } = bench();
    for (const lead of ['answered', 'closed']) {
      engine.arrive(fact('lead.created', lead, 0));
      engine.arrive(fact('lead.assigned', lead, 1, { team: 'east-1' }));
    }
    engine.arrive(fact('lead.closed', 'closed', 20, { reason: 'spam' }));
    engine.arrive(fact('lead.responded', 'answered', 30));
    for (const lead of ['answered', 'closed']) engine.arrive(fact('lead.created', lead, 600));
    at(690);
    expect(brief(signals)).toEqual(['690 raise lead-violation lead:answered warning', '690 raise lead-violation lead:closed warning']);
    expect(signals[0]).toMatchObject({ episode: '2026-03-02T02:10:00.000Z', facts: { team: 'east-1' } });
    expect(board().get('lead-response.open', 'answered')).toMatchObject({
      createdAt: '2026-03-02T02:10:00.000Z',
      state: 'violated',
      team: 'east-1',
    });
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({
      leads: 4,
      answered: 1,
      open: 2,
      violated: 2,
      serviceLevel: 1 / 3,
    });
  });

  test('LEAD-1: a copy from a second system moves no clock', () => {
    const { engine, board, signals, at } = bench();
    engine.arrive(fact('lead.created', 'form-then-crm', 0));
    engine.arrive(fact('lead.created', 'form-then-crm', 30));
    engine.arrive(fact('lead.created', 'resync', 0));
    engine.arrive(fact('lead.created', 'resync', 100));
    engine.arrive(fact('lead.responded', 'form-then-crm', 101));
    engine.arrive(fact('lead.responded', 'resync', 180));
    at(200);
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({ leads: 2, violated: 2, serviceLevel: 0 });
    expect(signals.filter(({ type }) => type === 'clear').map((s) => s.type === 'clear' && s.reason)).toEqual(['recovered', 'recovered']);
  });

  test('LEAD-2: an answer before the very first creation is given at once; one between two turns answers neither', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.responded', 'L1', 5));
    engine.arrive(fact('lead.created', 'L1', 10));
    expect(board().get('lead-response.answered', 'L1')).toMatchObject({ latencySeconds: 0, respondedAt: '2026-03-02T02:00:10.000Z' });
    engine.arrive(fact('lead.responded', 'L1', 20));
    engine.arrive(fact('lead.created', 'L1', 30));
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ createdAt: '2026-03-02T02:00:30.000Z' });
  });

  test('LEAD-2, LEAD-3: at once answers or closes what came up to an hour before, and nothing older', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.responded', 'hour', 0));
    engine.arrive(fact('lead.closed', 'closed', 0));
    engine.arrive(fact('lead.responded', 'older', 0));
    engine.arrive(fact('lead.created', 'hour', 3_600));
    engine.arrive(fact('lead.created', 'closed', 3_600));
    engine.arrive(fact('lead.created', 'older', 3_600.001));
    expect([...(board().topics.get('lead-response.open')?.keys() ?? [])]).toEqual(['older']);
    expect([...(board().topics.get('lead-response.answered')?.keys() ?? [])]).toEqual(['hour']);
  });

  test('LEAD-4: an assignment counts for a turn that begins up to 72 h later', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.assigned', 'L1', 0, { team: 'east-1' }));
    engine.arrive(fact('lead.created', 'L1', 72 * 3_600));
    expect(board().get('lead-response.open', 'L1')?.team).toBe('east-1');
    engine.arrive(fact('lead.assigned', 'L2', 72 * 3_600, { team: 'east-1' }));
    engine.arrive(fact('lead.created', 'L2', 144 * 3_600 + 1));
    expect(board().get('lead-response.open', 'L2')?.team).toBe(null);
  });

  test('LEAD-15: of a lead answered twice the last answer is shown', () => {
    const { engine, board } = bench();
    for (const atSeconds of [0, 100]) {
      engine.arrive(fact('lead.created', 'L1', atSeconds));
      engine.arrive(fact('lead.responded', 'L1', atSeconds + 7));
    }
    expect(board().get('lead-response.answered', 'L1')).toMatchObject({ createdAt: '2026-03-02T02:01:40.000Z', latencySeconds: 7 });
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({ leads: 2, answered: 2 });
  });

  test('LEAD-2: the earliest answer of a person counts, whatever came in first', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.responded', 'L1', 70));
    engine.arrive(fact('lead.responded', 'L1', 40, {}, 75));
    engine.arrive(fact('lead.responded', 'L1', 90));
    expect(board().get('lead-response.answered', 'L1')).toMatchObject({ latencySeconds: 40, violated: false });
  });

  test('LEAD-3: closed in time and answered later is neither answered nor violated; answered late and closed later is violated', () => {
    const { engine, board, signals, at } = bench();
    engine.arrive(fact('lead.created', 'closed', 0));
    engine.arrive(fact('lead.closed', 'closed', 20));
    engine.arrive(fact('lead.created', 'answered', 100));
    engine.arrive(fact('lead.responded', 'closed', 120));
    engine.arrive(fact('lead.responded', 'answered', 250));
    engine.arrive(fact('lead.closed', 'answered', 260));
    at(300);
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({ leads: 2, answered: 1, violated: 1, decided: 1 });
    expect(brief(signals)).toEqual(['190 raise lead-violation lead:answered warning', '250 clear lead-violation lead:answered recovered']);
  });

  test('LEAD-4: an assignment that came in late does not take the lead from the later one', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.assigned', 'L1', 20, { team: 'east-2', repId: 'R-2' }));
    engine.arrive(fact('lead.assigned', 'L1', 10, { team: 'east-1', repId: 'R-1' }, 25));
    expect(board().get('lead-response.open', 'L1')).toMatchObject({ team: 'east-2', assignedAt: '2026-03-02T02:00:20.000Z' });
  });

  test('LEAD-4: each turn has the latest assignment before the next one', () => {
    const { engine, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.assigned', 'L1', 5, { team: 'east-1' }));
    engine.arrive(fact('lead.responded', 'L1', 10));
    engine.arrive(fact('lead.created', 'L1', 60));
    engine.arrive(fact('lead.assigned', 'L1', 65, { team: 'east-2' }));
    at(70);
    const of = (team: string) => board().get('lead-response.summary', `15m|team|${team}`);
    expect([of('east-1'), of('east-2')]).toMatchObject([
      { leads: 1, answered: 1 },
      { leads: 1, open: 1 },
    ]);
    // A late assignment between the two turns was the first one's last.
    engine.arrive(fact('lead.assigned', 'L1', 30, { team: 'east-3' }, 80));
    at(80);
    expect([of('east-1'), of('east-2'), of('east-3')]).toMatchObject([undefined, { leads: 1, open: 1 }, { leads: 1, answered: 1 }]);
  });

  test('LEAD-5: an answer before any assignment took no time of a person; never assigned, it has neither clock', () => {
    const { engine, board } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.responded', 'L1', 30));
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({ routingSeconds: null, humanSeconds: null, totalSeconds: 30 });
    engine.arrive(fact('lead.assigned', 'L1', 50));
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({ routingSeconds: 30, humanSeconds: 0, totalSeconds: 30 });
  });
});

describe('the SLA of a lead', () => {
  test('LEAD-6: the first override of which everything matches, at risk from two thirds of it', () => {
    const { engine, board, at } = bench({
      overrides: [
        { match: { channel: '电话', region: '华东' }, slaSeconds: 30 },
        { match: { channel: '电话' }, slaSeconds: 45, atRiskSeconds: 40 },
      ],
    });
    engine.arrive(fact('lead.created', 'both', 0, { channel: '电话', region: '华东' }));
    engine.arrive(fact('lead.created', 'one', 0, { channel: '电话', region: '华南' }));
    engine.arrive(fact('lead.created', 'none', 0, { channel: '官网', region: '华东' }));
    const states = () => ['both', 'one', 'none'].map((lead) => board().get('lead-response.open', lead)?.state);
    at(20);
    expect(states()).toEqual(['at-risk', 'waiting', 'waiting']);
    at(39.999);
    expect(states()).toEqual(['violated', 'waiting', 'waiting']);
    at(45);
    expect(states()).toEqual(['violated', 'violated', 'waiting']);
    at(60);
    expect(states()).toEqual(['violated', 'violated', 'at-risk']);
  });

  test('LEAD-8: a closing at the very deadline is late', () => {
    const { engine, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 0));
    engine.arrive(fact('lead.closed', 'L1', 90));
    at(95);
    expect(board().get('lead-response.summary', '15m|all|')).toMatchObject({ violated: 1, decided: 1 });
  });
});

test('LEAD-26: an open violation follows its lead to another team, and keeps its episode', () => {
  const { engine, signals, at } = bench();
  engine.arrive(fact('lead.created', 'L1', 0, { region: '华东', value: 5 }));
  at(100);
  engine.arrive(fact('lead.assigned', 'L1', 180, { team: 'north', repId: 'r1' }));
  engine.arrive(fact('lead.created', 'L1', 200, { region: '华南', value: 100_000 }));
  at(250);
  expect(brief(signals)).toEqual([
    '90 raise lead-violation lead:L1 warning',
    '180 update lead-violation lead:L1',
    '200 update lead-violation lead:L1',
    '200 escalate lead-violation lead:L1 critical',
  ]);
  expect(signals[1]).toMatchObject({ facts: { team: 'north', region: '华东' }, episode: '2026-03-02T02:00:00.000Z' });
  expect(signals[2]).toMatchObject({ facts: { team: 'north', region: '华南', value: 100_000 }, episode: '2026-03-02T02:00:00.000Z' });
});

describe('what beside the summary is shown', () => {
  test('LEAD-14: the trend has sixty points, each over the quarter of an hour up to it; a late answer changes a past one', () => {
    const { engine, board, at } = bench();
    engine.arrive(fact('lead.created', 'L1', 30));
    at(3_000);
    const level = (minute: number) => board().get('lead-response.trend', new Date(T0 + minute * 60_000).toISOString());
    expect(board().topics.get('lead-response.trend')?.size).toBe(60);
    expect([level(0)?.decided, level(1)?.decided, level(15)?.decided, level(16)?.decided]).toEqual([0, 1, 1, 0]);
    expect(level(1)).toMatchObject({ serviceLevel: 0, violated: 1 });
    engine.arrive(fact('lead.responded', 'L1', 60, {}, 3_001));
    expect(level(1)).toMatchObject({ serviceLevel: 1, violated: 0 });
  });

  test('LEAD-15: the distribution in bins of ten seconds with an open end; the forty leads answered last', () => {
    const { engine, board, at } = bench();
    for (let i = 0; i < 45; i += 1) {
      engine.arrive(fact('lead.created', `L${String(i).padStart(2, '0')}`, i));
      engine.arrive(fact('lead.responded', `L${String(i).padStart(2, '0')}`, i + (i === 44 ? 500 : 15)));
    }
    at(600);
    const answered = board().get('lead-response.distribution', '1h')?.answered;
    expect([answered?.length, answered?.[1], answered?.[18]]).toEqual([19, 44, 1]);
    const shown = [...(board().topics.get('lead-response.answered')?.keys() ?? [])].sort();
    expect([shown.length, shown[0], shown.at(-1)]).toEqual([40, 'L05', 'L44']);
  });

  test('LEAD-13: asked for exactly, quantiles stand as of the instant; in a large window they may lag while live', () => {
    const { engine, at } = bench();
    for (let i = 0; i < 600; i += 1) {
      engine.arrive(fact('lead.created', `L${i}`, 0));
      engine.arrive(fact('lead.responded', `L${i}`, 10));
    }
    at(20);
    const rows = new Rows();
    engine.collect(rows, true);
    expect(rows.get('lead-response.summary', '15m|all|')?.p50Seconds).toBe(10);
    for (let i = 0; i < 600; i += 1) {
      engine.arrive(fact('lead.created', `M${i}`, 20));
      engine.arrive(fact('lead.responded', `M${i}`, 20.1));
    }
    at(20.2);
    engine.collect(rows, false);
    expect(rows.get('lead-response.summary', '15m|all|')).toMatchObject({ leads: 1_200, p50Seconds: 10 });
    engine.collect(rows, true);
    expect(rows.get('lead-response.summary', '15m|all|')).toMatchObject({ leads: 1_200, p50Seconds: 0.1 });
  });
});

describe('lead-service-level', () => {
  test('LEAD-23: fires under 80 % with 10 decided, clears above 85 % held for a minute', () => {
    const { engine, signals, at } = bench();
    const facts = (prefix: string, n: number, from: number, every: number, latency: number) =>
      Array.from({ length: n }, (_, i) => [
        fact('lead.created', `${prefix}${i}`, from + i * every),
        fact('lead.assigned', `${prefix}${i}`, from + i * every, { team: 'east-1' }),
        fact('lead.responded', `${prefix}${i}`, from + i * every + latency),
      ]).flat();
    const play = (all: Fact[]) => {
      for (const f of all.sort((a, b) => a.atMs - b.atMs)) engine.arrive(f);
    };
    play([...facts('ok', 7, 0, 10, 5), ...facts('late', 2, 70, 100, 95)]);
    expect(brief(signals).filter((s) => s.includes('service-level'))).toEqual([]);
    play(facts('late-too', 1, 270, 1, 95));
    expect(brief(signals).filter((s) => s.includes('service-level'))).toEqual(['360 raise lead-service-level team:east-1 warning']);
    expect(signals.find((s) => s.rule === 'lead-service-level')).toMatchObject({ facts: { serviceLevel: 0.7, decided: 10, violated: 3 } });
    play(facts('good', 12, 370, 10, 5));
    // 17 of 20 in time = 85 % from 465 s on; a minute later it is over.
    at(524.9);
    expect(brief(signals).some((s) => s.includes('clear lead-service-level'))).toBe(false);
    at(600);
    expect(brief(signals).filter((s) => s.includes('clear lead-service-level'))).toEqual([
      expect.stringMatching(/^5\d\d clear lead-service-level team:east-1 recovered$/),
    ]);
  });

  test('LEAD-23: with too few decided leads left nobody can say that it holds', () => {
    const { engine, signals, at } = bench();
    for (let i = 0; i < 10; i += 1) {
      engine.arrive(fact('lead.created', `L${i}`, i));
      engine.arrive(fact('lead.assigned', `L${i}`, i, { team: 'east-1' }));
    }
    at(100);
    expect(brief(signals).filter((s) => s.includes('service-level'))).toEqual(['99 raise lead-service-level team:east-1 warning']);
    at(900);
    expect(brief(signals).at(-1)).toBe('900 clear lead-service-level team:east-1 expired');
  });
});

test.each([
  ['without a calendar at midnight UTC', undefined, '2026-03-03T00:00:00.000Z'],
  ['at midnight of its time zone', 'Asia/Shanghai', '2026-03-02T16:00:00.000Z'],
])('LEAD-23: a service level that stays low has an alert of its own each day: %s', (_, timeZone, midnight) => {
  const hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ['00:00-24:00']]));
  const calendar = timeZone && { timeZone, hours, holidays: [], workdays: [], workdayHours: [] };
  const { engine, signals, at } = bench(calendar ? { calendar } : {});
  for (let i = 0; i < 24 * 60; i += 1) {
    engine.arrive(fact('lead.created', `L${i}`, i * 60));
    engine.arrive(fact('lead.assigned', `L${i}`, i * 60, { team: 'east-1' }));
  }
  at(86_400);
  const told = signals.filter(({ rule }) => rule === 'lead-service-level');
  expect(told.map((s) => `${s.type} ${s.type === 'clear' ? s.reason : ''}`)).toEqual(['raise ', 'clear expired', 'raise ']);
  expect(told.slice(1).map(({ atMs }) => new Date(atMs).toISOString())).toEqual([midnight, midnight]);
  expect(told[2]?.episode).toBe(midnight);
});

const lateFacts = fc.array(
  fc.record({
    kind: fc.constantFrom('lead.created', 'lead.assigned', 'lead.responded', 'lead.closed') as fc.Arbitrary<Fact['kind']>,
    key: fc.constantFrom('L1', 'L2', 'L3', 'L4', 'L5', 'L6'),
    atSeconds: fc.integer({ min: 0, max: 3_000 }),
    team: fc.constantFrom('east-1', 'west-1', null),
    region: fc.constantFrom('华东', null),
    automated: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);
const toFacts = (
  drawn: { kind: Fact['kind']; key: string; atSeconds: number; team: string | null; region: string | null; automated: boolean }[],
) =>
  drawn.map((d) =>
    fact(d.kind, d.key, d.atSeconds, { team: d.team, repId: d.team && `${d.team}-r`, region: d.region, automated: d.automated }),
  );

describe('LEAD-17: the board depends on the set of rows and the instant only', () => {
  test('any order of the same rows ends in the same board', () => {
    fc.assert(
      fc.property(lateFacts, fc.infiniteStream(fc.nat()), fc.integer({ min: 0, max: 90_000 }), (drawn, order, laterSeconds) => {
        const facts = toFacts(drawn);
        const shuffled = facts
          .map((f) => ({ f, by: order.next().value as number }))
          .sort((a, b) => a.by - b.by || (a.f.id < b.f.id ? -1 : 1))
          .map((x) => x.f);
        const boards = [facts, shuffled].map((sequence) => {
          const { engine, at } = bench();
          const rows = new Rows();
          for (const f of sequence) {
            engine.arrive(f);
            // Collecting on the way must not change where it ends.
            engine.collect(rows, false);
          }
          at(3_000 + laterSeconds);
          engine.collect(rows, true);
          return rows.all();
        });
        expect(boards[1]).toEqual(boards[0]);
      }),
      { numRuns: 200 },
    );
  });

  test('checkpoint + tail = full run, signals included', () => {
    fc.assert(
      fc.property(lateFacts, fc.nat(), (drawn, cutAt) => {
        const facts = toFacts(drawn).sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
        const cut = cutAt % facts.length;
        const full = bench();
        for (const f of facts) full.engine.arrive(f);
        full.at(4_000);

        const first = bench();
        for (const f of facts.slice(0, cut)) first.engine.arrive(f);
        const saved = savedText(first.engine);
        const second = bench();
        expect(second.engine.restore(stateReader(saved))).toBe(true);
        for (const f of facts.slice(cut)) second.engine.arrive(f);
        second.at(4_000);

        expect(second.board().all()).toEqual(full.board().all());
        expect([...first.signals, ...second.signals]).toEqual(full.signals);
      }),
      { numRuns: 200 },
    );
  });
});

test('LEAD-16: rows never tick by themselves: a quiet board sets nothing new', () => {
  const { engine, at } = bench();
  engine.arrive(fact('lead.created', 'L1', 0));
  const open = new Rows();
  engine.collect(open, false);
  at(30);
  const later = new Rows();
  engine.collect(later, false);
  expect(later.topics.has('lead-response.open')).toBe(false);
  // The summary is handed over again, and the board finds nothing changed in it.
  expect(later.get('lead-response.summary', '15m|all|')).toEqual(open.get('lead-response.summary', '15m|all|'));
});
