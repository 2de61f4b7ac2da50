/**
 * What the wall's frame needs of a scene. A scene says everything in pure functions of the board (its headline, its three key
 * figures) and draws the rest itself: a body of panels that it lays out by the names in `protocol/src/scenes.ts`.
 */
import type { AlertRow } from '@warroom/protocol/alert';
import type { DisplaySettings } from '@warroom/protocol/api/display';
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { Locale } from '../i18n/messages.ts';
import type { Say } from '../i18n/say.ts';

export interface SceneContext {
  rows: <T extends Topic>(topic: T) => ReadonlyMap<string, RowOf<T>>;
  /** Those a wall may show. */
  alerts: ReadonlyMap<string, AlertRow>;
  settings: DisplaySettings;
  locale: Locale;
  say: Say;
  /** The server's clock, whole seconds; stands still while the link is lost. Read it only for what changes with time. */
  nowMs: () => number;
}

/** The sentence in clauses, each in pieces: a line breaks between clauses before it breaks within one. */
export type Headline = HeadlinePart[][];
export interface HeadlinePart {
  text: string;
  tone: 'plain' | 'risk' | 'violated';
}

/** One of the quiet wall's three figures. */
export interface KeyFigure {
  label: string;
  value: string;
  tone: 'plain' | 'risk' | 'violated';
  note: { text: string; tone: 'plain' | 'risk' | 'violated'; glyph?: 'at-risk' | 'violated' | 'handled' | 'unknown' } | null;
}

/** What a scene says of itself; its body is a component (`scenes.ts`). */
export interface SceneWords {
  headline: (context: SceneContext) => Headline;
  keyFigures: (context: SceneContext) => KeyFigure[];
}
