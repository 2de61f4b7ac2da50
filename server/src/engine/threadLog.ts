/** The engine's log lines, written by the gateway: one process writes one stream of lines. */
import type { Log } from '../log.ts';
import type { Calls } from './calls.ts';
import type { GatewayCalls } from './messages.ts';
import { plainError } from './plainError.ts';

type Level = keyof Log;

export function portLog(calls: Pick<Calls<GatewayCalls>, 'tell'>): Log {
  const write = (level: Level) => (fields: unknown, text?: string) => {
    const { err, ...rest } = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>;
    const error = err === undefined ? {} : { err: plainError(err) };
    calls.tell('log', level, JSON.parse(JSON.stringify({ ...rest, ...error })) as object, text ?? String(fields));
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
