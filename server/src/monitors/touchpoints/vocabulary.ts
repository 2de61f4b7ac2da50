/** The words that the settings speak of, ready to be looked up. */
import type { TouchpointsSettings } from './settings.ts';

const SEPARATORS = /[\s_-]+/g;

/** The form in which words are compared: `Technical Question`, `technical-question` and `technical_question` are one. */
export function canonical(text: string | undefined): string {
  return text === undefined || text === '' ? '' : text.trim().toLowerCase().replace(SEPARATORS, '_');
}

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
    const set = (words: readonly string[]) => new Set(words.map(canonical));
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

  /** A technical question from the customer, or expert content in either direction. */
  isInquiry(topic: string, direction: string): boolean {
    return (this.technical.has(topic) && (direction === '' || this.inbound.has(direction))) || this.expert.has(topic);
  }
}
