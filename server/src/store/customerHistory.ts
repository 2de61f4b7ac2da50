/** What the store remembers of one customer. History only: what stands now, and every judgement, comes from the monitors by way of the board. */
import type { CustomerHistory as History, SentimentDay } from '@warroom/protocol/api/customer';
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { ParseLimits } from '../facts/parse.ts';
import type { Store } from './client.ts';
import { leadsOf, opportunitiesOf, ordersOf, signalsOf, touchpointsOf } from './customerRecords.ts';
import { EVENT_SELECT, type EventRow, readEventRow, SELECTED_BYTES } from './eventRows.ts';

const DAY_MS = 86_400_000;
/** Of touchpoints, signals, sentiment and leads. */
export const HISTORY_DAYS = 90;
/** Opportunities and orders live longer: as long as the monitors hold an opportunity that does not move. */
export const DEALS_DAYS = 365;

/** Most rows of each sort, newest first. */
const MOST = { 'touchpoint.seen': 100, 'signal.seen': 50, opportunities: 50, leads: 50, orders: 50 } as const;
/** Most facts that the entities of a customer are put together from. */
const MOST_FACTS = 10_000;
/** And most bytes of their `data`; of touchpoints and signals as many each. The newest count. */
export const MOST_BYTES = 16 * 1024 * 1024;
const soFar = (order: string, within = '') =>
  `sum(${SELECTED_BYTES}) OVER (${within} ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far`;

/** Which facts say that an entity is the customer's, and which tell its story. */
const ENTITIES = {
  opportunities: { named: ['opportunity.moved'], told: ['opportunity.moved'], days: DEALS_DAYS },
  leads: {
    named: ['lead.created', 'lead.assigned', 'lead.responded', 'lead.closed'],
    told: ['lead.created', 'lead.responded', 'lead.closed'],
    days: HISTORY_DAYS,
  },
  orders: {
    named: ['order.placed', 'order.step', 'order.delivered', 'order.cancelled'],
    told: ['order.placed', 'order.delivered', 'order.cancelled'],
    days: DEALS_DAYS,
  },
} as const satisfies Record<string, { named: readonly EventKind[]; told: readonly EventKind[]; days: number }>;
type Entity = keyof typeof ENTITIES;
const ENTITY_NAMES = Object.keys(ENTITIES) as Entity[];

type Told = 'touchpoint.seen' | 'signal.seen';
interface Counted {
  total: number;
  facts: Fact[];
}
const NONE: Counted = { total: 0, facts: [] };

export interface HistoryQuestion {
  customerId: string;
  nowMs: number;
  /** IANA zone in which a day begins. */
  zone: string;
}

/** Reads the customer's rows in four passes, however much there is of them: each goes over all rows of the time that it is about. */
export class CustomerHistoryReads {
  readonly #store: Store;
  readonly #events: string;
  readonly #limits: ParseLimits;

  constructor(store: Store, limits: ParseLimits) {
    this.#store = store;
    this.#events = store.table('events');
    this.#limits = limits;
  }

  /** Which reports are of one touchpoint, and what each weighs, is left null: it is the monitors' to say. All totals are 0 for a customer of whom nothing was heard in that time. */
  async read({ customerId, nowMs, zone }: HistoryQuestion): Promise<History> {
    const since = (days: number) => ({ from: nowMs - days * DAY_MS, arrived: nowMs - days * DAY_MS - this.#limits.maxFutureMs });
    const recent = { customer: customerId, zone, ...since(HISTORY_DAYS) };
    const deals = { customer: customerId, ...since(DEALS_DAYS), recent: recent.from };
    const [told, sentiment, entities] = await Promise.all([this.#told(recent), this.#sentiment(recent), this.#entities(deals)]);
    const { 'touchpoint.seen': touchpoints, 'signal.seen': signals } = told;
    const { opportunities, leads, orders } = entities;
    return {
      fromAt: new Date(recent.from).toISOString(),
      dealsFromAt: new Date(deals.from).toISOString(),
      zone,
      touchpoints: { total: touchpoints.total, rows: touchpointsOf(touchpoints.facts as Fact<'touchpoint.seen'>[]) },
      signals: { total: signals.total, rows: signalsOf(signals.facts as Fact<'signal.seen'>[]) },
      sentiment,
      opportunities: { total: opportunities.total, rows: opportunitiesOf(opportunities.facts, customerId) },
      leads: { total: leads.total, rows: leadsOf(leads.facts, customerId) },
      orders: { total: orders.total, rows: ordersOf(orders.facts, customerId) },
    };
  }

  /** Facts whose key is the customer, by kind, newest first. */
  async #told(params: Record<string, unknown>): Promise<Record<Told, Counted>> {
    const kinds: readonly Told[] = ['touchpoint.seen', 'signal.seen'];
    const most = kinds.map((kind) => `kind = '${kind}' AND place <= ${MOST[kind]}`).join(' OR ');
    const rows = await this.#store.query<[...EventRow, total: number]>(
      'read.customer-touchpoints',
      `SELECT ${EVENT_SELECT}, total FROM (
         SELECT *, row_number() OVER (PARTITION BY kind ORDER BY at DESC, id) AS place, count() OVER (PARTITION BY kind) AS total,
           ${soFar('at DESC, id', 'PARTITION BY kind')} FROM (
           SELECT * FROM ${this.#events} WHERE kind IN (${list(kinds)}) AND key = {customer:String} AND ${WITHIN} ORDER BY ingested_at LIMIT 1 BY id))
       WHERE (${most}) AND so_far <= ${MOST_BYTES} ORDER BY kind, place`,
      { params },
    );
    const of = (kind: Told): Counted => {
      const own = rows.filter((row) => row[1] === kind);
      return { total: (own[0]?.at(-1) as number | undefined) ?? 0, facts: this.#facts(own) };
    };
    return { 'touchpoint.seen': of('touchpoint.seen'), 'signal.seen': of('signal.seen') };
  }

  /** Mean sentiment by day. */
  async #sentiment(params: Record<string, unknown>): Promise<SentimentDay[]> {
    const rows = await this.#store.query<[string, number, number]>(
      'read.customer-sentiment',
      `SELECT toString(toDate(at, {zone:String})) AS day, avg(sentiment), count() FROM (
         SELECT at, JSONExtract(data, 'sentiment', 'Nullable(Float64)') AS sentiment FROM ${this.#events}
         WHERE kind = 'touchpoint.seen' AND key = {customer:String} AND ${WITHIN} ORDER BY ingested_at LIMIT 1 BY id)
       WHERE sentiment BETWEEN -1 AND 1 GROUP BY day ORDER BY day`,
      { params },
    );
    return rows.map(([day, mean, count]) => ({ day, mean: Math.round(mean * 1e4) / 1e4, count }));
  }

  /** The facts of the customer's newest entities, oldest first. */
  async #entities(params: Record<string, unknown>): Promise<Record<Entity, Counted>> {
    const answer: Record<Entity, Counted> = { opportunities: NONE, leads: NONE, orders: NONE };
    const ofKind = ENTITY_NAMES.map((name) => `kind IN (${list(ENTITIES[name].named)}), '${name}'`).join(', ');
    const most = ENTITY_NAMES.map((name) => `entity = '${name}' AND place <= ${MOST[name]}`).join(' OR ');
    const brief = ENTITY_NAMES.filter((name) => ENTITIES[name].days === HISTORY_DAYS).flatMap((name) => ENTITIES[name].named);
    const found = await this.#store.query<[name: Entity, key: string, total: number]>(
      'read.customer-entities',
      `SELECT entity, key, total FROM (
         SELECT entity, key, row_number() OVER (PARTITION BY entity ORDER BY last DESC, key) AS place, count() OVER (PARTITION BY entity) AS total FROM (
           SELECT multiIf(${ofKind}, '') AS entity, key, max(at) AS last FROM ${this.#events}
           WHERE customer_id = {customer:String} AND ${WITHIN} AND (kind NOT IN (${list(brief)}) OR at >= ${ms('recent')})
           GROUP BY entity, key HAVING entity != ''))
       WHERE ${most}`,
      { params },
    );
    if (found.length === 0) return answer;
    const told = ENTITY_NAMES.flatMap((name) => [...ENTITIES[name].told]);
    const rows = await this.#store.query<EventRow>(
      'read.customer-entities',
      `SELECT ${EVENT_SELECT} FROM (SELECT *, ${soFar('at DESC, ingested_at DESC, id')} FROM (
         SELECT * FROM ${this.#events} WHERE kind IN (${list(told)}) AND key IN {keys:Array(String)} AND ingested_at >= ${ms('arrived')}
         ORDER BY ingested_at LIMIT 1 BY id))
       WHERE so_far <= ${MOST_BYTES} ORDER BY at DESC, ingested_at DESC, id LIMIT ${MOST_FACTS}`,
      { params: { ...params, keys: found.map(([, key]) => key) } },
    );
    const facts = this.#facts(rows).reverse();
    for (const name of ENTITY_NAMES) {
      const own = found.filter(([entity]) => entity === name);
      const keys = new Set(own.map(([, key]) => key));
      const kinds: ReadonlySet<EventKind> = new Set(ENTITIES[name].told);
      answer[name] = { total: own[0]?.[2] ?? 0, facts: facts.filter((fact) => kinds.has(fact.kind) && keys.has(fact.key)) };
    }
    return answer;
  }

  /** Rows that are no valid events are listed under data quality, and are left out here as they are everywhere. */
  #facts(rows: readonly (EventRow | [...EventRow, number])[]): Fact[] {
    return rows.flatMap((row) => {
      const read = readEventRow(row as EventRow, this.#limits);
      return 'fact' in read ? [read.fact] : [];
    });
  }
}

const ms = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
/** The bound on the arrival lets the store leave whole partitions unread. */
const WITHIN = `at >= ${ms('from')} AND ingested_at >= ${ms('arrived')}`;
const list = (kinds: readonly EventKind[]) => kinds.map((kind) => `'${kind}'`).join(', ');
