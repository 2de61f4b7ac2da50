/** Names in the configuration are held to the form of those in events: otherwise a team would be told by its name and never meet it. */
import { WarroomError } from '../errors.ts';
import { quote } from '../facts/instant.ts';
import { readName } from '../facts/name.ts';
import { isTree, type Tree } from './tree.ts';

/** Prose and paths: what is no name in a section of names. */
const NO_NAMES = new Set(['file', 'formula', 'meaning']);

/**
 * Puts every text of these sections, keys and values alike, into the form of a name.
 * @throws WarroomError CONFIG_INVALID that says where one cannot be a name, or two keys are one
 */
export function withNames(tree: Tree, sections: readonly string[]): Tree {
  const named = { ...tree };
  for (const section of sections) if (Object.hasOwn(tree, section)) named[section] = namesIn(tree[section], section);
  return named;
}

function namesIn(value: unknown, path: string): unknown {
  if (typeof value === 'string') return nameAt(value, path);
  if (Array.isArray(value)) return value.map((item, i) => namesIn(item, `${path}.${i}`));
  if (!isTree(value)) return value;
  const named: Tree = {};
  for (const [key, inner] of Object.entries(value)) {
    const name = nameAt(key, path);
    if (Object.hasOwn(named, name)) throw new WarroomError('CONFIG_INVALID', `configuration: ${path}: ${name} stands there twice`);
    named[name] = NO_NAMES.has(name) ? inner : namesIn(inner, `${path}.${name}`);
  }
  return named;
}

function nameAt(text: string, path: string): string {
  const read = readName(text);
  if ('reason' in read) throw new WarroomError('CONFIG_INVALID', `configuration: ${path}: ${quote(text)} ${read.reason}`);
  return read.name;
}
