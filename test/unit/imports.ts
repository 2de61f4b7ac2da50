/** The imports of the tree as it stands: values and types, in `.ts` and in `.vue` files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Roots whose files have to stand in rooms. */
export const ROOTS = [
  'protocol/src',
  'server/src',
  'display/src',
  'dashboards/src',
  'loadtest',
  'scripts',
  'testing',
  'server/bench',
  'server/test',
  'dashboards/integration',
  'test',
] as const;
const SKIPPED = new Set(['node_modules', 'dist', 'k6', 'generated', '.vite', 'toyConcern']);

const isCode = (file: string) => /\.(ts|vue)$/.test(file) && !file.endsWith('.d.ts');
/** Tests and what only they use may import from any room. */
export const isTest = (file: string) => /\.(test|fixture)\.ts$/.test(file);

/** Code files below the roots, relative to the repository, with forward slashes. */
export function codeFiles(root = ROOT): string[] {
  const files: string[] = [];
  const walk = (directory: string) => {
    for (const entry of readdirSync(path.join(root, directory), { withFileTypes: true })) {
      const file = `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) walk(file);
      } else if (isCode(file)) files.push(file);
    }
  };
  for (const top of ROOTS) if (existsSync(path.join(root, top))) walk(top);
  return files.sort();
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm;

/** Files of the repository that a file's text imports; packages are left out. */
export function importsOf(file: string, text: string): string[] {
  const found = [...text.matchAll(IMPORT)].map((match) => match[2] as string);
  return [...new Set(found.flatMap((specifier) => target(file, specifier)))];
}

function target(file: string, specifier: string): string[] {
  if (specifier.startsWith('@warroom/protocol/')) return [`protocol/src/${specifier.slice('@warroom/protocol/'.length)}.ts`];
  if (!specifier.startsWith('.')) return [];
  const resolved = path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''));
  return isCode(resolved) ? [resolved] : [];
}

/** Every import of the tree, tests left out. */
export function importGraph(root = ROOT): Map<string, string[]> {
  const files = codeFiles(root).filter((file) => !isTest(file));
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(path.join(root, file), 'utf8'))]));
}

/** Groups of files that import each other, each group and its files in order of name; the shortest way round is left to the reader. */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  // Tarjan's strongly connected components.
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string) => {
    index.set(file, index.size);
    low.set(file, index.get(file) as number);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) as number, low.get(next) as number));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group.sort());
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found.sort();
}
