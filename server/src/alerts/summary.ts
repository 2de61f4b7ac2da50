/**
 * One sentence in Chinese about an alert, for programs that show text as it comes. Made of the alert's facts alone, so that it stays
 * the same while they do: no ages. Screens word alerts themselves, in the viewer's language.
 */
import type { Alert } from './lifeCycle.ts';
import { SENTENCES, type Told } from './sentences.ts';

const ENDINGS = { recovered: '已恢复', disproved: '已证伪', handled: '已人工解除', expired: '已过期' } as const;
/** A log may hold alerts of a rule that this version does not know. */
const TELLERS: Readonly<Record<string, ((told: Told) => string) | undefined>> = SENTENCES;

export function summaryOf(told: Told & Pick<Alert, 'life'>): string {
  const sentence = TELLERS[told.rule]?.(told) ?? `${told.rule}:${told.subject}`;
  return told.life.state === 'resolved' ? `${sentence}(${ENDINGS[told.life.reason]})` : sentence;
}
