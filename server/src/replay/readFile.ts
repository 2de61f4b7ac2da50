/** Events of an NDJSON file as facts in order of arrival. */
import type { Fact, Fault } from '@warroom/protocol/events';
import { readInstant } from '../facts/instant.ts';
import { parseEvent } from '../facts/parse.ts';
import { encodingOf, textLines } from '../source/textFile.ts';

export interface ReadFile {
  /** By (ingestedAtMs, id), each id once. */
  facts: Fact[];
  duplicates: number;
}

/** A file of history is not held against today's clock. */
const NO_PRESENT_MS = 8_640_000_000_000_000;

/**
 * A row arrives at its `ingested_at` where it has one, at its `at` otherwise. `onFault` is told of rows that cannot
 * be read. Of two rows with one id the first to arrive counts.
 */
export async function readEventsFile(file: string, encoding: string | null, onFault: (fault: Fault) => void): Promise<ReadFile> {
  const facts: Fact[] = [];
  let line = 0;
  for await (const text of textLines(file, encoding === null ? null : encodingOf(encoding))) {
    line += 1;
    if (text.trim() === '') continue;
    let json: { ingested_at?: unknown };
    try {
      json = JSON.parse(text) as typeof json;
    } catch (error) {
      onFault({ line, field: '', reason: `is not JSON: ${(error as Error).message}` });
      continue;
    }
    const parsed = parseEvent(json, line, NO_PRESENT_MS, { maxFutureMs: 0 });
    if ('faults' in parsed) {
      for (const fault of parsed.faults) onFault(fault);
      continue;
    }
    const { fact } = parsed;
    fact.ingestedAtMs = fact.atMs;
    if (json.ingested_at !== undefined && json.ingested_at !== null) {
      const arrival = readInstant(json.ingested_at);
      if ('reason' in arrival) {
        onFault({ line, field: 'ingested_at', reason: arrival.reason });
        continue;
      }
      fact.ingestedAtMs = arrival.ms;
    }
    facts.push(fact);
  }
  facts.sort(byArrival);
  const seen = new Set<string>();
  const once = facts.filter((fact) => !seen.has(fact.id) && seen.add(fact.id));
  return { facts: once, duplicates: facts.length - once.length };
}

export function byArrival(a: Fact, b: Fact): number {
  return a.ingestedAtMs - b.ingestedAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
