/** Every error that leaves the server: a code, an HTTP status, whether the caller may try again. One registry. */
import type { Fault } from '@warroom/protocol/events';

const REGISTRY = {
  EVENTS_INVALID: { status: 400, retry: false },
  BODY_MALFORMED: { status: 400, retry: false },
  BODY_TOO_LARGE: { status: 413, retry: false },
  REQUEST_INVALID: { status: 400, retry: false },
  CONTENT_TYPE: { status: 415, retry: false },
  CONTENT_ENCODING: { status: 415, retry: false },
  ACCESS_MISSING: { status: 401, retry: false },
  ACCESS_DENIED: { status: 403, retry: false },
  ORIGIN_DENIED: { status: 403, retry: false },
  NOT_FOUND: { status: 404, retry: false },
  METHOD_NOT_ALLOWED: { status: 405, retry: false },
  ALERT_CONFLICT: { status: 409, retry: false },
  HOST_UNKNOWN: { status: 421, retry: false },
  UPGRADE_REQUIRED: { status: 426, retry: false },
  QUEUE_FULL: { status: 429, retry: true },
  BODIES_FULL: { status: 503, retry: true },
  STORE_DOWN: { status: 503, retry: true },
  STOPPING: { status: 503, retry: true },
  ENGINE_AWAY: { status: 503, retry: true },
  STORE_LOCKED: { status: 500, retry: false },
  CONFIG_INVALID: { status: 500, retry: false },
  INTERNAL: { status: 500, retry: true },
} as const;

export type ErrorCode = keyof typeof REGISTRY;

export class WarroomError extends Error {
  readonly code: ErrorCode;
  readonly statusCode: number;
  readonly retry: boolean;
  readonly retryAfterSeconds: number | undefined;
  /** For EVENTS_INVALID and REQUEST_INVALID: every fault found, not only the first. */
  readonly faults: readonly Fault[] | undefined;
  /** More that a program can act on, as the holder of an alert in ALERT_CONFLICT. */
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    extra: { retryAfterSeconds?: number; faults?: readonly Fault[]; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = 'WarroomError';
    this.code = code;
    this.statusCode = REGISTRY[code].status;
    this.retry = REGISTRY[code].retry;
    this.retryAfterSeconds = extra.retryAfterSeconds;
    this.faults = extra.faults;
    this.details = extra.details;
  }

  toJSON() {
    return {
      error: this.code,
      message: this.message,
      retry: this.retry,
      ...(this.faults ? { faults: this.faults } : {}),
      ...(this.details ? { details: this.details } : {}),
    };
  }
}
