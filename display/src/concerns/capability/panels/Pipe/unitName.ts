/** What to call a unit on a wall: a team by its name, teams too small to be named by their region. */
import type { WallUnit } from '@warroom/protocol/concerns/capability';
import type { Say } from '../../../../i18n/say.ts';

export interface Unit {
  unit: WallUnit;
  unitId: string;
}

export function unitName({ unit, unitId }: Unit, say: Say): string {
  if (unit === 'team') return unitId;
  return unit === 'region' ? say('capability.unit.region', { name: unitId }) : say('capability.unit.all');
}
