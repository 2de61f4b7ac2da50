/** What the engine's thread and the gateway's say to each other: plain data. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { AnyRow, Topic } from '@warroom/protocol/board';
import type { Mode } from '@warroom/protocol/system';
import type { AlertCommand } from '../alerts/commands.ts';
import type { AlertFilter } from '../alerts/filter.ts';
import type { AlertPage, AlertPageQuery } from '../alerts/listing.ts';
import type { Config } from '../config/schema.ts';
import type { DeskAnswer } from '../live/alertDesk.ts';
import type { Observed } from '../observe/metrics.ts';
import type { QueryOptions, StorePart } from '../store/client.ts';

/** What an engine is begun with. */
export interface EngineData {
  config: Config;
  /** Name of this server in the log of alerts. */
  server: string;
  version: string;
  isDemo: boolean;
  /** By how much this machine's time of day is to be taken for later than it is. */
  machineAheadMs: number;
  store: { embedded: boolean; database: string; where: string };
  /** `resume`: from the newest checkpoint, and live as soon as it has caught up. `beside`: from history, silent until it is opened. */
  begins: 'resume' | 'beside';
}

/** What is known of the gateway's side. */
export interface GatewayState {
  connections: number;
  /** Since when the store refuses writes, epoch ms; null while it takes them. */
  writesRefusedSinceMs: number | null;
}

export interface EngineState {
  isStoreUp: boolean;
  isCaughtUp: boolean;
  degraded: string[];
  mode: Mode;
  lateEvents: number;
  rejectedEvents: number;
  /** Changes of alerts that the store does not have yet. */
  alertsWaiting: number;
  tailLagSeconds: number;
  /** The longest turn of its loop within the last minute. */
  longestTurnSeconds: number;
}

/** Rows of one topic that changed. */
export interface TopicChanges {
  topic: Topic;
  up: [key: string, row: AnyRow][];
  rm: string[];
}

export interface BoardChanges {
  /** `begin`: from here on every row comes once more. `end`: rows that did not come since are gone. */
  whole?: 'begin' | 'end';
  topics: TopicChanges[];
  /** To be sent on at once. */
  urgent: Topic[];
}

/** Served by the engine. */
export type EngineCalls = {
  /** Resolves when it has begun to read. Rejects where it cannot begin. */
  start(): Promise<void>;
  /** An engine beside begins to speak: it reads what the log has by now, and takes over. */
  open(): Promise<void>;
  /** Another has taken over: brings to its end what is under way. */
  retire(): Promise<void>;
  /** Reads what the log has by now. */
  readLog(): Promise<void>;
  /** Retires, with a last checkpoint. */
  stop(): Promise<void>;
  /** Reads and writes nothing more of what it knows. */
  forget(): Promise<void>;
  goDark(): void;
  /** Rows have been written. */
  wake(): void;
  gateway(state: GatewayState): void;
  act(command: AlertCommand): Promise<DeskAnswer>;
  page(query: AlertPageQuery): AlertPage;
  openIds(filter: AlertFilter): string[];
  find(alertId: string): { row: AlertRow; log: readonly AlertLogRow[] } | null;
};

/** Served by the gateway. */
export type GatewayCalls = {
  query(part: StorePart, sql: string, options?: QueryOptions): Promise<unknown[][]>;
  columns(part: StorePart, sql: string, options?: QueryOptions): Promise<Uint8Array<ArrayBuffer>>;
  insert(part: StorePart, table: string, columns: readonly string[], rows: readonly string[]): Promise<void>;
  command(part: StorePart, sql: string): Promise<void>;
  board(changes: BoardChanges): void;
  state(state: EngineState): void;
  observed(seen: Observed): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', fields: object, text: string): void;
  /** Caught up for the first time. */
  ready(): void;
  /** What it knows may not be what the store has: history is to be read beside it. */
  stale(reason: string): void;
};
