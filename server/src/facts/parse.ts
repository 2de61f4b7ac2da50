/**
 * The one gate for events: what the ingest API, the import and the tail let through is decided here, alike for all. A row
 * becomes a {@link Fact}, or a list of everything that is wrong with it.
 */

import { Instant } from '@warroom/protocol/eventFields';
import { DIMENSIONS, EVENT_DATA, EventEnvelope, type EventKind, type Fact, type Fault } from '@warroom/protocol/events';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { faultsOf, type SchemaError } from './faults.ts';
import { quote, readInstant, whyNotHappened, whyNotPlanned } from './instant.ts';
import { badText, mayHoldBadText, whyNotName } from './text.ts';

export interface ParseLimits {
  /** How far in the future `at` may lie. */
  maxFutureMs: number;
}

/** `dataText` is `data` as JSON text, as it goes into the table. */
export type Parsed = { fact: Fact; dataText: string } | { faults: Fault[] };

/** Longest `data` as JSON text, in UTF-16 code units: the longest free text with room around it. */
const MAX_DATA_LENGTH = 128 * 1024;
/** A row without an id gets this from many writers; taken as an id, all of them would count as one. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly SchemaError[];
}

const envelope = Compile(EventEnvelope) as unknown as Validator;
const byKind = new Map<string, { data: Validator; instants: readonly string[] }>(
  Object.entries(EVENT_DATA).map(([kind, schema]) => [
    kind,
    { data: Compile(schema as TSchema) as unknown as Validator, instants: instantFields(schema) },
  ]),
);

/** Fields of `data` that hold an instant, which the schema alone cannot check. */
function instantFields(schema: TSchema): string[] {
  const properties =
    (schema as { properties?: Record<string, { description?: string; anyOf?: { description?: string }[] }> }).properties ?? {};
  const isInstant = (field: { description?: string }) => field.description === (Instant as { description?: string }).description;
  return Object.entries(properties)
    .filter(([, field]) => isInstant(field) || field.anyOf?.some(isInstant))
    .map(([name]) => name);
}

/**
 * @param json one event as parsed JSON. @param line for the faults, 1-based. @param nowMs the present, for times in the future.
 * @param knownDataText the JSON text that `data` was parsed from, where at hand: saves making it again.
 */
export function parseEvent(json: unknown, line: number, nowMs: number, limits: ParseLimits, knownDataText?: string): Parsed {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { faults: [{ line, field: '', reason: 'must be an object: one event' }] };
  }
  const event = json as EventEnvelope;
  const faults: Fault[] = [];
  const fault = (field: string, reason: string) => faults.push({ line, field, reason });

  if (!envelope.Check(event)) faults.push(...faultsOf(envelope.Errors(event), line, '', event));
  const at = readInstant(event.at);
  if ('reason' in at) {
    if (event.at !== undefined) replaceFault(faults, { line, field: 'at', reason: at.reason });
  } else {
    const reason = whyNotHappened(at.ms, nowMs, limits.maxFutureMs);
    if (reason) fault('at', reason);
  }
  if (event.id === NIL_UUID) fault('id', 'is the nil UUID: every event needs an id of its own');
  for (const name of NAMES) {
    const value = event[name];
    if (typeof value !== 'string') continue;
    const reason = whyNotName(value);
    if (reason) fault(name, reason);
  }

  const known = typeof event.kind === 'string' ? byKind.get(event.kind) : undefined;
  if (!known && typeof event.kind === 'string' && event.kind.length <= 256) {
    fault('kind', `${quote(event.kind)} is not a kind of event that this server knows`);
  }
  const data: unknown = event.data;
  let dataText = knownDataText;
  if (Array.isArray(data)) fault('data', 'must be an object, is a list');
  else if (known && typeof data === 'object' && data !== null) {
    if (!known.data.Check(data)) faults.push(...faultsOf(known.data.Errors(data), line, 'data', data));
    for (const name of known.instants) checkPlanned(name, (data as Record<string, unknown>)[name], line, faults);
    try {
      dataText ??= JSON.stringify(data);
      if (dataText.length > MAX_DATA_LENGTH) {
        fault('data', `must not be longer than ${MAX_DATA_LENGTH} characters as JSON, has ${dataText.length}`);
      } else if (mayHoldBadText(dataText)) {
        const bad = badText(data, 'data');
        if (bad) fault(bad.field, bad.reason);
      }
    } catch (error) {
      // Lists within lists, tens of thousands deep, exhaust the call stack.
      if (!(error instanceof RangeError)) throw error;
      fault('data', 'is nested too deeply');
    }
  }
  if (faults.length > 0 || 'reason' in at || dataText === undefined) return { faults };

  const fact = {
    id: event.id.toLowerCase(),
    kind: event.kind as EventKind,
    atMs: at.ms,
    ingestedAtMs: nowMs,
    source: event.source,
    key: event.key,
    region: event.region || null,
    team: event.team || null,
    channel: event.channel || null,
    productLine: event.product_line || null,
    customerId: event.customer_id || null,
    repId: event.rep_id || null,
    data,
  } as Fact;
  return { fact, dataText };
}

const NAMES = ['source', 'key', ...DIMENSIONS] as const;

function checkPlanned(name: string, value: unknown, line: number, faults: Fault[]): void {
  if (value === undefined || value === null) return;
  const read = readInstant(value);
  const reason = 'reason' in read ? read.reason : whyNotPlanned(read.ms);
  if (reason) replaceFault(faults, { line, field: `data.${name}`, reason });
}

/** The clearer reason takes the place of the schema's for the same field. */
function replaceFault(faults: Fault[], fault: Fault): void {
  const index = faults.findIndex((other) => other.field === fault.field);
  if (index === -1) faults.push(fault);
  else faults[index] = fault;
}
