/** What went wrong at the store, in the words of the error registry: may the caller try again, and what should be done? */
import { WarroomError } from '../errors.ts';

/**
 * Exceptions of the engine that pass by themselves: the query is right, the store cannot serve it now. Numbers as in
 * ClickHouse's `src/Common/ErrorCodes.cpp`.
 */
const PASSING = new Map<string, string>([
  ['159', 'TIMEOUT_EXCEEDED'],
  ['164', 'READONLY'],
  ['202', 'TOO_MANY_SIMULTANEOUS_QUERIES'],
  ['203', 'NO_FREE_CONNECTION'],
  ['209', 'SOCKET_TIMEOUT'],
  ['210', 'NETWORK_ERROR'],
  ['225', 'NO_ZOOKEEPER'],
  ['236', 'ABORTED'],
  ['241', 'MEMORY_LIMIT_EXCEEDED'],
  ['242', 'TABLE_IS_READ_ONLY'],
  ['243', 'NOT_ENOUGH_SPACE'],
  ['252', 'TOO_MANY_PARTS'],
  ['279', 'ALL_CONNECTION_TRIES_FAILED'],
  ['285', 'TOO_FEW_LIVE_REPLICAS'],
  ['286', 'UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE'],
  ['319', 'UNKNOWN_STATUS_OF_INSERT'],
  ['394', 'QUERY_WAS_CANCELLED'],
  ['425', 'SYSTEM_ERROR'],
  ['439', 'CANNOT_SCHEDULE_TASK'],
  ['999', 'KEEPER_EXCEPTION'],
]);

/** What the operating system refuses in the middle of a write comes under many codes: the disk full, read-only, over its quota. */
const NO_WRITING = /errno: (?:28|30|122)\b|No space left on device|Read-only file system|Disk quota exceeded/;

/** More than the question allowed for: smaller ones may be answered. */
const TOO_MUCH = new Set(['241', '396']);

const ACCESS = new Set(['192', '193', '194', '497', '516']);

/** Seconds a client is asked to wait before it tries again, while the store is away. */
export const STORE_RETRY_SECONDS = 2;

/** The reason at the bottom of a chain of causes: `connect ECONNREFUSED 127.0.0.1:8123` instead of an empty aggregate. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return (error.message || code || error.name).split('\n')[0]?.slice(0, 300) ?? '';
}

/** What the engine itself said. By shape: the embedded engine's client carries a class of its own for it. */
function engineError(error: unknown): { code: string; name: string } | null {
  if (!(error instanceof Error)) return null;
  const { code, type } = error as { code?: unknown; type?: unknown };
  return typeof code === 'string' && /^\d+$/.test(code) ? { code, name: typeof type === 'string' ? type : code } : null;
}

/** Whether an answer was refused for its size, or for the memory that it would take: TOO_MANY_ROWS_OR_BYTES, MEMORY_LIMIT_EXCEEDED. */
export function isTooMuch(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (TOO_MUCH.has(engineError(cause)?.code ?? '')) return true;
  return false;
}

/** @param where the store's address or directory, without credentials. @param part which part of the server asked. */
export function storeError(error: unknown, where: string, part: string, embedded: boolean): WarroomError {
  if (error instanceof WarroomError) return error;
  const engine = engineError(error);
  if (engine) {
    const { code, name } = engine;
    if (ACCESS.has(code)) {
      return new WarroomError(
        'CONFIG_INVALID',
        `${where} refuses the user: ${reasonOf(error)} (${name}). Check store.user, CLICKHOUSE_PASSWORD and the user's grants.`,
        { cause: error },
      );
    }
    if (PASSING.has(code) || NO_WRITING.test((error as Error).message)) {
      return new WarroomError('STORE_DOWN', `${where} cannot serve ${part} at the moment: ${reasonOf(error)} (${name})`, {
        retryAfterSeconds: STORE_RETRY_SECONDS,
        cause: error,
      });
    }
    return new WarroomError('INTERNAL', `query of ${part} failed: ${reasonOf(error)} (${name})`, { cause: error });
  }
  if (embedded) return new WarroomError('INTERNAL', `embedded engine, ${part}: ${reasonOf(error)}`, { cause: error });
  return new WarroomError(
    'STORE_DOWN',
    `${where} does not answer (${reasonOf(error)}). Check that ClickHouse runs there, and store.url or CLICKHOUSE_URL.`,
    { retryAfterSeconds: STORE_RETRY_SECONDS, cause: error },
  );
}
