/** What one screen shows: its own settings where it has some, else those of all screens; an address may hold one scene for a look. */

import type { DisplaySettings, PanelLists } from '@warroom/protocol/api/display';
import { isSceneId, type SceneId } from '@warroom/protocol/scenes';

export interface Screen {
  scenes: readonly SceneId[];
  rotateSeconds: number;
  panels: PanelLists;
}

/** `query.scene` names one scene (`/wall/1?scene=touchpoints`), which then stays whatever happens elsewhere. */
export function screenOf(
  { scenes, rotateSeconds, panels, screens }: Pick<DisplaySettings, 'scenes' | 'rotateSeconds' | 'panels' | 'screens'>,
  name: string,
  query: Readonly<Record<string, unknown>>,
): Screen {
  const own = Object.hasOwn(screens, name) ? screens[name] : undefined;
  const configured = {
    scenes: own?.scenes ?? scenes,
    rotateSeconds: own?.rotateSeconds ?? rotateSeconds,
    panels: { ...panels, ...own?.panels },
  };
  return isSceneId(query.scene) ? { ...configured, scenes: [query.scene], rotateSeconds: 0 } : configured;
}
