/** What an alert says, in the language of the screen, worded from its facts. A rule that has no words here keeps the server's sentence. */
import type { AlertRow } from '@warroom/protocol/board';
import { formatAge, formatMoney, formatRate, formatSeconds } from '../../i18n/format.ts';
import type { Locale, MessageKey } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';

const RULE_NAMES: Record<string, MessageKey> = {
  'lead-violation': 'common.rule.lead-violation',
  'lead-service-level': 'common.rule.lead-service-level',
};
export function ruleName(rule: string, say: Say): string {
  const key = RULE_NAMES[rule];
  return key ? say(key) : rule;
}

const SUBJECT_NAMES: Record<string, MessageKey> = {
  lead: 'ops.subject.lead',
  team: 'ops.subject.team',
  region: 'ops.subject.region',
  channel: 'ops.subject.channel',
  rep: 'ops.subject.rep',
};
/** `lead:L-17` as the kind of thing it is and its name. */
export function subjectOf(row: AlertRow, say: Say): { kind: string; name: string } {
  const colon = row.subject.indexOf(':');
  const type = row.subject.slice(0, Math.max(0, colon));
  const key = SUBJECT_NAMES[type];
  return { kind: key ? say(key) : type, name: row.subject.slice(colon + 1) };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** One sentence: what happened, and to whom. Holds no running age: that stands in a column of its own. */
export function sentenceOf(row: AlertRow, say: Say, locale: Locale): string {
  const { facts } = row;
  switch (row.rule) {
    case 'lead-violation': {
      const sla = number(facts.slaSeconds);
      const latency = number(facts.latencySeconds);
      const value = number(facts.value);
      const tier = text(facts.tier);
      const about = [
        [text(facts.team), text(facts.repId)].filter(Boolean).join(' ') || text(facts.region) || say('common.unassigned'),
        text(facts.channel),
        tier && say('ops.what.tier', { tier }),
        value !== null && formatMoney(value, locale),
      ];
      const answered = latency === null ? null : formatSeconds(latency, locale);
      const head = leadHead(row, answered, sla === null ? null : formatSeconds(sla, locale), say);
      return [head, ...about].filter(Boolean).join(' · ');
    }
    case 'lead-service-level': {
      const level = number(facts.serviceLevel);
      if (level === null) return row.summary;
      const values = { level: formatRate(level, locale), target: formatRate(number(facts.target) ?? 0.8, locale) };
      const decided = number(facts.decided);
      const head = say('ops.what.serviceLevel', values);
      return decided === null ? head : `${head} · ${say('ops.what.decided', { decided, violated: number(facts.violated) ?? 0 })}`;
    }
    default:
      return row.summary;
  }
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

/** What comes next if nobody does anything: null where nothing is known to come. */
export function nextOf(row: AlertRow, nowMs: number, say: Say): string | null {
  const until = (at: string | null) => (at === null ? null : formatAge(Date.parse(at) - nowMs));
  switch (row.state) {
    case 'firing':
      return row.previous === null ? say('ops.next.firing') : say('ops.next.again');
    case 'acknowledged': {
      const left = until(row.leaseUntil);
      return left === null ? null : say('ops.next.lease', { left });
    }
    case 'snoozed': {
      const left = until(row.snoozedUntil);
      return left === null ? null : say('ops.next.snoozed', { left });
    }
    case 'indeterminate':
      return say('ops.next.indeterminate');
    case 'pending':
      return say('ops.next.pending');
    case 'resolved':
      return row.reason === null ? say('common.alertState.resolved') : say(`common.reason.${row.reason}`);
  }
}
