/** The operator's own map: a file that cannot be drawn is said at start, not by an empty wall. */
import { WarroomError } from '../errors.ts';
import { readConfigText } from './configText.ts';

const TYPES = ['FeatureCollection', 'Feature', 'GeometryCollection', 'Polygon', 'MultiPolygon', 'LineString', 'MultiLineString'];

/** @throws WarroomError CONFIG_INVALID that names the file and the reason */
export function checkMap(file: string): void {
  const refuse = (reason: string, cause?: unknown) => new WarroomError('CONFIG_INVALID', `display.map.file ${file}: ${reason}`, { cause });
  let parsed: { type?: unknown };
  try {
    parsed = JSON.parse(readConfigText(file)) as typeof parsed;
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
  if (typeof parsed !== 'object' || parsed === null || !TYPES.includes(String(parsed.type)))
    throw refuse(`is not GeoJSON: its type must be one of ${TYPES.join(', ')}`);
}
