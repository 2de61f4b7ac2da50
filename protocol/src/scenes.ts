/** The wall's scenes and the panels each is made of: what a configuration may name, and what the display draws. */
import type { Topic } from './board.ts';
import { CONCERNS, type Concern, type ConcernId } from './concerns.ts';
import type { SceneDefinition } from './defineConcern.ts';
import { concernOfRule } from './rules.ts';

/** Concerns with a scene of their own. */
export type SceneConcernId = Extract<Concern, { scene: SceneDefinition }>['id'];
/** Every concern's scene, and the overview of all of them. */
export type SceneId = SceneConcernId | 'overview';

/** A panel of a concern's scene. */
export type PanelName<C extends SceneConcernId> = keyof Extract<Concern, { id: C }>['scene']['panels'] & string;

const WITH_SCENE = CONCERNS.flatMap(({ id, scene }) =>
  scene === null ? [] : [{ id: id as SceneConcernId, scene: scene as SceneDefinition }],
);
export const SCENE_CONCERNS: readonly SceneConcernId[] = WITH_SCENE.map(({ id }) => id);
/** In the order in which a wall turns them by default. */
export const SCENE_IDS: readonly SceneId[] = [...SCENE_CONCERNS, 'overview'];
export const isSceneId = (name: unknown): name is SceneId => SCENE_IDS.includes(name as SceneId);

/** The panels of a scene, in order; the overview has one for each concern. */
export const SCENE_PANELS = Object.fromEntries([
  ['overview', SCENE_CONCERNS],
  ...WITH_SCENE.map(({ id, scene }) => [id, Object.keys(scene.panels)]),
]) as Readonly<Record<SceneId, readonly string[]>>;

/** What a panel of a concern's scene stands on; empty for a name that is no panel of it. */
export function panelTopics(concern: SceneConcernId, panel: string): readonly Topic[] {
  return (WITH_SCENE.find(({ id }) => id === concern)?.scene.panels[panel] ?? []) as readonly Topic[];
}

/** What each scene stands on. A topic that carries what names a person is never among them (`concerns.test.ts`). */
export const SCENE_TOPICS = Object.fromEntries([
  ['overview', WITH_SCENE.flatMap(({ scene }) => scene.overview)],
  ...WITH_SCENE.map(({ id, scene }) => [id, [...new Set(Object.values(scene.panels).flat())]]),
]) as Readonly<Record<SceneId, readonly Topic[]>>;

/** The scene that shows what a rule speaks of; null for what concerns all of them. */
export function sceneOfRule(rule: string): SceneId | null {
  const concern: ConcernId | null = concernOfRule(rule);
  return SCENE_CONCERNS.find((id) => id === concern) ?? null;
}
