/** One schema for every setting, put together from the sections of the rooms; the documentation is made from it. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { AccessSection } from '../access/settings.ts';
import { AlertsSection } from '../alerts/settings.ts';
import { DemoSection } from '../demo/settings.ts';
import { DisplaySection } from '../http/displaySettings.ts';
import { ServerSection } from '../http/settings.ts';
import { MONITOR_SECTIONS, MonitorsSection } from '../monitors.ts';
import { closed } from '../settings.ts';
import { IngestSection, TailSection } from '../source/settings.ts';
import { StoreSection } from '../store/settings.ts';
import { StreamSection } from '../stream/settings.ts';

export const ConfigSchema = Type.Object(
  {
    server: ServerSection,
    store: StoreSection,
    tail: TailSection,
    ingest: IngestSection,
    monitors: MonitorsSection,
    ...MONITOR_SECTIONS,
    alerts: AlertsSection,
    stream: StreamSection,
    display: DisplaySection,
    demo: DemoSection,
    access: AccessSection,
  },
  closed,
);
export type Config = Static<typeof ConfigSchema>;

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

/** Settings that have moved: old path → new path. The old one still works, with a warning. */
export const RENAMED: Readonly<Record<string, string>> = { lead: 'lead-response', delivery: 'delivery-risk' };
