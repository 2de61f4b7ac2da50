/** Writes docs/configuration.md from the schema in server/src/config/schema.ts: `node scripts/configDocs.ts`. Its test fails while the page is stale. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigSchema, ENVIRONMENT, RENAMED, TOKEN_ENVIRONMENT } from '../server/src/config/schema.ts';

export const CONFIGURATION_PAGE = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));

/** What the page needs to know of a JSON schema node. */
interface Node {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  anyOf?: Node[];
  items?: Node;
  properties?: Record<string, Node>;
  patternProperties?: Record<string, Node>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  pattern?: string;
}

interface Setting {
  path: string;
  node: Node;
  /** Whether an entry that leaves it out is refused. */
  required: boolean;
}

/** Every leaf below `node`, in the order of the schema. A list of objects gives the list and then its entries as `path[].name`. */
function leaves(node: Node, at: string, required = false): Setting[] {
  if (node.properties) return childLeaves(node, at);
  const self: Setting = { path: at, node, required };
  return node.items?.properties ? [self, ...childLeaves(node.items, `${at}[]`)] : [self];
}

function childLeaves(node: Node, at: string): Setting[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const required = (node.required?.includes(name) ?? false) && child.default === undefined;
    return leaves(child, `${at}.${name}`, required);
  });
}

function typeName(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.anyOf) return node.anyOf.map(typeName).join(' or ');
  if (node.type === 'array') return `list of ${node.items?.properties ? 'objects' : node.items ? typeName(node.items) : 'anything'}`;
  if (node.patternProperties) return `map to ${typeName(Object.values(node.patternProperties)[0] ?? {})}`;
  // A pattern that merely lists words says more as the words.
  const words = node.pattern?.match(/^\^\(([\w|-]+)\)\$$/)?.[1];
  if (words) return words.split('|').join(' or ');
  return node.type ?? 'anything';
}

function range(node: Node): string {
  const bounds = [
    node.exclusiveMinimum === undefined ? '' : `> ${node.exclusiveMinimum}`,
    node.minimum === undefined ? '' : `≥ ${node.minimum}`,
    node.maximum === undefined ? '' : `≤ ${node.maximum}`,
  ].filter(Boolean);
  return bounds.length > 0 ? `, ${bounds.join(', ')}` : '';
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function defaultCell({ node, required }: Setting): string {
  if (required) return 'required';
  return node.default === undefined ? '—' : `\`${JSON.stringify(node.default)}\``;
}

function row(setting: Setting, variables: Map<string, string>): string {
  const variable = variables.get(setting.path);
  const meaning = [setting.node.description ?? '', variable ? `Environment: \`${variable}\`.` : ''].filter(Boolean).join(' ');
  return `| \`${setting.path}\` | ${cell(typeName(setting.node) + range(setting.node))} | ${cell(defaultCell(setting))} | ${cell(meaning)} |`;
}

/** The settings of every section by name, in the order of the schema. */
export function settingsBySection(): Map<string, Setting[]> {
  const root = ConfigSchema as unknown as Node;
  return new Map(Object.entries(root.properties ?? {}).map(([name, node]) => [name, leaves(node, name)]));
}

export function configurationPage(): string {
  const variables = new Map(Object.entries(ENVIRONMENT).map(([variable, dotted]) => [dotted, variable]));
  const sections = [...settingsBySection()].map(([name, settings]) =>
    [
      `## ${name}`,
      '',
      '| setting | type | default | meaning |',
      '| --- | --- | --- | --- |',
      ...settings.map((s) => row(s, variables)),
      '',
    ].join('\n'),
  );
  return [
    '# Configuration',
    '',
    '<!-- Made by scripts/configDocs.ts from the schema in server/src/config/schema.ts. Change the schema, not this page. -->',
    '',
    'A setting comes from, weakest first: its default, the YAML file given by `--config FILE`, the environment, the command line. An unknown',
    'name or a value that does not fit is refused at start by name. Names below are paths: `lead-response.slaSeconds` stands in the file as',
    '',
    '```yaml',
    'lead-response:',
    '  slaSeconds: 90',
    '```',
    '',
    'On the command line: `npm start -- --port 8080 --host 127.0.0.1 --data DIR --config FILE --no-demo --demo-speed N`.',
    'Units stand in the names: `Ms` milliseconds, `Seconds`, `Minutes`, `Hours`, `Days`, `Bytes`.',
    '',
    ...sections,
    'Settings that have been renamed. The old name still works and is warned of at start; both at once are refused:',
    '',
    '| old name | name |',
    '| --- | --- |',
    ...Object.entries(RENAMED).map(([before, now]) => `| \`${before}\` | \`${now}\` |`),
    '',
    'Tokens may come from the environment as well, one a variable, where no file is mounted:',
    '',
    '| variable | roles |',
    '| --- | --- |',
    ...Object.entries(TOKEN_ENVIRONMENT).map(([variable, roles]) => `| \`${variable}\` | ${roles.join(', ')} |`),
    '',
  ].join('\n');
}

function writePage(): void {
  writeFileSync(CONFIGURATION_PAGE, configurationPage());
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) writePage();
