/** Reads the configuration. A setting comes from (weakest first) its default, the YAML file, the environment, the command line. */
import path from 'node:path';
import { SCENE_CONCERNS, type SceneId } from '@warroom/protocol/scenes';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { parse as parseYaml } from 'yaml';
import { WarroomError } from '../errors.ts';
import { MONITOR_SECTIONS } from '../monitors.ts';
import { completeCalendar } from './calendarFile.ts';
import { readConfigText } from './configText.ts';
import { fromText } from './fromText.ts';
import { checkMap } from './mapFile.ts';
import { withNames } from './names.ts';
import { type Config, ConfigSchema, ENVIRONMENT, RENAMED, TOKEN_ENVIRONMENT } from './schema.ts';
import { isTree, pathToday, renamed, setPath, type Tree } from './tree.ts';

const validator = Compile(ConfigSchema);

export interface ConfigSources {
  file?: string | undefined;
  /** Overrides by dotted path, strongest; text is read as the setting's type asks. */
  flags?: Record<string, unknown>;
  environment?: Record<string, string | undefined>;
  /** Told of every setting given under an old name. */
  warn?: (text: string) => void;
}

/** @throws WarroomError CONFIG_INVALID that names the setting and the reason. */
export function loadConfig({ file, flags = {}, environment = {}, warn = () => {} }: ConfigSources = {}): Config {
  const tree = renamed(file === undefined ? {} : readYaml(file), RENAMED, warn);
  const set = (dotted: string, value: unknown) =>
    setPath(tree, dotted, typeof value === 'string' ? fromText(ConfigSchema, dotted, value) : value);
  for (const [name, dotted] of Object.entries(ENVIRONMENT)) if (environment[name]) set(dotted, environment[name]);
  for (const [name, roles] of Object.entries(TOKEN_ENVIRONMENT)) {
    const token = environment[name];
    if (token) addToken(tree, { name, token, roles, shared: true });
  }
  for (const [dotted, value] of Object.entries(flags)) if (value !== undefined) set(pathToday(dotted, RENAMED, warn), value);
  return withScenes(withFiles(checked(withTokenNames(withNames(tree, NAMED))), file === undefined ? '.' : path.dirname(file)));
}

function readYaml(file: string): Tree {
  let text: string;
  try {
    text = readConfigText(file);
  } catch (cause) {
    throw new WarroomError('CONFIG_INVALID', `configuration file ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  let tree: unknown;
  try {
    tree = parseYaml(text) ?? {};
  } catch (cause) {
    throw new WarroomError('CONFIG_INVALID', `configuration file ${file} is not YAML: ${(cause as Error).message}`, { cause });
  }
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree))
    throw new WarroomError('CONFIG_INVALID', `configuration file ${file} must hold settings by name`);
  return tree as Tree;
}

/** Appends to the file's tokens; what is no list there is left for the validator to refuse. */
function addToken(tree: Tree, token: { name: string; token: string; roles: readonly string[]; shared: boolean }): void {
  const access = (tree.access ?? {}) as Tree;
  const tokens = access.tokens ?? [];
  if (Array.isArray(tokens)) tree.access = { ...access, tokens: [...tokens, { ...token, roles: [...token.roles] }] };
}

/** Sections whose texts are names of teams, reps, channels, feeds, steps. */
const NAMED = Object.keys(MONITOR_SECTIONS);

/** A token's name stands in the log for the person, as a name that is typed does. */
function withTokenNames(tree: Tree): Tree {
  const { access } = tree;
  if (!isTree(access) || !Array.isArray(access.tokens)) return tree;
  const tokens = access.tokens.map((token) =>
    isTree(token) && Object.hasOwn(token, 'name') ? { ...token, ...withNames({ name: token.name }, ['name']) } : token,
  );
  return { ...tree, access: { ...access, tokens } };
}

function checked(tree: Tree): Config {
  const filled = Value.Default(ConfigSchema, tree);
  if (validator.Check(filled)) return filled;
  const reasons = validator.Errors(filled).map((e) => {
    const params = e.params as { additionalProperties?: string[] };
    const where = e.instancePath.slice(1).replaceAll('/', '.') || 'configuration';
    return params.additionalProperties ? `${where}: unknown setting ${params.additionalProperties.join(', ')}` : `${where}: ${e.message}`;
  });
  throw new WarroomError('CONFIG_INVALID', `configuration: ${[...new Set(reasons)].join('; ')}`);
}

/** A server shows the scenes of what it watches, and the overview only where it watches everything. */
function withScenes(config: Config): Config {
  const { only } = config.monitors;
  if (only === undefined) return config;
  const isShown = (scene: SceneId) => (scene === 'overview' ? SCENE_CONCERNS.every((id) => only.includes(id)) : only.includes(scene));
  const shown = (name: string, scenes: SceneId[]) => {
    const left = scenes.filter(isShown);
    if (left.length === 0)
      throw new WarroomError(
        'CONFIG_INVALID',
        `configuration: ${name}: none of ${scenes.join(', ')} is watched by this server (monitors.only)`,
      );
    return left;
  };
  config.display.scenes = shown('display.scenes', config.display.scenes);
  for (const [name, screen] of Object.entries(config.display.screens))
    if (screen.scenes) screen.scenes = shown(`display.screens.${name}.scenes`, screen.scenes);
  return config;
}

/** Files that settings name, read or checked; their paths are relative to the configuration file. */
function withFiles(config: Config, baseDir: string): Config {
  const { calendar } = config['lead-response'];
  if (calendar) config['lead-response'].calendar = completeCalendar(calendar, baseDir);
  const { map } = config.display;
  if (map) {
    map.file = path.resolve(baseDir, map.file);
    checkMap(map.file);
  }
  return config;
}
