/**
 * Resonance: a negative touchpoint on one channel and a technical question or expert content on another, close in time. The customer is
 * unhappy and still interested, for a while. Pure: which resonances there were, from one customer's evidence and answers.
 */
import { firstAfter } from './sortedTimes.ts';

/** A touchpoint that can be one half of a resonance, or both halves of two. */
export interface Evidence {
  readonly atMs: number;
  readonly channel: string;
  readonly negative: boolean;
  readonly inquiry: boolean;
  readonly source: string;
  readonly region: string | null;
}

export interface Resonance {
  negativeChannel: string;
  inquiryChannel: string;
  /** When the later half happened. */
  openedAtMs: number;
  dueAtMs: number;
  /** First outbound personal touchpoint after `openedAtMs` and up to `dueAtMs`. */
  answeredAtMs: number | null;
  /** First one after `dueAtMs`, where none came in time. */
  answeredLateMs: number | null;
  sources: readonly string[];
  region: string | null;
}

export interface ResonanceTimes {
  withinMs: number;
  answerMs: number;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By time, then by content: two that compare equal are interchangeable. */
export function compareEvidence(a: Evidence, b: Evidence): number {
  return (
    a.atMs - b.atMs ||
    compareText(a.channel, b.channel) ||
    Number(a.negative) - Number(b.negative) ||
    Number(a.inquiry) - Number(b.inquiry) ||
    compareText(a.source, b.source) ||
    compareText(a.region ?? '', b.region ?? '')
  );
}

/** The newest of one sort, and the newest of it on any other channel. */
class Newest {
  first: Evidence | null = null;
  other: Evidence | null = null;

  take(evidence: Evidence): void {
    if (this.first && this.first.channel !== evidence.channel) this.other = this.first;
    this.first = evidence;
  }

  /** The newest one that is not on `channel`. */
  notOn(channel: string): Evidence | null {
    return this.first && this.first.channel !== channel ? this.first : this.other;
  }
}

/**
 * Every resonance of a customer, in order of time. Each half counts once: what happens until a resonance is answered, or was due, belongs to
 * it, and the next needs two fresh halves. Of several counterparts the newest is named.
 *
 * @param evidence sorted by {@link compareEvidence}
 * @param answersMs times of outbound personal touchpoints, sorted
 * @param usedUntilMs what happened until then belongs to resonances of the past
 */
export function resonancesOf(
  evidence: readonly Evidence[],
  answersMs: readonly number[],
  usedUntilMs: number,
  { withinMs, answerMs }: ResonanceTimes,
): Resonance[] {
  const found: Resonance[] = [];
  let usedMs = usedUntilMs;
  let negatives = new Newest();
  let inquiries = new Newest();
  for (const half of evidence) {
    if (half.atMs <= usedMs) continue;
    const pair = pairOf(half, negatives, inquiries, withinMs);
    if (!pair) {
      if (half.negative) negatives.take(half);
      if (half.inquiry) inquiries.take(half);
      continue;
    }
    const dueAtMs = half.atMs + answerMs;
    const answerAtMs = answersMs[firstAfter(answersMs, half.atMs)] ?? null;
    const inTime = answerAtMs !== null && answerAtMs <= dueAtMs;
    found.push({
      negativeChannel: pair.negative.channel,
      inquiryChannel: pair.inquiry.channel,
      openedAtMs: half.atMs,
      dueAtMs,
      answeredAtMs: inTime ? answerAtMs : null,
      answeredLateMs: inTime ? null : answerAtMs,
      sources: [...new Set([pair.negative.source, pair.inquiry.source])].sort(),
      region: half.region ?? pair.negative.region ?? pair.inquiry.region,
    });
    usedMs = inTime ? (answerAtMs as number) : dueAtMs;
    negatives = new Newest();
    inquiries = new Newest();
  }
  return found;
}

function pairOf(half: Evidence, negatives: Newest, inquiries: Newest, withinMs: number): { negative: Evidence; inquiry: Evidence } | null {
  if (half.negative) {
    const inquiry = inquiries.notOn(half.channel);
    if (inquiry && half.atMs - inquiry.atMs <= withinMs) return { negative: half, inquiry };
  }
  if (half.inquiry) {
    const negative = negatives.notOn(half.channel);
    if (negative && half.atMs - negative.atMs <= withinMs) return { negative, inquiry: half };
  }
  return null;
}
