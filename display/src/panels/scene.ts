/**
 * What the wall's frame needs of a scene. A scene says everything in pure functions of the board (its headline, its key figures) and
 * draws the rest itself: a body of panels that it lays out by the names its concern gives them.
 */
import type { AlertRow } from '@warroom/protocol/alert';
import type { DisplaySettings } from '@warroom/protocol/api/display';
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { SceneConcernId } from '@warroom/protocol/scenes';
import type { Component } from 'vue';
import type { Locale, MessageKey } from '../i18n/messages.ts';
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

/** Colour of what stands now: none, at risk, violated. */
export type Tone = 'plain' | 'risk' | 'violated';

/** The sentence in clauses, each in pieces: a line breaks between clauses before it breaks within one. */
export type Headline = HeadlinePart[][];
export interface HeadlinePart {
  text: string;
  tone: Tone;
}

/** One of the quiet wall's figures. */
export interface KeyFigure {
  label: string;
  value: string;
  tone: Tone;
  note: { text: string; tone: Tone; glyph?: 'at-risk' | 'violated' | 'handled' | 'unknown' } | null;
}

/** What a scene says of itself. */
export interface SceneWords {
  headline: (context: SceneContext) => Headline;
  keyFigures: (context: SceneContext) => KeyFigure[];
}

/** How one concern stands, in a few words: what is wrong where something is, else what goes on. */
export interface StateLine {
  text: string;
  tone: Tone;
}

/** A concern's part of the overview. */
export interface OverviewPart {
  /** Whether anything is known of it: without data nothing is calm. */
  isKnown: (context: SceneContext) => boolean;
  /** Its clause of the headline; null while nothing is wrong. */
  wrong: (context: SceneContext) => StateLine | null;
  keyFigure: (context: SceneContext) => KeyFigure;
  line: (context: SceneContext) => StateLine;
  /** Its scene in the least that still tells it apart across a room. */
  miniature: Component;
}

/** Anything that a wall can show by name. */
export interface Scene {
  title: MessageKey;
  words: SceneWords;
  /** Takes `panels`: the names of those to draw, in order. */
  body: Component;
}

/** The scene of a concern. Bodies are loaded when they are first shown: the map's library alone is larger than all else. */
export interface ConcernScene<C extends SceneConcernId = SceneConcernId> extends Scene {
  id: C;
  overview: OverviewPart;
}

export const defineScene = <const C extends SceneConcernId>(scene: ConcernScene<C>): ConcernScene<C> => scene;
