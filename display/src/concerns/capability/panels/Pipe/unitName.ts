/** A unit that a wall may speak of, in words: a team by its name, small teams by where they are. */
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
