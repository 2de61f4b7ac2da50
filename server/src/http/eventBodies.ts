/** The body of a request becomes events, or faults by line: a turn of the event loop at a time, long ones one after another. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Fault } from '@warroom/protocol/events';
import { type ParseLimits, parseEvent } from '../facts/parse.ts';
import { parseBody } from '../facts/parseBody.ts';
import type { QueuedEvent } from '../source/ingestQueue.ts';

/** Faults listed in one answer; a body that is refused as a whole is read no further, of others only the number of more is told. */
const MAX_FAULTS = 1_000;
/** Events checked in one turn of the event loop: a few milliseconds. */
const EVENTS_PER_TURN = 1_000;
/** UTF-16 code units from which on a body is read after the others of its kind, not beside them: as objects it takes many times its size. */
const LONG_BODY = 256 * 1024;

/** One after another, in order. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

export interface ReadBody {
  events: QueuedEvent[];
  /** At most {@link MAX_FAULTS}. */
  faults: Fault[];
  moreFaults: number;
  /** Events that are not valid, of those looked at. */
  rejected: number;
  /** The first row that nobody looked at any more; null when all were. */
  uncheckedFrom: number | null;
}

export interface BodyFormat {
  format: 'json' | 'ndjson';
  /** Read on after a fault: the valid events count by themselves. */
  partial: boolean;
  /** The present, for times in the future. */
  nowMs: number;
}

export class EventBodies {
  readonly #limits: ParseLimits;
  readonly #long = new Turns();

  constructor(limits: ParseLimits) {
    this.#limits = limits;
  }

  /** @throws WarroomError BODY_MALFORMED, BODY_TOO_LARGE */
  read(body: string, how: BodyFormat): Promise<ReadBody> {
    const read = () => readEvents(body, how, this.#limits);
    return body.length > LONG_BODY ? this.#long.run(read) : read();
  }
}

async function readEvents(body: string, { format, partial, nowMs }: BodyFormat, limits: ParseLimits): Promise<ReadBody> {
  const result: ReadBody = { events: [], faults: [], moreFaults: 0, rejected: 0, uncheckedFrom: null };
  const brief = { ...limits, brief: true };
  let rows = 0;
  for (const row of parseBody(body, format)) {
    const room = MAX_FAULTS - result.faults.length;
    if (room === 0 && !partial) {
      result.uncheckedFrom = row.line;
      break;
    }
    if (rows++ % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await nextTurn();
    const parsed = 'fault' in row ? { faults: [row.fault] } : parseEvent(row.json, row.line, nowMs, room > 0 ? limits : brief);
    if ('fact' in parsed) {
      result.events.push(parsed);
      continue;
    }
    result.rejected++;
    result.faults.push(...parsed.faults.slice(0, room));
    result.moreFaults += Math.max(0, parsed.faults.length - room);
  }
  return result;
}
