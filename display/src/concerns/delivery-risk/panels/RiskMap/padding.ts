/** Space between the outermost places and the edge of the map, for columns and names. */
import type { Padding } from './flatView.ts';
import { HIGHEST } from './marks.ts';

export const paddingIn = (unitPx: number): Padding => ({
  top: (HIGHEST / 2 + 24) * unitPx,
  right: 60 * unitPx,
  bottom: 32 * unitPx,
  left: 40 * unitPx,
});
