/** Errors on their way from one thread to another: cloning would lose their codes. */
import type { Fault } from '@warroom/protocol/events';
import { type ErrorCode, WarroomError } from '../errors.ts';

export interface PlainError {
  name: string;
  message: string;
  stack?: string | undefined;
  code?: string | undefined;
  /** Of an exception of the store. */
  type?: string | undefined;
  warroom?: { retryAfterSeconds?: number; faults?: readonly Fault[]; details?: Record<string, unknown> };
  cause?: PlainError | undefined;
}

/** Causes further down say nothing more. */
const MOST_CAUSES = 8;

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

export function plainError(error: unknown, depth = 0): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const { code, type } = error as { code?: unknown; type?: unknown };
  const cause = error.cause === undefined || depth >= MOST_CAUSES ? undefined : plainError(error.cause, depth + 1);
  const plain: PlainError = { name, message, stack, code: textOf(code), type: textOf(type), cause };
  if (!(error instanceof WarroomError)) return plain;
  const { retryAfterSeconds, faults, details } = error;
  return { ...plain, warroom: { ...(retryAfterSeconds && { retryAfterSeconds }), ...(faults && { faults }), ...(details && { details }) } };
}

export function readError(plain: PlainError): Error {
  const cause = plain.cause && readError(plain.cause);
  const error = plain.warroom
    ? new WarroomError(plain.code as ErrorCode, plain.message, { ...plain.warroom, cause })
    : new Error(plain.message, { cause });
  if (plain.stack !== undefined) error.stack = plain.stack;
  if (plain.warroom) return error;
  return Object.assign(
    error,
    { name: plain.name },
    plain.code === undefined ? {} : { code: plain.code },
    plain.type ? { type: plain.type } : {},
  );
}
