/** Schema errors in words that the author of a feed can act on: one fault per field. */
import type { Fault } from '@warroom/protocol/events';
import { quote } from './instant.ts';
import { cut } from './text.ts';

/** As typebox reports it. */
export interface SchemaError {
  keyword: string;
  instancePath: string;
  params: object;
  message: string;
}

const TYPE_NAMES: Record<string, string> = {
  string: 'text',
  null: 'null',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

/** Of one row: who mends these sees the rest at the next try. */
const MAX_FAULTS_OF_ROW = 20;
const MAX_FIELD_LENGTH = 256;
const MAX_REASON_LENGTH = 512;

/** Faults as they are kept and told: a row of a megabyte has none of a megabyte. */
export function bounded(faults: readonly Fault[]): Fault[] {
  return faults.slice(0, MAX_FAULTS_OF_ROW).map(({ line, field, reason }) => ({
    line,
    field: field.length > MAX_FIELD_LENGTH ? `${cut(field, MAX_FIELD_LENGTH)}…` : field,
    reason: reason.length > MAX_REASON_LENGTH ? `${cut(reason, MAX_REASON_LENGTH)}…` : reason,
  }));
}

/** `/data/route/0` → `data.route.0`. */
function fieldOf(prefix: string, instancePath: string): string {
  const inner = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  return prefix === '' ? inner : inner === '' ? prefix : `${prefix}.${inner}`;
}

/** @param prefix where in the event the schema stands: `''` or `data`. @param value what was checked, to quote from. */
export function faultsOf(errors: readonly SchemaError[], line: number, prefix: string, value: unknown): Fault[] {
  const byPath = new Map<string, SchemaError[]>();
  for (const error of errors) {
    const list = byPath.get(error.instancePath);
    if (list) list.push(error);
    else byPath.set(error.instancePath, [error]);
  }
  const faults: Fault[] = [];
  for (const [path, list] of byPath) {
    const missing = list.find((error) => error.keyword === 'required')?.params as { requiredProperties?: string[] } | undefined;
    for (const name of missing?.requiredProperties ?? []) {
      faults.push({ line, field: fieldOf(prefix, `${path}/${name}`), reason: 'is missing' });
    }
    const reason = reasonOf(list.filter((error) => error.keyword !== 'required' && error.keyword !== 'anyOf'));
    if (reason) faults.push({ line, field: fieldOf(prefix, path), reason: `${reason}${found(valueAt(value, path))}` });
  }
  return faults;
}

/** The alternatives of one field, joined: "must be text or null". A broken limit says more than the type beside it. */
function reasonOf(errors: readonly SchemaError[]): string | null {
  const limit = errors.find((error) => error.keyword !== 'type' && error.keyword !== 'const');
  if (limit) return limitReason(limit);
  const allowed = errors
    .filter((error) => error.keyword === 'const')
    .map((error) => (error.params as { allowedValue: unknown }).allowedValue);
  if (allowed.length > 0) return `must be one of ${allowed.join(', ')}`;
  const types = errors.map((error) => String((error.params as { type?: unknown }).type));
  return types.length === 0 ? null : `must be ${[...new Set(types)].map((type) => TYPE_NAMES[type] ?? type).join(' or ')}`;
}

function limitReason({ keyword, params, message }: SchemaError): string {
  const { limit, format } = params as { limit?: number; format?: string };
  switch (keyword) {
    case 'minLength':
      return 'must not be empty';
    case 'maxLength':
      return `must not be longer than ${limit} characters`;
    case 'minimum':
      return `must be ${limit} or more`;
    case 'maximum':
      return `must be ${limit} or less`;
    case 'maxItems':
      return `must not have more than ${limit} entries`;
    case 'format':
      return `must be a ${format === 'uuid' ? 'UUID' : format}`;
    default:
      return message;
  }
}

function valueAt(value: unknown, path: string): unknown {
  let node = value;
  for (const part of path.split('/').slice(1)) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = (node as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return node;
}

function found(value: unknown): string {
  if (typeof value === 'string') return value.length > 200 ? `, has ${value.length}` : `, is ${quote(value)}`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return `, is ${value}`;
  if (Array.isArray(value)) return ', is a list';
  return typeof value === 'object' ? ', is an object' : '';
}
