/** Settings as they are read: nested records by dotted path. */
import { WarroomError } from '../errors.ts';

export type Tree = { [key: string]: unknown };
export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

export function getPath(tree: Tree, dotted: string): unknown {
  let node: unknown = tree;
  for (const part of dotted.split('.')) node = isTree(node) && Object.hasOwn(node, part) ? node[part] : undefined;
  return node;
}

export function setPath(tree: Tree, dotted: string, value: unknown): void {
  const parts = dotted.split('.');
  const last = parts.pop() as string;
  let node = tree;
  for (const part of parts) {
    if (!isTree(node[part])) node[part] = {};
    node = node[part] as Tree;
  }
  node[last] = value;
}

function removePath(tree: Tree, dotted: string): void {
  const parts = dotted.split('.');
  const last = parts.pop() as string;
  const parent = parts.length === 0 ? tree : getPath(tree, parts.join('.'));
  if (isTree(parent)) delete parent[last];
}

/**
 * Moves what stands under an old name to the new one.
 * @throws WarroomError CONFIG_INVALID where both are given: which of the two counts is not ours to guess
 */
export function renamed(tree: Tree, names: Readonly<Record<string, string>>, warn: (text: string) => void): Tree {
  const moved = structuredClone(tree);
  for (const [before, now] of Object.entries(names)) {
    const value = getPath(moved, before);
    if (value === undefined) continue;
    if (getPath(moved, now) !== undefined)
      throw new WarroomError('CONFIG_INVALID', `configuration: ${before} is the old name of ${now}, and both are given: keep ${now}`);
    warn(`configuration: ${before} is called ${now} now; the old name still works`);
    removePath(moved, before);
    setPath(moved, now, value);
  }
  return moved;
}

/** The path under which a setting is known today. */
export function pathToday(dotted: string, names: Readonly<Record<string, string>>, warn: (text: string) => void): string {
  for (const [before, now] of Object.entries(names)) {
    if (dotted !== before && !dotted.startsWith(`${before}.`)) continue;
    const today = now + dotted.slice(before.length);
    warn(`configuration: ${dotted} is called ${today} now; the old name still works`);
    return today;
  }
  return dotted;
}
