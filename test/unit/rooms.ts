/** The rooms of the house and which of them may import which, as ARCHITECTURE.md has it under "Allowed imports". */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './imports.ts';

/** In the second column: tools that may look into every room. */
const ANY = '*';

export interface Room {
  /** Folder or file; `*` stands for any one name, and the rooms of such a family do not see each other. */
  name: string;
  mayImport: readonly string[];
}

/** The table's rows: rooms in the first column, what they may import in the second, all in backticks. */
export function readRooms(page = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8')): Room[] {
  const section = page.split(/^## /m).find((part) => part.startsWith('Allowed imports')) ?? '';
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, rooms = '', mayImport = ''] = line.split('|');
      return names(rooms).map((name) => ({ name, mayImport: names(mayImport) }));
    });
}

/** Patterns by room, each made once. */
const PATTERNS = new Map<string, RegExp>();

/** The room's own folder or files that hold a file, or null: of a family the one member. */
function placeIn(room: string, file: string): string | null {
  let pattern = PATTERNS.get(room);
  if (!pattern) {
    // `a/*` are folders, `a/words.*` the files of one name whatever their ending, all else itself or what lies below.
    const [stem, after] = room.endsWith('/*')
      ? [room, '/']
      : room.endsWith('.*')
        ? [room.slice(0, -2), String.raw`\.[^/]+$`]
        : [room, '/|$'];
    const text = stem
      .split('*')
      .map((part) => part.replaceAll('.', String.raw`\.`))
      .join('[^/]+');
    pattern = new RegExp(`^${text}(?=${after})`);
    PATTERNS.set(room, pattern);
  }
  return file.match(pattern)?.[0] ?? null;
}

/** The room of a file, the narrowest that holds it, and the place within it; null where no room is named. */
export function roomOf(file: string, rooms: readonly Room[]): { room: Room; place: string } | null {
  let best: { room: Room; place: string } | null = null;
  for (const room of rooms) {
    const place = placeIn(room.name, file);
    if (place === null) continue;
    // A folder named by itself goes before the family it is in.
    const narrower = best === null || place.length > best.place.length || (place === best.place && !room.name.includes('*'));
    if (narrower) best = { room, place };
  }
  return best;
}

/** Why `from` may not import `to`, or null where it may. */
export function whyNot(from: string, to: string, rooms: readonly Room[]): string | null {
  const [a, b] = [roomOf(from, rooms), roomOf(to, rooms)];
  if (!a) return `${from} stands in no room: name its folder in ARCHITECTURE.md, "Allowed imports"`;
  if (!b) return `${to} stands in no room: name its folder in ARCHITECTURE.md, "Allowed imports"`;
  if (a.place === b.place || a.room.mayImport.includes(ANY) || a.room.mayImport.includes(b.room.name)) return null;
  return `${from} imports ${to}: \`${a.room.name}\` may not import \`${b.room.name}\``;
}
