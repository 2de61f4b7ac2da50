/**
 * One schema for every setting: its default and its sentence stand here, and the documentation is made from it. A setting comes
 * from (weakest first) the default, the YAML file, the environment, the command line.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oneOf } from '@warroom/protocol/oneOf';
import { SCENE_IDS, SCENE_PANELS } from '@warroom/protocol/scenes';
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { parse as parseYaml } from 'yaml';
import { WarroomError } from './errors.ts';
import { createCalendar } from './monitors/calendar.ts';
import { CapabilitySection } from './monitors/capability/settings.ts';
import { ContractsSection } from './monitors/contracts/settings.ts';
import { DeliverySection } from './monitors/delivery-risk/settings.ts';
import { TouchpointsSection } from './monitors/touchpoints/settings.ts';

const closed = { additionalProperties: false };
const ms = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description });
const section = <T extends Parameters<typeof Type.Object>[0]>(properties: T) => Type.Object(properties, { ...closed, default: {} });

const ServerSection = section({
  host: Type.String({ default: '127.0.0.1', description: 'Address to listen on. Anything but loopback needs `access.tokens`.' }),
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080, description: 'Port to listen on; 0 takes a free one.' }),
  id: Type.String({
    default: '',
    description: 'Name of this server on the board and in the alert log; by default made from host name and port.',
  }),
  place: Type.String({ default: '', description: 'Name of the place, shown in the top strip of every screen.' }),
  allowedOrigins: Type.Array(Type.String(), {
    default: [],
    description: 'Further origins whose pages may open `/stream`; the own origin always may.',
  }),
  logLevel: Type.String({ default: 'info', description: 'pino level: trace, debug, info, warn, error, silent.' }),
});

const StoreSection = section({
  url: Type.String({
    default: '',
    description: 'ClickHouse over HTTP(S), without credentials. Empty: the embedded engine under `dataDir`.',
  }),
  user: Type.String({ default: 'default', description: 'ClickHouse user.' }),
  password: Type.String({ default: '', description: 'ClickHouse password; better set by CLICKHOUSE_PASSWORD.' }),
  database: Type.String({ default: 'warroom', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', description: 'Database that holds the tables.' }),
  dataDir: Type.String({ default: './data', description: 'Where the embedded engine keeps its files.' }),
  retentionDays: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'Days after which events are dropped from the store; 0 keeps them for ever.',
  }),
  requestTimeoutMs: ms(30_000, 'Longest wait for one answer of the store.'),
  engine: Type.String({ default: 'MergeTree', description: 'Table engine family for migrations, as ReplicatedMergeTree on a cluster.' }),
  onCluster: Type.String({ default: '', description: 'Cluster name for ON CLUSTER in migrations; empty for none.' }),
});

const TailSection = section({
  pollMs: ms(100, 'Time between two polls of the store for new rows.'),
  overlapMs: ms(400, 'How far each poll reads back behind the newest row: covers rows whose commit came late.'),
  reconcileMs: ms(1_000, 'Time between two comparisons of digests with the store.'),
  horizonMs: ms(600_000, 'How late a commit may come and still be found by digest without a rebuild.'),
  frozenCheckMs: ms(10_000, 'Time between two checks of the older past; a difference there leads to a rebuild.'),
  pageRows: Type.Integer({ minimum: 100, default: 20_000, description: 'Rows per page of a poll.' }),
  checkpointMs: ms(60_000, 'Time between two checkpoints.'),
  historyMs: ms(
    121 * 86_400_000,
    'How far back a start without a checkpoint replays. The default is what the longest window needs: audits of touchpoints look back 120 days, step durations are learnt over 90.',
  ),
});

const IngestSection = section({
  maxBodyBytes: Type.Integer({ minimum: 1_024, default: 8 * 1024 * 1024, description: 'Largest request body of the ingest API.' }),
  maxQueueBytes: Type.Integer({
    minimum: 1_024,
    default: 64 * 1024 * 1024,
    description: 'Bytes waiting for the store before the API answers 429.',
  }),
  batchRows: Type.Integer({ minimum: 1, default: 2_000, description: 'Most rows in one insert.' }),
  batchMs: Type.Integer({ minimum: 0, default: 10, description: 'How long a row may wait for company before it is inserted.' }),
  maxFutureMs: ms(86_400_000, 'How far in the future `at` may lie.'),
});

const matched = (dimension: string) => Type.Optional(Type.String({ description: `Only leads of this ${dimension}.` }));
const Match = Type.Object({ tier: matched('tier'), channel: matched('channel'), region: matched('region') }, closed);

const CalendarSection = Type.Object(
  {
    timeZone: Type.String({ default: 'Asia/Shanghai', description: 'IANA time zone of the working hours.' }),
    hours: Type.Record(Type.String(), Type.Array(Type.String({ pattern: '^\\d\\d:\\d\\d-\\d\\d:\\d\\d$' })), {
      default: {},
      description:
        'Working hours by weekday (`mon` … `sun`), each a list of `09:00-12:00` shifts; a weekday not named is free. `22:00-06:00` runs into the next day; `00:00-24:00` is the whole day.',
    }),
    file: Type.Optional(
      Type.String({
        description:
          'YAML file with `holidays: [dates]` and `workdays: [dates]` (make-up working days), relative to the configuration file.',
      }),
    ),
    holidays: Type.Array(Type.String(), { default: [], description: 'Free dates, YYYY-MM-DD.' }),
    workdays: Type.Array(Type.String(), {
      default: [],
      description: 'Dates worked although their weekday is free (make-up days); they take the hours of `workdayHours`.',
    }),
    workdayHours: Type.Array(Type.String(), { default: [], description: 'Shifts of make-up days; empty takes those of Monday.' }),
  },
  closed,
);

const LeadSection = section({
  slaSeconds: Type.Number({ exclusiveMinimum: 0, default: 90, description: 'A lead not answered within this time is violated.' }),
  atRiskSeconds: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'At risk from here; two thirds of the SLA where not set.' }),
  ),
  overrides: Type.Array(
    Type.Object(
      {
        match: Match,
        slaSeconds: Type.Number({ exclusiveMinimum: 0, description: 'The SLA of the leads that match.' }),
        atRiskSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Two thirds of this SLA where not set.' })),
      },
      closed,
    ),
    { default: [], description: 'Other SLAs per tier, channel or region; the first that matches counts.' },
  ),
  calendar: Type.Optional(CalendarSection),
  escalateAfterSeconds: Type.Number({ exclusiveMinimum: 0, default: 300, description: 'Age at which a lead-violation becomes critical.' }),
  criticalValue: Type.Number({ minimum: 0, default: 100_000, description: 'A lead worth this much is critical at once.' }),
  expireAfterHours: Type.Number({
    exclusiveMinimum: 0,
    default: 168,
    description: 'A lead that nobody answers or closes leaves the board after this time; its alert ends as expired.',
  }),
  serviceLevel: section({
    target: Type.Number({ minimum: 0, maximum: 1, default: 0.8, description: 'lead-service-level fires under this.' }),
    clear: Type.Number({ minimum: 0, maximum: 1, default: 0.85, description: 'It clears from here.' }),
    minDecided: Type.Integer({ minimum: 1, default: 10, description: 'Fewest decided leads for a judgement.' }),
    holdSeconds: Type.Number({ minimum: 0, default: 60, description: 'How long the service level has to stay above `clear`.' }),
  }),
});

const AlertsSection = section({
  leaseMinutes: Type.Number({
    exclusiveMinimum: 0,
    default: 30,
    description: 'An acknowledgement lapses after this time without activity.',
  }),
  resolvedOnBoardMinutes: Type.Number({ minimum: 0, default: 60, description: 'How long a resolved alert stays on the board.' }),
});

const StreamSection = section({
  flushMs: ms(100, 'Time between two flushes of changed rows; alerts go at once.'),
  ringMs: ms(60_000, 'How long deltas are kept for a client that comes back.'),
  ringDeltas: Type.Integer({ minimum: 1, default: 1_000, description: 'How many deltas per topic are kept for a client that comes back.' }),
  maxConnections: Type.Integer({ minimum: 1, default: 5_000, description: 'Most clients at once.' }),
  slowAckMs: ms(2_000, 'A client whose answer to a ping is later than this is written to no more until it comes.'),
  slowQueueBytes: Type.Integer({
    minimum: 1,
    default: 65_536,
    description: 'A client with more bytes waiting is written to no more until they are gone.',
  }),
  slowCloseMs: ms(30_000, 'A slow client is closed with 4408 after this time.'),
  admitPerSecond: Type.Integer({ minimum: 1, default: 500, description: 'Connections admitted per second.' }),
  drainMs: Type.Integer({ minimum: 0, default: 1_000, description: 'How long a stopping server lets clients read its drain message.' }),
});

const sceneName = oneOf(SCENE_IDS);
const panelLists = Type.Object(
  Object.fromEntries(
    SCENE_IDS.map((scene) => [
      scene,
      Type.Optional(Type.Array(oneOf(SCENE_PANELS[scene]), { minItems: 1, description: `Panels of the scene ${scene}, in this order.` })),
    ]),
  ),
  { ...closed, default: {} },
);
const rotateSeconds = { minimum: 0, description: 'How long each scene is shown; 0 stays with the first.' };
const scenes = { minItems: 1, description: 'Scenes in the order in which they are shown.' };

const DisplaySection = section({
  language: Type.String({
    default: 'zh-CN',
    pattern: '^(zh-CN|en)$',
    description: 'Language of the screens where the address does not say.',
  }),
  theme: Type.String({ default: 'dark', pattern: '^(dark|light)$', description: 'Dark room or light room.' }),
  chime: Type.Boolean({ default: false, description: 'A short sound when a lead is violated.' }),
  screenInches: Type.Number({ exclusiveMinimum: 0, default: 75, description: 'Diagonal of the wall screen, for the legibility check.' }),
  viewerMetres: Type.Number({ exclusiveMinimum: 0, default: 8, description: 'Distance of the farthest viewer, for the legibility check.' }),
  scenes: Type.Array(sceneName, { ...scenes, default: [...SCENE_IDS] }),
  rotateSeconds: Type.Number({ ...rotateSeconds, default: 30 }),
  panels: panelLists,
  screens: Type.Record(
    Type.String(),
    Type.Object(
      {
        scenes: Type.Optional(Type.Array(sceneName, scenes)),
        rotateSeconds: Type.Optional(Type.Number(rotateSeconds)),
        panels: Type.Optional(panelLists),
      },
      closed,
    ),
    { default: {}, description: 'What single screens show otherwise, by their name in the address: `/wall/<name>`.' },
  ),
  map: Type.Optional(
    Type.Object(
      {
        file: Type.String({
          minLength: 1,
          description: 'GeoJSON of the borders to draw (WGS 84), relative to the configuration file. Without it the map shows coasts only.',
        }),
        attribution: Type.String({ minLength: 1, description: 'Whose map it is; stands on the map.' }),
        reviewNumber: Type.String({
          default: '',
          description: 'Review number (审图号) of the map, which a map shown in China has to carry; stands on the map.',
        }),
      },
      closed,
    ),
  ),
});

const DemoSection = section({
  enabled: Type.Optional(
    Type.Boolean({
      description:
        'Feed the store with a simulated sales organisation. By default only an embedded store without a configuration file; never a store that holds other rows.',
    }),
  ),
  speed: Type.Number({
    exclusiveMinimum: 0,
    maximum: 100,
    default: 1,
    description: 'How much faster than life the simulated organisation works.',
  }),
  seed: Type.Integer({ default: 20_261_122, description: 'Seed of the simulation.' }),
});

const AccessSection = section({
  tokens: Type.Array(
    Type.Object(
      {
        name: Type.String({ minLength: 1, description: 'Who holds it; stands in the log, never the token.' }),
        token: Type.String({ minLength: 16, description: 'At least 16 characters.' }),
        roles: Type.Array(Type.Union([Type.Literal('view'), Type.Literal('operate'), Type.Literal('ingest')]), {
          default: ['view'],
          description: '`view` reads the board, `operate` works alerts, `ingest` writes events.',
        }),
      },
      closed,
    ),
    {
      default: [],
      description: 'Bearer tokens. Without any, everybody who reaches the port may do everything, which is why the port is loopback then.',
    },
  ),
});

export const ConfigSchema = Type.Object(
  {
    server: ServerSection,
    store: StoreSection,
    tail: TailSection,
    ingest: IngestSection,
    lead: LeadSection,
    delivery: DeliverySection,
    touchpoints: TouchpointsSection,
    capability: CapabilitySection,
    contracts: ContractsSection,
    alerts: AlertsSection,
    stream: StreamSection,
    display: DisplaySection,
    demo: DemoSection,
    access: AccessSection,
  },
  closed,
);
export type Config = Static<typeof ConfigSchema>;
export type CalendarConfig = Static<typeof CalendarSection>;

const validator = Compile(ConfigSchema);

/** Environment variable → path in the configuration. */
export const ENVIRONMENT: Record<string, string> = {
  CLICKHOUSE_URL: 'store.url',
  CLICKHOUSE_USER: 'store.user',
  CLICKHOUSE_PASSWORD: 'store.password',
  CLICKHOUSE_DATABASE: 'store.database',
  WARROOM_HOST: 'server.host',
  WARROOM_PORT: 'server.port',
  WARROOM_DATA: 'store.dataDir',
  WARROOM_PLACE: 'server.place',
  WARROOM_LANGUAGE: 'display.language',
  WARROOM_LOG_LEVEL: 'server.logLevel',
  WARROOM_DEMO: 'demo.enabled',
};

/** Environment variable → roles of the bearer token that it carries: what a container needs where no file is mounted. Adds to `access.tokens`. */
export const TOKEN_ENVIRONMENT = {
  WARROOM_VIEW_TOKEN: ['view'],
  WARROOM_OPERATE_TOKEN: ['view', 'operate'],
  WARROOM_INGEST_TOKEN: ['ingest'],
} as const;

type Tree = { [key: string]: unknown };

function setPath(tree: Tree, dotted: string, value: unknown): void {
  const parts = dotted.split('.');
  const last = parts.pop() as string;
  let node = tree;
  for (const part of parts) {
    if (typeof node[part] !== 'object' || node[part] === null) node[part] = {};
    node = node[part] as Tree;
  }
  node[last] = value;
}

/** Appends to the file's tokens; what is no list there is left for the validator to refuse. */
function addToken(tree: Tree, token: { name: string; token: string; roles: readonly string[] }): void {
  const access = (tree.access ?? {}) as Tree;
  const tokens = access.tokens ?? [];
  if (Array.isArray(tokens)) tree.access = { ...access, tokens: [...tokens, { ...token, roles: [...token.roles] }] };
}

/** A setting given as text (environment, command line) in the type that its schema asks for; text that does not fit stays text and is refused by name. */
function fromText(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

export interface ConfigSources {
  file?: string | undefined;
  /** Overrides by dotted path, strongest. */
  flags?: Record<string, unknown>;
  environment?: Record<string, string | undefined>;
}

/** @throws WarroomError CONFIG_INVALID that names the setting and the reason. */
export function loadConfig({ file, flags = {}, environment = {} }: ConfigSources = {}): Config {
  let tree: Tree = {};
  if (file) {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (cause) {
      throw new WarroomError('CONFIG_INVALID', `configuration file ${file} cannot be read: ${(cause as Error).message}`, { cause });
    }
    try {
      tree = (parseYaml(text) as Tree | null) ?? {};
    } catch (cause) {
      throw new WarroomError('CONFIG_INVALID', `configuration file ${file} is not YAML: ${(cause as Error).message}`, { cause });
    }
  }
  const textFields = new Set(['store.user', 'store.password', 'store.database', 'server.place', 'server.host', 'store.dataDir']);
  for (const [name, dotted] of Object.entries(ENVIRONMENT)) {
    const value = environment[name];
    if (value !== undefined && value !== '') setPath(tree, dotted, textFields.has(dotted) ? value : fromText(value));
  }
  for (const [name, roles] of Object.entries(TOKEN_ENVIRONMENT)) {
    const token = environment[name];
    if (token) addToken(tree, { name, token, roles });
  }
  for (const [dotted, value] of Object.entries(flags)) if (value !== undefined) setPath(tree, dotted, value);
  const filled = Value.Default(ConfigSchema, tree);
  if (!validator.Check(filled)) {
    const reasons = validator.Errors(filled).map((e) => {
      const params = e.params as { additionalProperties?: string[] };
      const where = e.instancePath.slice(1).replaceAll('/', '.') || 'configuration';
      return params.additionalProperties ? `${where}: unknown setting ${params.additionalProperties.join(', ')}` : `${where}: ${e.message}`;
    });
    throw new WarroomError('CONFIG_INVALID', `configuration: ${[...new Set(reasons)].join('; ')}`);
  }
  const config = filled as Config;
  const { calendar } = config.lead;
  if (calendar?.file) mergeCalendarFile(calendar, file ? path.dirname(file) : '.');
  if (calendar) checkCalendar(calendar);
  const { map } = config.display;
  if (map) {
    map.file = path.resolve(file ? path.dirname(file) : '.', map.file);
    checkMap(map.file);
  }
  return config;
}

/** What the schema cannot say of a calendar: zones, weekdays, shifts that overlap, dates that are none. */
function checkCalendar(calendar: CalendarConfig): void {
  try {
    createCalendar(calendar);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new WarroomError('CONFIG_INVALID', `configuration: ${cause.message}`, { cause });
  }
}

/** A map that cannot be drawn is said at start, not by an empty wall. */
function checkMap(file: string): void {
  const refuse = (reason: string, cause?: unknown) => new WarroomError('CONFIG_INVALID', `display.map.file ${file}: ${reason}`, { cause });
  let parsed: { type?: unknown };
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8')) as typeof parsed;
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
  const types = ['FeatureCollection', 'Feature', 'GeometryCollection', 'Polygon', 'MultiPolygon', 'LineString', 'MultiLineString'];
  if (typeof parsed !== 'object' || parsed === null || !types.includes(String(parsed.type)))
    throw refuse(`is no GeoJSON: its type has to be one of ${types.join(', ')}`);
}

function mergeCalendarFile(calendar: CalendarConfig, baseDir: string): void {
  const file = path.resolve(baseDir, calendar.file as string);
  let days: { holidays?: string[]; workdays?: string[] };
  try {
    days = parseYaml(readFileSync(file, 'utf8')) as typeof days;
  } catch (cause) {
    throw new WarroomError('CONFIG_INVALID', `lead.calendar.file ${file}: ${(cause as Error).message}`, { cause });
  }
  calendar.holidays = [...calendar.holidays, ...(days.holidays ?? [])];
  calendar.workdays = [...calendar.workdays, ...(days.workdays ?? [])];
}
