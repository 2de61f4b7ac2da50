/** `npm run replay -- --events FILE.ndjson | --store [DIR|URL] [--from T] [--until T] [--config F] [--topics a,b] --out DIR` */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isTopic, TOPIC_NAMES, type Topic } from '@warroom/protocol/board';
import type { Fact, Fault } from '@warroom/protocol/events';
import { loadConfig } from '../config/config.ts';
import type { Config } from '../config/schema.ts';
import { WarroomError } from '../errors.ts';
import { readInstant } from '../facts/instant.ts';
import { FaultFile } from '../replay/faultFile.ts';
import { readEventsFile } from '../replay/readFile.ts';
import { readStoredFacts } from '../replay/readStore.ts';
import { logText, replay, topicText } from '../replay/replay.ts';

export const USAGE = `usage: npm run replay -- --events FILE.ndjson --out DIR
   or: npm run replay -- --store [DIR or http://…] --out DIR

  --from T     leave changes of alerts before T out of alert_log.ndjson (rows before T still count)
  --until T    stop the clock at T (default: the last arrival)
  --config F   configuration file, as for the server
  --encoding E how the file is written: utf-8 (default), gb18030, utf-16, …
  --topics a,b only these board topics (default: all)
  --out DIR    where <topic>.json and alert_log.ndjson are written
T is ISO 8601 with zone, as 2026-03-01T09:00:00+08:00.
`;

/** Faults listed on the console; the rest stand in the file. */
const SHOWN_FAULTS = 20;

/** @returns the exit code: 0 done, 1 failed, 2 called wrongly */
export async function replayCommand(args: string[], cwd: string): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args, cwd);
  } catch (error) {
    console.error(`replay: ${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  try {
    const startedMs = performance.now();
    await mkdir(options.out, { recursive: true });
    const faults = new FaultFile(path.join(options.out, 'rejected.ndjson'), SHOWN_FAULTS);
    const run = async () => {
      const { facts, duplicates } = await open(options, (fault) => faults.add(fault));
      return { result: await replay({ ...options, facts }), duplicates };
    };
    const { result, duplicates } = await run().finally(() => faults.close());
    const seconds = (performance.now() - startedMs) / 1_000;
    for (const topic of options.topics) await writeFile(path.join(options.out, `${topic}.json`), topicText(result.board, topic));
    await writeFile(path.join(options.out, 'alert_log.ndjson'), logText(result.log));
    for (const fault of faults.first) console.error(`line ${fault.line}: ${fault.field || 'the row'} ${fault.reason}`);
    if (faults.faults > SHOWN_FAULTS) console.error(`… and ${faults.faults - SHOWN_FAULTS} more faults: see rejected.ndjson`);
    const ended = result.endedAtMs === null ? 'no rows' : `the clock stands at ${new Date(result.endedAtMs).toISOString()}`;
    console.error(
      `replay: ${result.applied} events in ${seconds.toFixed(1)} s, ${duplicates()} doubles skipped, ${faults.rows} rows refused, ` +
        `${result.log.length} changes of alerts; ${ended}`,
    );
    return 0;
  } catch (error) {
    console.error(
      `replay: ${error instanceof WarroomError ? error.message : (error as NodeJS.ErrnoException).code === 'ENOENT' ? (error as Error).message : (error as Error).stack}`,
    );
    return 1;
  }
}

interface Options {
  events: string | undefined;
  encoding: string | null;
  config: Config;
  fromMs: number | undefined;
  untilMs: number | undefined;
  topics: readonly Topic[];
  out: string;
}

async function open(
  { events, encoding, config, untilMs }: Options,
  onFault: (fault: Fault) => void,
): Promise<{ facts: Iterable<Fact> | AsyncIterable<readonly Fact[]>; duplicates: () => number }> {
  if (events === undefined) return readStoredFacts(config, untilMs, onFault);
  const file = await readEventsFile(events, encoding, onFault);
  return { facts: file.facts, duplicates: () => file.duplicates };
}

function readOptions(args: string[], cwd: string): Options {
  // `--store` may stand alone; parseArgs knows no option with an optional value.
  const at = args.indexOf('--store');
  const normal = at !== -1 && (args[at + 1] === undefined || args[at + 1]?.startsWith('--')) ? args.with(at, '--store=') : args;
  const { values } = parseArgs({
    args: normal,
    options: {
      events: { type: 'string' },
      store: { type: 'string' },
      from: { type: 'string' },
      until: { type: 'string' },
      config: { type: 'string' },
      topics: { type: 'string' },
      encoding: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (values.out === undefined) throw new Error('--out DIR is missing');
  if ((values.events === undefined) === (values.store === undefined)) throw new Error('give either --events FILE or --store');
  const instant = (name: 'from' | 'until') => {
    const text = values[name];
    if (text === undefined) return undefined;
    const read = readInstant(text);
    if ('reason' in read) throw new Error(`--${name}: ${read.reason}`);
    return read.ms;
  };
  const topics = values.topics?.split(',').map((name) => {
    if (!isTopic(name)) throw new Error(`--topics: no such topic: ${name}; there are ${TOPIC_NAMES.join(', ')}`);
    return name;
  });
  const flags: Record<string, unknown> = {};
  if (values.store?.includes('://')) flags['store.url'] = values.store;
  else if (values.store) flags['store.dataDir'] = path.resolve(cwd, values.store);
  const config = loadConfig({
    file: values.config && path.resolve(cwd, values.config),
    flags,
    environment: process.env,
    warn: (text) => console.error(`replay: ${text}`),
  });
  return {
    encoding: values.encoding ?? null,
    events: values.events && path.resolve(cwd, values.events),
    config,
    fromMs: instant('from'),
    untilMs: instant('until'),
    topics: topics ?? TOPIC_NAMES,
    out: path.resolve(cwd, values.out),
  };
}
