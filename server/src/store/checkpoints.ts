/**
 * The newest few states of monitors and tail. A checkpoint is the same for every server of one code version, so the newest is
 * taken whoever wrote it. A state comes in pieces, a row each, as they are made; the last row says how many there are.
 */
import { randomUUID } from 'node:crypto';
import type { Store } from './client.ts';
import { sqlTime } from './sqlTime.ts';

/** A longer state is worked out from history instead: reading it would take as long. */
const MOST_PARTS = 4_096;
/** Partitions of ten minutes that are kept: at least ten minutes of checkpoints. */
const KEPT_PARTITIONS = 2;
/** A checkpoint that lies further in the future was taken by a clock that has been set back since. */
const AHEAD_MS = 2_000;
const PARTITION_MS = 600_000;
const COLUMNS = ['saved_at', 'code_version', 'state_version', 'server', 'part', 'parts', 'checkpoint_id', 'state'];

export interface CheckpointVersion {
  /** Of the server's code. */
  code: string;
  /** Of the states' shapes, made from each monitor's `stateVersion`. */
  state: string;
}

export interface Checkpoint {
  savedAtMs: number;
  server: string;
  /** Text, in order. */
  pieces: string[];
}

export class Checkpoints {
  readonly #store: Store;
  readonly #version: CheckpointVersion;

  constructor(store: Store, version: CheckpointVersion) {
    this.#store = store;
    this.#version = version;
  }

  /** Begins one that counts as soon as it is finished, and not before. */
  begin({ savedAtMs, server }: Omit<Checkpoint, 'pieces'>): { add(piece: string): Promise<void>; finish(): Promise<void> } {
    const id = randomUUID();
    let part = 0;
    const write = async (parts: number, piece: string) => {
      if (part >= MOST_PARTS) throw new RangeError(`a state of more than ${MOST_PARTS} pieces is too long for a checkpoint`);
      const row = [sqlTime(savedAtMs), this.#version.code, this.#version.state, server, part, parts, id, piece];
      part += 1;
      await this.#store.insert('state.checkpoint', 'checkpoints', COLUMNS, [JSON.stringify(row)]);
    };
    return {
      add: (piece) => write(0, piece),
      finish: async () => {
        await write(part + 1, '');
        await this.#dropOld(savedAtMs);
      },
    };
  }

  /** The newest whole checkpoint of this version that does not lie in the future, or null. @param nowMs by the store's clock */
  async load(nowMs: number): Promise<Checkpoint | null> {
    const table = this.#store.table('checkpoints');
    const params = { code: this.#version.code, state: this.#version.state, until: Math.floor(nowMs) + AHEAD_MS };
    const [newest] = await this.#store.query<[string, number, string, number]>(
      'state.checkpoint',
      `SELECT toString(checkpoint_id), toUnixTimestamp64Milli(max(saved_at)) AS ms, any(server), max(parts) AS of FROM ${table}
       WHERE code_version = {code:String} AND state_version = {state:String} AND saved_at <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
       GROUP BY checkpoint_id HAVING uniqExact(part) = of AND of > 0 AND of <= ${MOST_PARTS} ORDER BY ms DESC LIMIT 1`,
      { params },
    );
    if (!newest) return null;
    const [id, savedAtMs, server, parts] = newest;
    const pieces: string[] = [];
    for (let part = 0; part < parts; part++) {
      const [row] = await this.#store.query<[string]>(
        'state.checkpoint',
        `SELECT state FROM ${table} WHERE saved_at = fromUnixTimestamp64Milli(toInt64(${savedAtMs})) AND checkpoint_id = toUUID('${id}') AND part = ${part} LIMIT 1`,
      );
      // Dropped by another server meanwhile.
      if (!row) return null;
      pieces.push(row[0]);
    }
    return { savedAtMs, server, pieces };
  }

  /**
   * Drops whole partitions, which costs nothing; those of another version go with them once this version has filled two. Those of the
   * future go at once: they would be the newest until their time has come.
   */
  async #dropOld(nowMs: number): Promise<void> {
    const table = this.#store.table('checkpoints');
    const until = Math.floor(nowMs / PARTITION_MS) * PARTITION_MS + 2 * PARTITION_MS;
    await this.#drop(`saved_at >= fromUnixTimestamp64Milli(toInt64(${until}), 'UTC')`);
    const params = { code: this.#version.code, state: this.#version.state };
    const kept = await this.#store.query<[number]>(
      'state.checkpoint',
      `SELECT DISTINCT toUnixTimestamp(toStartOfTenMinutes(saved_at)) AS p FROM ${table}
       WHERE code_version = {code:String} AND state_version = {state:String} ORDER BY p DESC LIMIT ${KEPT_PARTITIONS}`,
      { params },
    );
    const oldest = kept.at(-1)?.[0];
    if (kept.length < KEPT_PARTITIONS || oldest === undefined) return;
    await this.#drop(`saved_at < fromUnixTimestamp(${oldest})`);
  }

  /** @param where holds for whole partitions or for none of their rows */
  async #drop(where: string): Promise<void> {
    const table = this.#store.table('checkpoints');
    const partitions = await this.#store.query<[string]>('state.checkpoint', `SELECT DISTINCT _partition_id FROM ${table} WHERE ${where}`);
    for (const [partition] of partitions)
      await this.#store.command('state.checkpoint', `ALTER TABLE ${table} DROP PARTITION ID '${partition}'`);
  }
}
