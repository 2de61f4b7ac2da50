/** Every scene that a wall can show, by name. */
import { SCENE_CONCERNS, type SceneId } from '@warroom/protocol/scenes';
import { CONCERN_SCENES } from '../concerns.ts';
import { overviewScene } from '../overview/scene.ts';
import type { Scene } from '../panels/scene.ts';

export const SCENES: Readonly<Record<SceneId, Scene>> = {
  ...CONCERN_SCENES,
  overview: overviewScene(SCENE_CONCERNS.map((concern) => CONCERN_SCENES[concern])),
};
