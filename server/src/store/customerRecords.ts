/** From a customer's facts to the lines of its history. Pure; facts in order of time, each once. */
import type { CustomerLead, CustomerOpportunity, CustomerOrder, CustomerSignal, CustomerTouchpoint } from '@warroom/protocol/api/customer';
import type { Fact } from '@warroom/protocol/events';
import { readInstant } from '../facts/instant.ts';
import { codeEnd, type TurnSpan, turnSpans } from '../facts/leadTurns.ts';
import { roadsOf } from '../facts/roads.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (value: unknown): string | null => {
  if (value === undefined || value === null) return null;
  const read = readInstant(value);
  return 'ms' in read ? iso(read.ms) : null;
};

export function touchpointsOf(facts: readonly Fact<'touchpoint.seen'>[]): CustomerTouchpoint[] {
  return facts.map(({ id, atMs, source, channel, data }) => ({
    id,
    at: iso(atMs),
    source,
    channel,
    direction: data.direction || null,
    topic: data.topic || null,
    sentiment: data.sentiment ?? null,
    match: data.match ?? null,
    captured: roadsOf(data).captured,
    capturedBy: data.captured_by || null,
    foundBy: data.found_by || null,
    sameAs: null,
    influence: null,
  }));
}

export function signalsOf(facts: readonly Fact<'signal.seen'>[]): CustomerSignal[] {
  return facts.map(({ id, atMs, source, data }) => ({ id, at: iso(atMs), source, type: data.type, weight: data.weight ?? null }));
}

/** The stories of those entities that are the customer's by their newest word on it, those of which was heard last first. */
function stories(facts: readonly Fact[], customerId: string): { key: string; facts: Fact[] }[] {
  const byKey = new Map<string, Fact[]>();
  for (const fact of facts) {
    const story = byKey.get(fact.key);
    if (story) story.push(fact);
    else byKey.set(fact.key, [fact]);
  }
  return [...byKey]
    .map(([key, story]) => ({ key, facts: story }))
    .filter(({ facts: story }) => (story.findLast((fact) => fact.customerId !== null)?.customerId ?? customerId) === customerId)
    .sort((a, b) => lastMs(b.facts) - lastMs(a.facts) || (a.key < b.key ? -1 : 1));
}
const lastMs = (facts: readonly Fact[]) => facts.at(-1)?.atMs ?? 0;
const of = <K extends Fact['kind']>(facts: readonly Fact[], kind: K) =>
  facts.filter((fact) => fact.kind === kind) as readonly Fact[] as readonly Fact<K>[];

export function opportunitiesOf(facts: readonly Fact[], customerId: string): CustomerOpportunity[] {
  return stories(facts, customerId).flatMap(({ key, facts: story }) => {
    const moves = of(story, 'opportunity.moved');
    const [first, last] = [moves[0], moves.at(-1)];
    if (!first || !last) return [];
    const said = <T>(pick: (data: Fact<'opportunity.moved'>['data']) => T | null | undefined): T | null =>
      pick(moves.findLast(({ data }) => (pick(data) ?? null) !== null)?.data ?? last.data) ?? null;
    const changes = moves.filter((move, i) => i > 0 && move.data.stage !== moves[i - 1]?.data.stage);
    return [
      {
        opportunityId: key,
        stage: last.data.stage,
        movedAt: iso((changes.at(-1) ?? first).atMs),
        openedAt: iso(first.atMs),
        moves: changes.length,
        amount: said((data) => data.amount),
        lifecycle: said((data) => data.lifecycle),
        expectedClose: isoOrNull(said((data) => data.expected_close)),
      },
    ];
  });
}

/** One line for each turn of a lead, the latest first; one for a lead that nobody created. */
export function leadsOf(facts: readonly Fact[], customerId: string): CustomerLead[] {
  return stories(facts, customerId).flatMap(({ key, facts: story }): CustomerLead[] => {
    const responses = of(story, 'lead.responded').filter(({ data }) => data.automated !== true);
    const closings = of(story, 'lead.closed');
    const ends = [...responses.map(({ atMs }) => codeEnd(atMs, true)), ...closings.map(({ atMs }) => codeEnd(atMs, false))];
    const spans = turnSpans(
      of(story, 'lead.created'),
      ends.sort((a, b) => a - b),
    );
    if (spans.length === 0) return [leadLine(key, null, responses[0]?.atMs ?? null, closings[0])];
    return spans
      .map((span, i) => {
        // Who has been answered may be closed afterwards, as converted.
        const isOwn = ({ atMs }: Fact) => (i === 0 || atMs >= span.first.atMs) && atMs < span.untilMs;
        const respondedAtMs = span.respondedAtMs === Infinity ? null : span.respondedAtMs;
        return leadLine(key, span, respondedAtMs, closings.find(isOwn));
      })
      .reverse();
  });
}

function leadLine(
  leadId: string,
  span: TurnSpan<Fact<'lead.created'>> | null,
  respondedAtMs: number | null,
  closed: Fact<'lead.closed'> | undefined,
): CustomerLead {
  return {
    leadId,
    createdAt: span ? iso(span.first.atMs) : null,
    channel: span?.said.channel ?? null,
    tier: span?.said.data.tier || null,
    value: span?.said.data.value ?? null,
    respondedAt: respondedAtMs === null ? null : iso(respondedAtMs),
    latencySeconds: span && respondedAtMs !== null ? (respondedAtMs - span.first.atMs) / 1_000 : null,
    closedAt: closed ? iso(closed.atMs) : null,
    closeReason: closed?.data.reason || null,
  };
}

export function ordersOf(facts: readonly Fact[], customerId: string): CustomerOrder[] {
  return stories(facts, customerId).map(({ key, facts: story }) => {
    const placings = of(story, 'order.placed');
    const placed = placings.at(-1);
    const end = (kind: 'order.delivered' | 'order.cancelled') => {
      const fact = of(story, kind).at(-1);
      return fact ? iso(fact.atMs) : null;
    };
    return {
      orderId: key,
      placedAt: placings[0] ? iso(placings[0].atMs) : null,
      promisedAt: isoOrNull(placed?.data.promised_at),
      amount: placed?.data.amount ?? null,
      productLine: placed?.productLine ?? null,
      expedite: placed?.data.expedite ?? false,
      deliveredAt: end('order.delivered'),
      cancelledAt: end('order.cancelled'),
    };
  });
}
