/** What is odd about the facts in the store: of the future, about what nobody began, under names that are probably one. */
import type { Quality } from '@warroom/protocol/api/quality';
import { CONCERNS } from '@warroom/protocol/concerns';
import type { ConcernDefinition, GoesOn } from '@warroom/protocol/defineConcern';
import { readName } from '../facts/name.ts';
import type { Store } from './client.ts';
import { RejectedLog } from './rejected.ts';

export const QUALITY_DAYS = 30;
const MAX_SOURCES = 100;
const MAX_EXAMPLES = 20;
const MAX_GROUPS = 200;
const MAX_NAMES = 10;
/** The store is to give up rather than to take what the tail and the ingest need. */
const LIMITS = { max_memory_usage: 1_000_000_000, max_bytes_before_external_group_by: 300_000_000, max_threads: 2 };
const DIMENSIONS = ['source', 'region', 'team', 'channel', 'product_line', 'customer_id', 'rep_id'] as const;

const iso = (ms: number) => new Date(ms).toISOString();
const since = `ingested_at >= now64(3) - INTERVAL ${QUALITY_DAYS} DAY`;
const GOES_ON = (CONCERNS as readonly ConcernDefinition[]).flatMap(({ goesOn }) => Object.entries(goesOn));
/** Case, width and blanks taken away: what two names that look alike have in common. */
const ALIKE = `replaceRegexpAll(lowerUTF8(normalizeUTF8NFKC(name)), '[\\\\p{Z}\\\\p{Cf}\\\\s]+', '')`;

export class QualityReads {
  readonly #store: Store;
  readonly #events: string;
  readonly #rejected: RejectedLog;

  constructor(store: Store) {
    this.#store = store;
    this.#events = store.table('events');
    this.#rejected = new RejectedLog(store);
  }

  /** Reads one after the other, so that it takes one query's share of the store. @param nowMs as the answer is dated */
  async read(nowMs: number): Promise<Quality> {
    const future = await this.#future();
    const orphans: Quality['orphans'] = { total: 0, kinds: [] };
    for (const begins of new Set(GOES_ON.map(([, rule]) => rule.begins))) {
      const kinds = await this.#orphans(
        begins,
        GOES_ON.filter(([, rule]) => rule.begins === begins),
      );
      orphans.kinds.push(...kinds);
      for (const { facts } of kinds) orphans.total += facts;
    }
    const alike = await this.#alike();
    return { at: iso(nowMs), days: QUALITY_DAYS, future, orphans, alike, rejected: await this.#rejected.count() };
  }

  async #future(): Promise<Quality['future']> {
    const rows = await this.#store.query<[string, number, number, number]>(
      'read.quality-future',
      `SELECT source, count() AS facts, toUnixTimestamp64Milli(max(at)), sum(facts) OVER () FROM ${this.#events}
       WHERE ${since} AND at > now64(3) + INTERVAL 1 SECOND GROUP BY source ORDER BY facts DESC, source LIMIT ${MAX_SOURCES}`,
      { settings: LIMITS },
    );
    return {
      total: rows[0]?.[3] ?? 0,
      sources: rows.map(([source, facts, newestMs]) => ({ source, facts, newestAt: iso(newestMs) })),
    };
  }

  /** Facts of the window; what began them may have arrived at any time before. */
  async #orphans(begins: string, followers: readonly [string, GoesOn][]): Promise<Quality['orphans']['kinds']> {
    const kinds = followers.map(([kind]) => `'${kind}'`).join(', ');
    const named = followers.flatMap(([kind, { by }]) => (by === undefined ? [] : `kind = '${kind}', JSONExtractString(data, '${by}')`));
    const name = `trimBoth(${named.length === 0 ? 'key' : `multiIf(${named.join(', ')}, key)`})`;
    const told = `FROM ${this.#events} WHERE kind IN (${kinds}) AND ${since}`;
    const rows = await this.#store.query<[string, string, number, number, number, number]>(
      'read.quality-orphans',
      `SELECT kind, name, count() OVER w, sum(facts) OVER w, min(oldest) OVER w, max(newest) OVER w FROM (
         SELECT kind, ${name} AS name, count() AS facts, toUnixTimestamp64Milli(min(at)) AS oldest, toUnixTimestamp64Milli(max(at)) AS newest
         ${told} GROUP BY kind, name)
       WHERE name NOT IN (
         SELECT trimBoth(key) FROM ${this.#events} WHERE kind = '${begins}' AND trimBoth(key) IN (SELECT DISTINCT ${name} ${told}))
       WINDOW w AS (PARTITION BY kind)
       ORDER BY kind, newest DESC, name LIMIT ${MAX_EXAMPLES} BY kind`,
      { settings: LIMITS },
    );
    return followers.flatMap(([kind]) => {
      const own = rows.filter((row) => row[0] === kind);
      const [first] = own;
      if (!first) return [];
      const [, , names, facts, oldestMs, newestMs] = first;
      return [{ kind, begins, names, facts, oldestAt: iso(oldestMs), newestAt: iso(newestMs), examples: own.map((row) => row[1]) }];
    });
  }

  async #alike(): Promise<Quality['alike']> {
    const dimensions = DIMENSIONS.map((field) => `('${field}', toString(${field}))`).join(', ');
    const steps = `JSONExtract(data, 'Tuple(step String, route Array(String))')`;
    const rows = await this.#store.query<[string, [string, number, number][], number]>(
      'read.quality-alike',
      `SELECT field, arraySlice(arraySort(n -> (-n.2, n.1), groupArray((name, facts, newest))), 1, ${MAX_NAMES}), count() OVER () FROM (
         SELECT named.1 AS field, named.2 AS name, count() AS facts, toUnixTimestamp64Milli(max(at)) AS newest FROM (
           SELECT at, ${steps} AS s, arrayJoin(arrayFilter(n -> n.2 != '', arrayConcat(
             [${dimensions}, (concat(splitByChar('.', kind)[1], ' key'), key), ('step', if(kind = 'order.step', s.1, ''))],
             if(kind = 'order.placed', arrayMap(r -> ('step', r), s.2), [])))) AS named
           FROM ${this.#events} WHERE ${since})
         GROUP BY field, name)
       GROUP BY field, ${ALIKE} HAVING count() > 1
       ORDER BY sum(facts) DESC, field, min(name) LIMIT ${MAX_GROUPS}`,
      { settings: LIMITS },
    );
    const groups = rows.flatMap(([field, names]) => {
      const told = oneForm(names);
      return told.length > 1 ? [{ field, names: told.map(([name, facts, newestMs]) => ({ name, facts, newestAt: iso(newestMs) })) }] : [];
    });
    // Those beyond the list are counted as the store groups them.
    return { total: Math.max(0, (rows[0]?.[2] ?? 0) - rows.length) + groups.length, groups };
  }
}

/** Names that the gate takes for one are one here too. */
function oneForm(names: readonly [string, number, number][]): [string, number, number][] {
  const forms = new Map<string, [string, number, number]>();
  for (const [text, facts, newestMs] of names) {
    const read = readName(text);
    const name = 'name' in read ? read.name : text;
    const known = forms.get(name);
    forms.set(name, [name, facts + (known?.[1] ?? 0), Math.max(newestMs, known?.[2] ?? newestMs)]);
  }
  return [...forms.values()];
}
