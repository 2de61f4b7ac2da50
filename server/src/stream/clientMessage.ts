import type { ClientMessage } from '@warroom/protocol/wire';
import { Acknowledge, Hello, Subscribe, Unsubscribe } from '@warroom/protocol/wire';
import { Compile } from 'typebox/compile';

/** By `t`, so that a fault names the field that is wrong and not every message that it might have been. */
const VALIDATORS = { hello: Compile(Hello), sub: Compile(Subscribe), unsub: Compile(Unsubscribe), ack: Compile(Acknowledge) };

/** @returns the message, or what is wrong with it in a sentence that may be told to the client */
export function readClientMessage(text: string): { message: ClientMessage } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'not JSON' };
  }
  const t = typeof value === 'object' && value !== null && 't' in value ? value.t : undefined;
  if (typeof t !== 'string' || !Object.hasOwn(VALIDATORS, t)) return { fault: `t must be one of ${Object.keys(VALIDATORS).join(', ')}` };
  const validator = VALIDATORS[t as keyof typeof VALIDATORS];
  if (validator.Check(value)) return { message: value };
  const [first] = validator.Errors(value);
  return { fault: `${t}${(first?.instancePath ?? '').replaceAll('/', '.').slice(0, 120)} ${first?.message ?? 'is not valid'}` };
}
