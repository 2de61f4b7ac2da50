/** A file read by the engine's own readers and turned into events by one SELECT of the operator's. */
import { randomBytes } from 'node:crypto';
import { WarroomError } from '../errors.ts';
import type { Store } from './client.ts';
import { sqlText } from './sqlText.ts';

const ROWS_PER_PAGE = 5_000;

/** Formats of the engine by the ending of the file's name; `.gz`, `.zst` … after it are unpacked by the engine. */
const FORMATS: Record<string, { format: string; headerLines: number }> = {
  csv: { format: 'CSVWithNames', headerLines: 1 },
  tsv: { format: 'TSVWithNames', headerLines: 1 },
  ndjson: { format: 'JSONEachRow', headerLines: 0 },
  jsonl: { format: 'JSONEachRow', headerLines: 0 },
  json: { format: 'JSONEachRow', headerLines: 0 },
  parquet: { format: 'Parquet', headerLines: 0 },
};

/**
 * Rows in the order of the file. Columns of CSV and TSV are text, whatever they look like: guessed types lose leading zeros, shift local
 * times, and break where row 30,000 looks different from the first.
 */
const READING = [
  'max_threads = 1',
  'input_format_parallel_parsing = 0',
  'input_format_csv_use_best_effort_in_schema_inference = 0',
  'input_format_tsv_use_best_effort_in_schema_inference = 0',
  'input_format_try_infer_datetimes = 0',
  'input_format_try_infer_dates = 0',
].join(', ');

/** Otherwise blanks at the ends of a column are passed over, and with them columns that are empty. */
const TABS = ', input_format_csv_allow_whitespace_or_tab_as_delimiter = 1';

/**
 * The events that `map` makes of the file. In `map` the table `input` has the file's columns and `_line`; a column `line` of the
 * result says where in the file an event comes from, otherwise events are counted. Members of `data` that are null are left out.
 * @param engine a store whose engine runs on this machine. @param file absolute path. @param delimiter of a CSV's columns; null for a comma. @param shown the file's name in messages.
 * @throws WarroomError REQUEST_INVALID when the file's kind is unknown or the SELECT does not run.
 */
export async function* readMapped(
  engine: Store,
  file: string,
  map: string,
  delimiter: string | null = null,
  shown = file,
): AsyncGenerator<{ line: number; json: unknown }> {
  const ending = /\.(\w+)(?:\.(?:gz|zst|xz|bz2|lz4))?$/.exec(file)?.[1]?.toLowerCase() ?? '';
  const known = FORMATS[ending];
  if (!known) throw new WarroomError('REQUEST_INVALID', `${file}: not one of .${Object.keys(FORMATS).join(', .')} (compressed or not)`);
  const name = `import_input_${randomBytes(6).toString('hex')}`;
  const table = engine.table(name);
  const select = map.trim().replace(/;\s*$/, '');
  try {
    await engine.command(
      'ingest.import-read',
      `CREATE TABLE ${table} ENGINE = MergeTree ORDER BY _n SETTINGS allow_nullable_key = 1 AS
       WITH input AS (SELECT rowNumberInAllBlocks() + ${known.headerLines + 1} AS _line, * FROM file(${sqlText(file)}, '${known.format}'))
       SELECT rowNumberInAllBlocks() AS _n, * FROM (${select}\n)
       SETTINGS ${READING}${delimiter === null ? '' : `, format_csv_delimiter = ${sqlText(delimiter)}${delimiter === '\t' ? TABS : ''}`}`,
    );
  } catch (error) {
    throw new WarroomError('REQUEST_INVALID', `${shown} cannot be read with this map: ${(error as Error).message}`, { cause: error });
  }
  try {
    const named = await engine.query<[string]>(
      'ingest.import-read',
      `SELECT name FROM system.columns WHERE database = '${engine.database}' AND table = '${name}' ORDER BY position`,
    );
    const columns = named.map((row) => row[0]);
    for (let start = 0; ; start += ROWS_PER_PAGE) {
      const rows = await engine.query<unknown[]>(
        'ingest.import-read',
        `SELECT * FROM ${table} WHERE _n >= ${start} AND _n < ${start + ROWS_PER_PAGE} ORDER BY _n`,
        { settings: { date_time_output_format: 'iso', output_format_json_quote_decimals: 0 } },
      );
      if (rows.length === 0) return;
      for (const [index, row] of rows.entries()) yield toEvent(columns, row, start + index + 1);
    }
  } finally {
    await engine.command('ingest.import-read', `DROP TABLE IF EXISTS ${table}`);
  }
}

function toEvent(columns: readonly string[], row: readonly unknown[], position: number): { line: number; json: unknown } {
  const event: Record<string, unknown> = {};
  let line = position;
  for (const [index, name] of columns.entries()) {
    if (name === 'line') line = Number(row[index]);
    else if (name !== '_n') event[name] = row[index];
  }
  if (typeof event.data === 'string') {
    try {
      event.data = JSON.parse(event.data === '' ? '{}' : event.data);
    } catch {
      // Left as text: the schema says what is wrong with it.
    }
  }
  if (typeof event.data === 'object' && event.data !== null && !Array.isArray(event.data)) {
    event.data = Object.fromEntries(Object.entries(event.data).filter(([, value]) => value !== null));
  }
  return { line, json: event };
}
