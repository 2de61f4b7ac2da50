/**
 * What the gate does with the fields of a value, derived once from its schema: optional fields that are null, and optional names that are
 * blank, go; names are put into their one form, instants have to exist. Whatever needs no change stays the same object.
 */
import type { Gate } from '@warroom/protocol/eventFields';
import type { Fault } from '@warroom/protocol/events';
import type { TSchema } from 'typebox';
import { readInstant, whyNotPlanned } from './instant.ts';
import { readName } from './name.ts';

/** @param path where the value stands in its event, empty for the event itself. @returns the value as it counts */
export type Pass = (value: unknown, path: string, refuse: (fault: Pick<Fault, 'field' | 'reason'>) => void) => unknown;

/** The parts of a JSON schema that matter here. */
interface Schema {
  gate?: Gate;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

/** Null where nothing in the schema concerns the gate. */
export function gateOf(schema: TSchema): Pass | null {
  return passOf(schema as Schema);
}

function passOf(schema: Schema): Pass | null {
  if (schema.gate === 'name') return passName;
  if (schema.gate === 'instant') return passInstant;
  if (schema.properties) return passObject(schema.properties, new Set(schema.required));
  if (schema.items) return passList(passOf(schema.items));
  // Each alternative looks at values of its own type only.
  const passes = (schema.anyOf ?? []).flatMap((choice) => passOf(choice) ?? []);
  const [first] = passes;
  if (passes.length <= 1) return first ?? null;
  return (value, path, refuse) => passes.reduce((passed, pass) => pass(passed, path, refuse), value);
}

const passName: Pass = (value, path, refuse) => {
  if (typeof value !== 'string') return value;
  const read = readName(value);
  if ('name' in read) return read.name;
  refuse({ field: path, reason: read.reason });
  return value;
};

/** A form that `Date.parse` reads otherwise, or not at all, is written as it reads it. */
const passInstant: Pass = (value, path, refuse) => {
  if (value === undefined) return value;
  const read = readInstant(value);
  const reason = 'reason' in read ? read.reason : whyNotPlanned(read.ms);
  if (reason !== null || 'reason' in read) {
    refuse({ field: path, reason: reason ?? '' });
    return value;
  }
  return typeof value === 'string' && Date.parse(value) !== read.ms ? new Date(read.ms).toISOString() : value;
};

function passObject(properties: Record<string, Schema>, required: ReadonlySet<string>): Pass {
  const fields = Object.entries(properties).map(([name, schema]) => ({ name, isOptional: !required.has(name), pass: passOf(schema) }));
  return (value, path, refuse) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const given = value as Record<string, unknown>;
    let passed = given;
    for (const { name, isOptional, pass } of fields) {
      if (!Object.hasOwn(given, name)) continue;
      const field = given[name];
      const isAbsent = field === null && isOptional;
      const passedField = isAbsent ? undefined : pass ? pass(field, path === '' ? name : `${path}.${name}`, refuse) : field;
      const next = isOptional && pass === passName && passedField === '' ? undefined : passedField;
      if (next === field) continue;
      if (passed === given) passed = { ...given };
      // Undefined rather than deleted: an object that loses a property is slow from then on, and JSON leaves both out.
      passed[name] = next;
    }
    return passed;
  };
}

function passList(pass: Pass | null): Pass | null {
  if (pass === null) return null;
  return (value, path, refuse) => {
    if (!Array.isArray(value)) return value;
    let passed: unknown[] = value;
    for (const [i, item] of value.entries()) {
      const next = pass(item, `${path}.${i}`, refuse);
      if (next === item) continue;
      if (passed === value) passed = [...value];
      passed[i] = next;
    }
    return passed;
  };
}
