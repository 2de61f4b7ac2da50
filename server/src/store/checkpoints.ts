/**
 * The newest few states of monitors and tail. A checkpoint is the same for every server of one code version, so the newest is
 * taken whoever wrote it. A state comes in pieces, a row each, as they are made; the last row says how many there are.
 */
import { randomUUID } from 'node:crypto';
import type { Store } from './client.ts';
import { sqlTime } from './sqlTime.ts';

/** A longer state is worked out from history instead: reading it would take as long. */
const MOST_PARTS = 4_096;
/** Checkpoints of a version that are kept. */
const KEPT = 3;
/** Another version may still be running, and another server writing, for so long. */
const OLD_MS = 600_000;
/** Saved later than this by another server's reading of the clock, it was taken under one that has been set back since. */
const FUTURE_MS = 60_000;
/** A checkpoint that lies further in the future was taken by a clock that has been set back since. */
const AHEAD_MS = 2_000;
/** Pieces of one insert. */
const INSERT_PIECES = 8;
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
    let rows: string[] = [];
    const add = (parts: number, piece: string) => {
      if (part >= MOST_PARTS) throw new RangeError(`a state of more than ${MOST_PARTS} pieces is too long for a checkpoint`);
      rows.push(JSON.stringify([sqlTime(savedAtMs), this.#version.code, this.#version.state, server, part, parts, id, piece]));
      part += 1;
    };
    const write = async () => {
      const written = rows;
      rows = [];
      await this.#store.insert('state.checkpoint', 'checkpoints', COLUMNS, written);
    };
    return {
      add: async (piece) => {
        add(0, piece);
        if (rows.length >= INSERT_PIECES) await write();
      },
      finish: async () => {
        await write();
        // On its own, after all the others: a store that tears an insert apart must not show a whole that is none.
        add(part + 1, '');
        await write();
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
   * Drops what no start goes on from: all but the newest few of this version, what was cut off, and what is of another version and old. Those of
   * the future go at once: they would be the newest until their time has come.
   */
  async #dropOld(nowMs: number): Promise<void> {
    const table = this.#store.table('checkpoints');
    const params = { code: this.#version.code, state: this.#version.state };
    const found = await this.#store.query<[string, number, number, number]>(
      'state.checkpoint',
      `SELECT _partition_id, toUnixTimestamp64Milli(max(saved_at)) AS ms, max(code_version = {code:String} AND state_version = {state:String}), max(parts) > 0
       FROM ${table} GROUP BY _partition_id ORDER BY ms DESC, _partition_id`,
      { params },
    );
    let kept = 0;
    for (const [partition, savedAtMs, isOwn, isWhole] of found) {
      const isOld = savedAtMs < nowMs - OLD_MS;
      const isSpare = isOwn && isWhole ? ++kept > KEPT : isOld;
      if (savedAtMs > nowMs + FUTURE_MS || isSpare)
        await this.#store.command('state.checkpoint', `ALTER TABLE ${table} DROP PARTITION ID '${partition}'`);
    }
  }
}
