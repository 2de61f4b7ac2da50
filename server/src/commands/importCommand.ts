/** `npm run import -- FILE [--map MAP] [--data DIR] [--config FILE] [--arrival at|now] [--partial]` */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Fault } from '@warroom/protocol/events';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config/config.ts';
import type { Config } from '../config/schema.ts';
import { WarroomError } from '../errors.ts';
import { readUtf8 } from '../facts/utf8.ts';
import { importFile } from '../source/importFile.ts';
import { encodingOf } from '../source/textFile.ts';
import { openStore, type Store } from '../store/client.ts';
import { migrate } from '../store/migrate.ts';
import { type Output, quietLog, terminal } from './output.ts';

const USAGE = `Usage: npm run import -- FILE [--map MAP] [options]
  FILE            .ndjson (lines are events, or any JSON with --map), .csv, .tsv, .parquet; compressed or not
  --map MAP       file with one SELECT over the table "input" that gives the columns of an event
  --data DIR      data directory of the embedded store (its server must be stopped); CLICKHOUSE_URL imports into a server
  --config FILE   configuration file
  --arrival at    rows arrive when they happened (default), so that history replays as it was; "now": at the import
  --encoding E    how a text file is written: utf-8 (default), gb18030, gbk, big5, utf-16 (found by its mark), utf-16le, utf-16be
  --delimiter D   between the columns of a CSV: "," (default), ";" or tab
  --partial       take the good rows although others are bad`;

/** Faults that are printed; of more only the number. */
const PRINTED_FAULTS = 100;

/** @param cwd where relative paths of the arguments start. @returns the exit code: 0 imported, 1 refused or failed, 2 wrong arguments. */
export async function main(args: readonly string[], cwd: string = process.cwd(), output: Output = terminal): Promise<number> {
  let file: string;
  let values: {
    map?: string;
    data?: string;
    config?: string;
    arrival?: string;
    encoding?: string;
    delimiter?: string;
    partial?: boolean;
    help?: boolean;
  };
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        map: { type: 'string' },
        data: { type: 'string' },
        config: { type: 'string' },
        arrival: { type: 'string' },
        encoding: { type: 'string' },
        delimiter: { type: 'string' },
        partial: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    values = parsed.values;
    if (values.help) {
      output.out(USAGE);
      return 0;
    }
    const [first, second] = parsed.positionals;
    if (first === undefined || second !== undefined) throw new Error('one FILE is needed');
    if (values.arrival !== undefined && !['at', 'now'].includes(values.arrival))
      throw new Error(`--arrival is at or now, not ${values.arrival}`);
    if (values.encoding !== undefined) encodingOf(values.encoding);
    if (values.delimiter !== undefined && delimiterOf(values.delimiter) === null)
      throw new Error(`--delimiter is one character or tab, not ${values.delimiter}`);
    file = path.resolve(cwd, first);
    for (const needed of [file, ...(values.map === undefined ? [] : [path.resolve(cwd, values.map)])]) {
      if (!existsSync(needed)) throw new Error(`${needed} does not exist`);
    }
  } catch (error) {
    output.error(`import: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  try {
    const config = loadConfig({
      file: values.config === undefined ? undefined : path.resolve(cwd, values.config),
      environment: process.env,
      warn: (text) => console.error(`import: ${text}`),
      flags: values.data === undefined ? {} : { 'store.dataDir': values.data && path.resolve(cwd, values.data) },
    });
    const map = values.map === undefined ? null : readMap(path.resolve(cwd, values.map));
    const written = {
      encoding: values.encoding ?? null,
      delimiter: values.delimiter === undefined ? null : delimiterOf(values.delimiter),
    };
    return await run(config, { file, map, ...written }, values.arrival === 'now' ? 'now' : 'at', values.partial ?? false, output);
  } catch (error) {
    if (!(error instanceof WarroomError)) throw error;
    output.error(`import: ${error.message}`);
    return 1;
  }
}

/** `tab`, or the one character that it is; null where it is none. */
function delimiterOf(text: string): string | null {
  if (text === 'tab' || text === '\\t') return '\t';
  return /^[\t!-~]$/.test(text) ? text : null;
}

function readMap(file: string): string {
  const read = readUtf8(readFileSync(file));
  if ('text' in read) return read.text;
  throw new WarroomError('REQUEST_INVALID', `${file}, line ${read.line}: ${read.reason} A map is UTF-8`);
}

async function run(
  config: Config,
  { file, map, encoding, delimiter }: { file: string; map: string | null; encoding: string | null; delimiter: string | null },
  arrival: 'at' | 'now',
  partial: boolean,
  output: Output,
): Promise<number> {
  const store = await openStore(config.store, quietLog);
  let reading: LocalEngine | null = null;
  try {
    await migrate(store, config.store, quietLog);
    if (map !== null && !store.embedded) reading = await openLocalEngine(config);
    let faults = 0;
    const onFault = (fault: Fault) => {
      faults++;
      if (faults <= PRINTED_FAULTS) output.error(`line ${fault.line}: ${fault.field === '' ? '' : `${fault.field} `}${fault.reason}`);
    };
    const engine = reading?.store ?? store;
    const { maxFutureMs } = config.ingest;
    const result = await importFile({
      store,
      file,
      map,
      encoding,
      delimiter,
      engine,
      arrival,
      partial,
      limits: { maxFutureMs },
      nowMs: systemClock.now(),
      onFault,
    });
    if (faults > PRINTED_FAULTS) output.error(`… and ${faults - PRINTED_FAULTS} more`);
    if (result.rejected > 0 && !partial) {
      output.error(`import: ${result.rejected} of ${result.read} rows are bad: nothing was imported (--partial takes the good ones)`);
      return 1;
    }
    if (result.mended > 0)
      output.out(`${result.mended} rows that a wrong encoding had ruined were taken out, and the file's took their place`);
    output.out(`imported ${result.imported} of ${result.read} rows, ${result.skipped} were there already, ${result.rejected} are bad`);
    return 0;
  } finally {
    await reading?.close();
    await store.close();
  }
}

interface LocalEngine {
  store: Store;
  close(): Promise<void>;
}

/** The embedded engine in a directory that goes away: reads files for a store that is elsewhere. */
async function openLocalEngine(config: Config): Promise<LocalEngine> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'warroom-import-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const settings = { ...config.store, url: '', dataDir };
    const store = await openStore(settings, quietLog);
    await store.command('ingest.import-read', `CREATE DATABASE IF NOT EXISTS \`${settings.database}\``);
    return {
      store,
      async close() {
        await store.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
