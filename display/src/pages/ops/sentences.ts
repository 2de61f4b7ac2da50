/** One sentence by rule: what happened, worded from the alert's facts. Parts that are not known are left out; without its first part a rule keeps a plain sentence. */
import type { AlertFacts, AlertRow } from '@warroom/protocol/alert';
import { formatCount, formatDuration, formatMoment, formatMoney, formatRate, formatSeconds } from '../../i18n/format.ts';
import type { Locale, MessageKey } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';

export type Part = string | null | false;

export interface Told {
  row: AlertRow;
  facts: AlertFacts;
  say: Say;
  locale: Locale;
}

export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const momentOf = (value: unknown, locale: Locale) => (text(value) === null ? null : formatMoment(Date.parse(String(value)), locale));

/** The words of a key, filled with values of which none is missing; else null. */
function filled(say: Say, key: MessageKey, values: Record<string, string | number | null>): string | null {
  return Object.values(values).includes(null) ? null : say(key, values as Record<string, string | number>);
}

export const SENTENCES: Readonly<Record<string, (told: Told) => Part[]>> = {
  'lead-violation': leadViolation,
  'lead-service-level': ({ row, facts, say, locale }) => {
    const level = number(facts.serviceLevel);
    if (level === null) return [row.summary];
    const decided = number(facts.decided);
    return [
      say('ops.what.serviceLevel', { level: formatRate(level, locale), target: formatRate(number(facts.target) ?? 0.8, locale) }),
      decided !== null && say('ops.what.decided', { decided, violated: number(facts.violated) ?? 0 }),
    ];
  },
  'delivery-late': ({ facts, say, locale }) => [
    filled(say, 'ops.what.lateChance', { chance: shareOf(facts.pLate, locale), promised: momentOf(facts.promisedAt, locale) }) ??
      say('ops.what.late'),
    filled(say, 'ops.what.bottleneck', { step: text(facts.bottleneck) }),
    ...aboutOrder({ facts, locale }),
    facts.expedite === true && say('ops.what.expedited'),
  ],
  'expedite-lost': ({ facts, say, locale }) => [
    filled(say, 'ops.what.expediteLost', { step: text(facts.step) }) ?? say('ops.what.expediteLostAny'),
    filled(say, 'ops.what.promised', { promised: momentOf(facts.promisedAt, locale) }),
    ...aboutOrder({ facts, locale }),
  ],
  'phantom-stock': ({ facts, say, locale }) => {
    const [parts, quantity, available] = [number(facts.parts) ?? 1, number(facts.quantity), number(facts.available)];
    return [
      filled(say, 'ops.what.phantom', { quantity: quantity === null ? null : formatCount(quantity, locale), sku: text(facts.sku) }) ??
        say('ops.what.phantomAny'),
      parts > 1 && say('ops.what.phantomParts', { count: parts }),
      filled(say, 'ops.what.phantomWhere', {
        warehouse: text(facts.warehouse),
        available: available === null ? null : formatCount(available, locale),
      }),
      ...aboutOrder({ facts, locale }),
    ];
  },
  'step-blocked': ({ facts, say, locale }) => [
    filled(say, 'ops.what.blocked', { step: text(facts.step) }) ?? say('ops.what.blockedAny'),
    text(facts.site),
    ...aboutOrder({ facts, locale }),
  ],
  'dark-channel': ({ facts, say, locale }) => {
    const [captured, known] = [number(facts.captured), number(facts.known)];
    const share = captured === null || !known ? null : formatRate(captured / known, locale);
    return [filled(say, 'ops.what.dark', { captured, known, share }) ?? say('ops.what.darkAny')];
  },
  'silent-opportunity': ({ facts, say, locale }) => [
    filled(say, 'ops.what.silent', { days: number(facts.limitDays) }) ?? say('ops.what.silentAny'),
    filled(say, 'ops.what.stage', { stage: text(facts.stage) }),
    ...aboutOrder({ facts, locale }),
  ],
  resonance: ({ facts, say, locale }) => [
    filled(say, 'ops.what.resonance', { negative: text(facts.negativeChannel), inquiry: text(facts.inquiryChannel) }) ??
      say('common.rule.resonance'),
    filled(say, 'ops.what.reachOut', { due: momentOf(facts.dueAt, locale) }),
    text(facts.region),
  ],
  'breaker-usage-lag': breaker('ops.what.usageLag', 'common.rule.breaker-usage-lag'),
  'breaker-usage-drop': breaker('ops.what.usageDrop', 'common.rule.breaker-usage-drop'),
  'breaker-transmission-low': breaker('ops.what.transmissionLow', 'common.rule.breaker-transmission-low'),
  'breaker-decay-high': breaker('ops.what.decayHigh', 'common.rule.breaker-decay-high'),
  'breaker-objection-slow': breaker('ops.what.objectionSlow', 'common.rule.breaker-objection-slow'),
  'contract-broken': ({ facts, say, locale }) => {
    const seconds = number(facts.intervalSeconds);
    const interval = seconds === null ? null : formatDuration(seconds, locale);
    const newest = momentOf(facts.newestAt, locale);
    return [
      (newest === null ? filled(say, 'ops.what.feedNever', { interval }) : filled(say, 'ops.what.feedLate', { interval, newest })) ??
        say('ops.what.feedBroken'),
      text(facts.field),
      filled(say, 'ops.what.feedOwner', { owner: text(facts.owner) }),
    ];
  },
};

const shareOf = (value: unknown, locale: Locale) => (number(value) === null ? null : formatRate(number(value), locale));

function aboutOrder({ facts, locale }: Pick<Told, 'facts' | 'locale'>): Part[] {
  const amount = number(facts.amount);
  return [amount !== null && amount > 0 && formatMoney(amount, locale), text(facts.region)];
}

function breaker(key: MessageKey, name: MessageKey): (told: Told) => Part[] {
  return ({ facts, say, locale }) => {
    const values = { value: shareOf(facts.value, locale), threshold: shareOf(facts.threshold, locale) };
    const windows = number(facts.windows);
    return [
      filled(say, key, values) ?? say('ops.what.breaker', { rule: say(name) }),
      windows !== null && say('ops.what.hours', { count: windows }),
      filled(say, 'ops.what.strategy', { strategy: text(facts.strategy) }),
      filled(say, 'ops.what.talkTrack', { talkTrack: text(facts.talkTrack) }),
      text(facts.team) === text(facts.id) ? text(facts.region) : text(facts.team),
    ];
  };
}

function leadViolation({ row, facts, say, locale }: Told): Part[] {
  const sla = number(facts.slaSeconds);
  const latency = number(facts.latencySeconds);
  const value = number(facts.value);
  const answered = latency === null ? null : formatSeconds(latency, locale);
  return [
    leadHead(row, answered, sla === null ? null : formatSeconds(sla, locale), say),
    [text(facts.team), text(facts.repId)].filter(Boolean).join(' ') || text(facts.region) || say('common.unassigned'),
    text(facts.channel),
    filled(say, 'ops.what.tier', { tier: text(facts.tier) }),
    value !== null && formatMoney(value, locale),
  ];
}

function leadHead(row: AlertRow, answered: string | null, sla: string | null, say: Say): string {
  if (row.state === 'resolved' && answered !== null) {
    return row.reason === 'disproved'
      ? say('ops.what.disproved', { latency: answered })
      : say('ops.what.answeredAfter', { latency: answered });
  }
  if (row.state === 'resolved' && text(row.facts.closedAt) !== null) return say('ops.what.closed');
  return sla === null ? say('ops.what.unanswered') : say('ops.what.unansweredWithin', { sla });
}
