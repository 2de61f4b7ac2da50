/** One report of one touchpoint, as the monitor keeps it, and how it is read from a fact. */
import type { Fact } from '@warroom/protocol/events';
import type { TouchpointsSettings } from './settings.ts';

/** Plain data; the two last fields are the ledger's book-keeping. */
export interface Touch {
  readonly atMs: number;
  /** Empty when the fact names none. */
  readonly channel: string;
  readonly region: string | null;
  /** Normalised, see {@link topicOf}; empty when the fact names none. */
  readonly topic: string;
  readonly direction: string;
  /** A system saw it. */
  readonly captured: boolean;
  /** The other road that saw it (`found_by`; empty for a road without name), null when none did. */
  readonly road: string | null;
  readonly match: number | null;
  readonly competitor: boolean;
  /** How it is counted, see sightings.ts; null while another report stands for it or it is outside the window. */
  signature: string | null;
  /** Under which region it is counted. */
  countedRegion: string | null;
}

/**
 * Which roads a report speaks for. `captured_by` names the system that saw it; `found_by`, or `found_later`, the other road; with both
 * it was seen by both. A report with none of them comes from a system: somebody had to see it to report it.
 */
export function roadsOf(data: Fact<'touchpoint.seen'>['data']): { captured: boolean; road: string | null } {
  const road = data.found_by ? data.found_by : data.found_later === true ? '' : null;
  return { captured: Boolean(data.captured_by) || road === null, road };
}

const SEPARATORS = /[\s_-]+/g;

/** `Technical Question`, `technical-question` and `technical_question` are one topic. */
export function topicOf(text: string | undefined): string {
  return text === undefined || text === '' ? '' : text.trim().toLowerCase().replace(SEPARATORS, '_');
}

/** The words that the settings speak of, ready to be looked up. */
export class Vocabulary {
  readonly inbound: ReadonlySet<string>;
  readonly outbound: ReadonlySet<string>;
  readonly competitorDirections: ReadonlySet<string>;
  readonly competitorTopics: ReadonlySet<string>;
  readonly competitorSignals: ReadonlySet<string>;
  readonly technical: ReadonlySet<string>;
  readonly expert: ReadonlySet<string>;
  readonly #channels: TouchpointsSettings['channels'];
  readonly #unlistedAuthority: number;

  constructor(settings: TouchpointsSettings) {
    const set = (words: readonly string[]) => new Set(words.map(topicOf));
    this.inbound = set(settings.inboundDirections);
    this.outbound = set(settings.outboundDirections);
    this.competitorDirections = set(settings.influence.competitorDirections);
    this.competitorTopics = set(settings.influence.competitorTopics);
    this.competitorSignals = set(settings.influence.competitorSignals);
    this.technical = set(settings.resonance.technicalTopics);
    this.expert = set(settings.resonance.expertTopics);
    this.#channels = settings.channels;
    this.#unlistedAuthority = settings.unlistedAuthority;
  }

  authority(channel: string): number {
    return Object.hasOwn(this.#channels, channel)
      ? (this.#channels[channel]?.authority ?? this.#unlistedAuthority)
      : this.#unlistedAuthority;
  }

  personal(channel: string): boolean {
    return Object.hasOwn(this.#channels, channel) ? (this.#channels[channel]?.personal ?? true) : true;
  }

  /** A technical question of the customer's, or expert content taken in. */
  isInquiry(topic: string, direction: string): boolean {
    return (this.technical.has(topic) && (direction === '' || this.inbound.has(direction))) || this.expert.has(topic);
  }
}

const MAX_NAMES = 20_000;

/** One string object per name, so that a month of touchpoints does not hold a month of copies of `mail`. */
export class Names {
  readonly #names = new Map<string, string>();
  readonly #topics = new Map<string, string>();

  /** {@link topicOf}, remembered. */
  topic(text: string | undefined): string {
    if (text === undefined || text === '') return '';
    const known = this.#topics.get(text);
    if (known !== undefined) return known;
    if (this.#topics.size >= MAX_NAMES) this.#topics.clear();
    const topic = this.intern(topicOf(text));
    this.#topics.set(text, topic);
    return topic;
  }

  intern(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size >= MAX_NAMES) this.#names.clear();
    this.#names.set(name, name);
    return name;
  }
}

export function touchOf(fact: Fact<'touchpoint.seen'>, words: Vocabulary, names: Names): Touch {
  const { captured, road } = roadsOf(fact.data);
  const direction = names.topic(fact.data.direction);
  return {
    atMs: fact.atMs,
    channel: names.intern(fact.channel ?? ''),
    region: fact.region === null ? null : names.intern(fact.region),
    topic: names.topic(fact.data.topic),
    direction,
    captured,
    road: road === null ? null : names.intern(road),
    match: fact.data.match ?? null,
    competitor: words.competitorDirections.has(direction),
    signature: null,
    countedRegion: null,
  };
}

const compareText = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1);

/** By time, then by all that is kept of them: two reports that compare equal are interchangeable, so no id is needed to break ties. */
export function compareTouches(a: Touch, b: Touch): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  return (
    compareText(a.channel, b.channel) ||
    compareText(a.topic, b.topic) ||
    compareText(a.direction, b.direction) ||
    Number(b.captured) - Number(a.captured) ||
    compareText(a.road, b.road) ||
    compareText(a.region, b.region) ||
    (a.match ?? -1) - (b.match ?? -1)
  );
}
