/** Answer of `GET /api/v1/display`: what a screen needs to know before it connects. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { oneOf } from '../oneOf.ts';
import type { SceneId } from '../scenes.ts';
import { MODES } from '../system.ts';

// A page of another version may know other scenes: what is sent is any text, what this version means by it is its own names.
const sceneNames = Type.Unsafe<readonly SceneId[]>(Type.Array(Type.String()));
/** Panels by scene; those of a scene that is not named stand in their own order. */
const PanelLists = Type.Unsafe<Readonly<Partial<Record<SceneId, readonly string[]>>>>(
  Type.Record(Type.String(), Type.Array(Type.String())),
);
export type PanelLists = Static<typeof PanelLists>;

export const DisplaySettings = Type.Object({
  language: Type.String(),
  theme: Type.String(),
  chime: Type.Boolean(),
  place: Type.String(),
  screenInches: Type.Number(),
  viewerMetres: Type.Number(),
  mode: oneOf(MODES),
  version: Type.String({ description: 'changes when the pages do: a screen then reloads at a quiet moment' }),
  slaSeconds: Type.Number(),
  atRiskSeconds: Type.Number(),
  serviceLevelTarget: Type.Number(),
  access: Type.Boolean({ description: 'whether a token is required' }),
  scenes: sceneNames,
  /** 0 for no rotation. */
  rotateSeconds: Type.Number(),
  panels: PanelLists,
  /** By the screen's name in the address. */
  screens: Type.Record(
    Type.String(),
    Type.Object({
      scenes: Type.Optional(sceneNames),
      rotateSeconds: Type.Optional(Type.Number()),
      panels: Type.Optional(PanelLists),
    }),
  ),
  lateShares: Type.Object(
    { likely: Type.Number(), certain: Type.Number() },
    { description: 'p(late) from which on an order is likely, and all but certainly, late' },
  ),
  map: Type.Union([Type.Object({ attribution: Type.String(), reviewNumber: Type.String() }), Type.Null()], {
    description: "the operator's own map, which `/api/v1/display/map` serves",
  }),
});
export type DisplaySettings = Static<typeof DisplaySettings>;
