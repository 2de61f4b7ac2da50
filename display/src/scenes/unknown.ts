/** What an address names that does not exist: the page then says so, since another picture in its place would be taken for it. */
import type { DisplaySettings } from '@warroom/protocol/api/display';
import { isSceneId } from '@warroom/protocol/scenes';

export interface Unknown {
  kind: 'page' | 'screen' | 'scene';
  /** As it stands in the address. */
  name: string;
}

/**
 * @param screens those that the server has set up; null while it has not said so, when every name may be right
 * @param name the screen's in the address; empty for the wall that all screens share
 * @returns null where everything named exists
 */
export function unknownOf(
  screens: DisplaySettings['screens'] | null,
  name: string,
  query: Readonly<Record<string, unknown>>,
): Unknown | null {
  if (name !== '' && screens !== null && !Object.hasOwn(screens, name)) return { kind: 'screen', name };
  if ('scene' in query && !isSceneId(query.scene)) return { kind: 'scene', name: [query.scene].flat().join(', ') };
  return null;
}
