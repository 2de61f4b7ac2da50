/**
 * The one gate for events: what the ingest API, the import and the tail let through is decided here, alike for all. A row
 * becomes a {@link Fact}, or a list of everything that is wrong with it.
 */

import { EVENT_DATA, EventEnvelope, type EventKind, type Fact, type Fault } from '@warroom/protocol/events';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { bounded, faultsOf, type SchemaError } from './faults.ts';
import { gateOf, type Pass } from './gate.ts';
import { quote, readInstant, whyNotHappened } from './instant.ts';
import { badText, mayHoldBadText } from './text.ts';

export interface ParseLimits {
  /** How far in the future `at` may lie. */
  maxFutureMs: number;
  /** Only whether an event is valid: what is wrong with it is left out, which is most of the work. */
  brief?: boolean;
}

/** `dataText` is `data` as JSON text, as it goes into the table. */
export type Parsed = { fact: Fact; dataText: string } | { faults: Fault[] };

/** Longest `data` as JSON text, in UTF-16 code units: the longest free text with room around it. */
export const MAX_DATA_LENGTH = 128 * 1024;
/** A row without an id gets this from many writers; taken as an id, all of them would count as one. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly SchemaError[];
}

const envelope = Compile(EventEnvelope) as unknown as Validator;
const { at: _at, data: _data, ...named } = EventEnvelope.properties;
/** The envelope's names; `at` and `data` have rules of their own. */
const passEnvelope = gateOf(Type.Object(named)) as Pass;
const byKind = new Map<string, { data: Validator; pass: Pass | null }>(
  Object.entries(EVENT_DATA).map(([kind, schema]) => [
    kind,
    { data: Compile(schema as TSchema) as unknown as Validator, pass: gateOf(schema) },
  ]),
);

/**
 * @param json one event as parsed JSON. @param line for the faults, 1-based. @param nowMs the present, for times in the future.
 * @param knownDataText the JSON text that `data` was parsed from, where at hand: saves making it again.
 */
export function parseEvent(json: unknown, line: number, nowMs: number, limits: ParseLimits, knownDataText?: string): Parsed {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { faults: [{ line, field: '', reason: 'must be an object: one event' }] };
  }
  const faults: Fault[] = [];
  const fault = (field: string, reason: string) => faults.push({ line, field, reason });
  const event = passEnvelope(json, '', ({ field, reason }) => fault(field, reason)) as EventEnvelope;

  if (!envelope.Check(event)) {
    if (limits.brief) return { faults: [{ line, field: '', reason: 'is not valid' }] };
    faults.push(...faultsOf(envelope.Errors(event), line, '', event).filter(isNewIn(faults)));
  }
  const at = readInstant(event.at);
  if ('reason' in at) {
    if (event.at !== undefined) replaceFault(faults, { line, field: 'at', reason: at.reason });
  } else {
    const reason = whyNotHappened(at.ms, nowMs, limits.maxFutureMs);
    if (reason) fault('at', reason);
  }
  if (event.id === NIL_UUID) fault('id', 'is the nil UUID: every event needs an id of its own');
  const known = typeof event.kind === 'string' ? byKind.get(event.kind) : undefined;
  if (!known && typeof event.kind === 'string' && event.kind.length <= 256) {
    fault('kind', `${quote(event.kind)} is not a kind of event that this server knows`);
  }
  let data: unknown = event.data;
  let dataText = knownDataText;
  if (Array.isArray(data)) fault('data', 'must be an object, is a list');
  else if (known && typeof data === 'object' && data !== null) {
    const passed = known.pass?.(data, 'data', ({ field, reason }) => fault(field, reason)) ?? data;
    if (passed !== data) dataText = undefined;
    data = passed;
    if (!known.data.Check(data)) {
      if (limits.brief) return { faults: [{ line, field: 'data', reason: 'is not valid' }] };
      faults.push(...faultsOf(known.data.Errors(data), line, 'data', data).filter(isNewIn(faults)));
    }
    try {
      dataText ??= JSON.stringify(data);
      if (dataText.length > MAX_DATA_LENGTH) {
        fault('data', `must not be longer than ${MAX_DATA_LENGTH} characters as JSON, has ${dataText.length}`);
      } else if (mayHoldBadText(dataText)) {
        const bad = badText(data, 'data');
        if (bad && isNewIn(faults)(bad)) fault(bad.field, bad.reason);
      }
    } catch (error) {
      // Lists within lists, tens of thousands deep, exhaust the call stack.
      if (!(error instanceof RangeError)) throw error;
      fault('data', 'is nested too deeply');
    }
  }
  if (faults.length > 0 || 'reason' in at || dataText === undefined) return { faults: bounded(faults) };

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

/** The gate's reason is clearer than the schema's for the same field. */
const isNewIn = (faults: readonly Fault[]) => {
  const known = new Set(faults.map(({ field }) => field));
  return ({ field }: { field: string }) => !known.has(field);
};

/** The clearer reason takes the place of the schema's for the same field. */
function replaceFault(faults: Fault[], fault: Fault): void {
  const index = faults.findIndex((other) => other.field === fault.field);
  if (index === -1) faults.push(fault);
  else faults[index] = fault;
}
