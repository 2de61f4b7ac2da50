/** A file of history into the store: read, checked row by row at the same gate as every other event, moved over in order of arrival. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Fault } from '@warroom/protocol/events';
import { WarroomError } from '../errors.ts';
import { readInstant, whyNotHappened } from '../facts/instant.ts';
import { type ParseLimits, parseEvent } from '../facts/parse.ts';
import { parseBody } from '../facts/parseBody.ts';
import type { Store } from '../store/client.ts';
import { eventInsertRow } from '../store/eventRows.ts';
import { ImportStaging } from '../store/importStaging.ts';
import { readMapped } from '../store/mappedInput.ts';
import { encodingOf, isPlainUtf8, textLines, writeUtf8 } from './textFile.ts';

const ROWS_PER_INSERT = 2_000;

export interface ImportOptions {
  store: Store;
  /** Absolute path. */
  file: string;
  /** One SELECT over `input`; null for NDJSON whose lines are events already. */
  map: string | null;
  /** How the file is written, as `gb18030`; null finds out UTF-16 by its mark and takes UTF-8 otherwise. */
  encoding: string | null;
  /** Between the columns of a CSV; null for a comma. */
  delimiter: string | null;
  /** An engine on this machine that reads the file for the map: the store itself where it is embedded. */
  engine: Store;
  /** at: each event arrives when it happened (or at its `ingested_at`, where the row has one), so that history replays as it was. */
  arrival: 'at' | 'now';
  /** Take the good rows although others are bad. */
  partial: boolean;
  limits: ParseLimits;
  nowMs: number;
  /** Called for every fault, in order. */
  onFault: (fault: Fault) => void;
  onProgress?: (progress: { checked: number; imported: number }) => void;
}

export interface ImportResult {
  /** Rows of the file, or of the map's result. */
  read: number;
  imported: number;
  /** Good rows whose id the store had before, or that came twice. */
  skipped: number;
  /** Rows of the store that an earlier import or writer had ruined by a wrong encoding; those of the file took their place. */
  mended: number;
  /** Bad rows. */
  rejected: number;
}

/**
 * Nothing is imported when a row is bad, unless `partial`. Importing the same file again imports nothing.
 * @throws WarroomError REQUEST_INVALID for a file or map that cannot be read, STORE_DOWN.
 */
export async function importFile(options: ImportOptions): Promise<ImportResult> {
  const { store, arrival, partial, limits, nowMs, onFault, onProgress = () => {} } = options;
  const staging = await ImportStaging.create(store);
  try {
    const result: ImportResult = { read: 0, imported: 0, skipped: 0, mended: 0, rejected: 0 };
    let batch: string[] = [];
    const flush = async () => {
      await staging.add(batch);
      batch = [];
      onProgress({ checked: result.read, imported: 0 });
    };
    for await (const { line, json, fault } of readEvents(options)) {
      result.read++;
      const row = fault ? { faults: [fault] } : checkRow(json, line, nowMs, limits);
      if ('faults' in row) {
        result.rejected++;
        for (const found of row.faults) onFault(found);
      } else if (result.rejected === 0 || partial) {
        batch.push(row.text);
        if (batch.length >= ROWS_PER_INSERT) await flush();
      }
    }
    if (result.rejected > 0 && !partial) return result;
    await flush();
    const moved = await staging.move(arrival === 'now' ? 'now' : 'own', (imported) => onProgress({ checked: result.read, imported }));
    return { ...result, imported: moved.inserted, skipped: moved.skipped, mended: moved.mended };
  } finally {
    await staging.drop();
  }
}

/** The row for the staging table; its time of arrival is checked like any other. */
function checkRow(json: unknown, line: number, nowMs: number, limits: ParseLimits): { text: string } | { faults: Fault[] } {
  const parsed = parseEvent(json, line, nowMs, limits);
  if ('faults' in parsed) return parsed;
  const given = (json as { ingested_at?: unknown }).ingested_at;
  let arrivalMs = parsed.fact.atMs;
  if (given !== undefined && given !== null) {
    const read = readInstant(given);
    const reason = 'reason' in read ? read.reason : whyNotHappened(read.ms, nowMs, limits.maxFutureMs);
    if (reason !== null || 'reason' in read) return { faults: [{ line, field: 'ingested_at', reason: reason ?? '' }] };
    arrivalMs = read.ms;
  }
  return { text: eventInsertRow(parsed.fact, parsed.dataText, arrivalMs) };
}

interface ReadEvent {
  line: number;
  json?: unknown;
  /** The line cannot be read at all. */
  fault?: Fault;
}

/** Files that are text, as far as this process can read them; others are the engine's. */
const TEXT = /\.(csv|tsv|ndjson|jsonl|json)(\.gz)?$/i;

async function* readEvents({ file, map, engine, encoding: given, delimiter }: ImportOptions): AsyncGenerator<ReadEvent> {
  const encoding = given === null ? null : encodingOf(given);
  if (map !== null) {
    if (!TEXT.test(file)) {
      if (encoding !== null) throw new WarroomError('REQUEST_INVALID', `${file}: --encoding is for text, unpacked or .gz`);
      yield* readMapped(engine, file, map, delimiter);
    } else if (await isPlainUtf8(file, encoding)) yield* readMapped(engine, file, map, delimiter);
    else {
      const directory = mkdtempSync(path.join(tmpdir(), 'warroom-text-'));
      try {
        const copy = path.join(directory, path.basename(file).replace(/\.gz$/i, ''));
        await writeUtf8(file, encoding, copy);
        yield* readMapped(engine, copy, map, delimiter, file);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    }
    return;
  }
  if (!/\.(ndjson|jsonl|json)(\.gz)?$/i.test(file)) {
    throw new WarroomError('REQUEST_INVALID', `${file}: only NDJSON whose lines are events can do without --map`);
  }
  let line = 0;
  for await (const text of textLines(file, encoding)) {
    line++;
    if (text.trim() === '') continue;
    yield readLine(text, line);
  }
}

function readLine(text: string, line: number): ReadEvent {
  try {
    const [row] = parseBody(text, 'ndjson');
    return row && 'fault' in row ? { line, fault: { ...row.fault, line } } : { line, json: row?.json };
  } catch (error) {
    const fault = (error as WarroomError).faults?.[0];
    if (!fault) throw error;
    return { line, fault: { ...fault, line } };
  }
}
