/** `display` in the configuration: what screens show. */
import { oneOf } from '@warroom/protocol/oneOf';
import { SCENE_IDS, SCENE_PANELS } from '@warroom/protocol/scenes';
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { closed, section } from '../settings.ts';

const sceneName = oneOf(SCENE_IDS);
const panelLists = Type.Object(
  Object.fromEntries(
    SCENE_IDS.map((scene) => [
      scene,
      Type.Optional(Type.Array(oneOf(SCENE_PANELS[scene]), { minItems: 1, description: `Panels of the scene ${scene}, in this order.` })),
    ]),
  ),
  { ...closed, default: {} },
);
const rotateSeconds = { minimum: 0, description: 'How long each scene is shown; 0 stays with the first.' };
const scenes = { minItems: 1, description: 'Scenes in the order in which they are shown.' };

export const DisplaySection = section({
  language: Type.String({
    default: 'zh-CN',
    pattern: '^(zh-CN|en)$',
    description: 'Language of the screens where their address does not name one.',
  }),
  theme: Type.String({ default: 'dark', pattern: '^(dark|light)$', description: 'Dark room or light room.' }),
  chime: Type.Boolean({ default: false, description: 'A short sound when a lead is violated.' }),
  screenInches: Type.Number({
    exclusiveMinimum: 0,
    default: 75,
    description: 'Diagonal of the wall screen in inches, for the legibility check.',
  }),
  viewerMetres: Type.Number({
    exclusiveMinimum: 0,
    default: 8,
    description: 'Distance of the farthest viewer in metres, for the legibility check.',
  }),
  scenes: Type.Array(sceneName, { ...scenes, default: [...SCENE_IDS] }),
  rotateSeconds: Type.Number({ ...rotateSeconds, default: 30 }),
  panels: panelLists,
  screens: Type.Record(
    Type.String(),
    Type.Object(
      {
        scenes: Type.Optional(Type.Array(sceneName, scenes)),
        rotateSeconds: Type.Optional(Type.Number(rotateSeconds)),
        panels: Type.Optional(panelLists),
      },
      closed,
    ),
    {
      default: {},
      description:
        'What individual screens show instead, by the name in their address: `/wall/<name>`. A name that is not here is no screen.',
    },
  ),
  map: Type.Optional(
    Type.Object(
      {
        file: Type.String({
          minLength: 1,
          description: 'GeoJSON of the borders to draw (WGS 84), relative to the configuration file. Without it the map shows coasts only.',
        }),
        attribution: Type.String({ minLength: 1, description: 'Whose map it is; stands on the map.' }),
        reviewNumber: Type.String({
          default: '',
          description: 'Review number (审图号) of the map, which a map shown in China has to carry; stands on the map.',
        }),
      },
      closed,
    ),
  ),
});
export type ConfiguredDisplay = Static<typeof DisplaySection>;
