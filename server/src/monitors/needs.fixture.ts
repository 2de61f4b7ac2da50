/** A history as the store hands it on to a monitor that starts from nothing: what its needs name, and of that only. */
import { EVENT_KINDS, type EventKind, type Fact } from '@warroom/protocol/events';
import { minuteOf, secondBit } from './contracts/learnt/minute.ts';
import { type Arrivals, FRESH_MS, type Monitor, type Need, type Signal } from './monitor.ts';
import type { MonitorRun } from './monitorRun.fixture.ts';

const groupKey = ({ kind, source }: Fact, minuteMs: number) => `${kind}\n${source}\n${minuteMs}`;

function grouped(facts: readonly Fact[], key: (fact: Fact) => string, seconds: boolean): Arrivals[] {
  const groups = new Map<string, Arrivals>();
  for (const fact of facts) {
    const { kind, source, ingestedAtMs } = fact;
    const newestMs = Math.min(fact.atMs, ingestedAtMs);
    const known = groups.get(key(fact)) ?? {
      kind,
      source,
      firstMs: Infinity,
      newestMs: -Infinity,
      heardMs: Infinity,
      lowSeconds: 0,
      highSeconds: 0,
    };
    groups.set(key(fact), known);
    known.firstMs = Math.min(known.firstMs, ingestedAtMs);
    if (newestMs > known.newestMs || (newestMs === known.newestMs && ingestedAtMs < known.heardMs)) {
      known.newestMs = newestMs;
      known.heardMs = ingestedAtMs;
    }
    if (!seconds || newestMs < ingestedAtMs - FRESH_MS) continue;
    const { low, high } = secondBit(ingestedAtMs);
    known.lowSeconds |= low;
    known.highSeconds |= high;
  }
  return [...groups.values()];
}

/** min(`at`, arrival, `newest_at`) of a report. */
function saidMs({ atMs, ingestedAtMs, data }: Fact): number {
  const { newest_at: newest } = data as { newest_at?: unknown };
  const said = typeof newest === 'number' ? newest : typeof newest === 'string' ? Date.parse(newest) : Number.NaN;
  return Math.min(atMs, ingestedAtMs, Number.isFinite(said) ? said : Infinity);
}

function newestByKey(facts: readonly Fact[]): Fact[] {
  const newest = new Map<string, Fact>();
  for (const fact of facts) {
    const known = newest.get(fact.key);
    if (!known || saidMs(fact) > saidMs(known)) newest.set(fact.key, fact);
  }
  return [...newest.values()];
}

/** Of each rep, hour, kind, place and either value of the flags the newest. */
function newestByHour(facts: readonly Fact[], flags: readonly string[]): Fact[] {
  const newest = new Map<string, Fact>();
  for (const fact of facts) {
    if (fact.repId === null) continue;
    const data = fact.data as Record<string, unknown>;
    const told = flags.map((flag) => data[flag] === true);
    const group = JSON.stringify([fact.repId, Math.floor(fact.atMs / 3_600_000), fact.kind, fact.team, fact.region, told]);
    const known = newest.get(group);
    if (!known || fact.atMs > known.atMs || (fact.atMs === known.atMs && fact.id > known.id)) newest.set(group, fact);
  }
  return [...newest.values()];
}

const needOf = (needs: readonly Need[], kind: EventKind, of: Need['of']) =>
  Math.max(-Infinity, ...needs.filter((need) => need.of === of && need.kinds.includes(kind)).map(({ backMs }) => backMs));

/** Feeds a fresh monitor with what it needs of `facts`, and the clock up to `nowMs`. @returns how many facts and groups that were */
export function feedAsNeeded(run: MonitorRun<Monitor>, facts: readonly Fact[], nowMs: number): number {
  const { needs } = run.monitor;
  const whole: Fact[] = [];
  const newest: Fact[] = [];
  const before: Arrivals[] = [];
  const within: Arrivals[] = [];
  const fromMs = nowMs - Math.max(...needs.filter(({ of }) => of !== 'newest').map(({ backMs }) => backMs));
  for (const kind of EVENT_KINDS) {
    const own = facts.filter((fact) => fact.kind === kind);
    const wholeFromMs = nowMs - needOf(needs, kind, 'whole');
    whole.push(...own.filter(({ ingestedAtMs }) => ingestedAtMs >= wholeFromMs));
    const told = own.filter(({ ingestedAtMs }) => ingestedAtMs < wholeFromMs);
    const hourlyFromMs = nowMs - needOf(needs, kind, 'hourly');
    const flags = needs.flatMap((need) => need.flags ?? []);
    whole.push(
      ...newestByHour(
        told.filter(({ ingestedAtMs }) => ingestedAtMs >= hourlyFromMs),
        flags,
      ),
    );
    if (needOf(needs, kind, 'newest') > 0) newest.push(...newestByKey(told));
    const backMs = needOf(needs, kind, 'arrival');
    if (backMs < 0) continue;
    const isWithin = ({ ingestedAtMs }: Fact) => ingestedAtMs >= nowMs - backMs;
    before.push(
      ...grouped(
        told.filter((fact) => !isWithin(fact)),
        (fact) => groupKey(fact, 0),
        false,
      ),
    );
    within.push(...grouped(told.filter(isWithin), (fact) => groupKey(fact, minuteOf(fact.ingestedAtMs)), true));
  }
  run.engine.begin(fromMs, before, newest);
  const inOrder = [
    ...whole.map((fact) => ({ atMs: fact.ingestedAtMs, take: () => run.engine.arrive(fact) })),
    ...within.map((one) => ({ atMs: one.firstMs, take: () => run.engine.arriveTogether(one) })),
  ].sort((a, b) => a.atMs - b.atMs);
  for (const { take } of inOrder) take();
  run.at(nowMs);
  return inOrder.length;
}

/** Conditions that hold, by rule, subject and episode. */
export function openConditions(signals: readonly Signal[]): string[] {
  const held = new Set<string>();
  for (const { type, rule, subject, episode } of signals) {
    const name = `${rule} ${subject} ${episode}`;
    if (type === 'raise') held.add(name);
    else if (type === 'clear') held.delete(name);
  }
  return [...held].sort();
}
