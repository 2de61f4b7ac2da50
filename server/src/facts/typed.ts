/** What people type goes through the same gate as what systems send: names have one form, text can be kept. */
import type { Fault } from '@warroom/protocol/events';
import { WarroomError } from '../errors.ts';
import { readName } from './name.ts';
import { whyNotText } from './text.ts';

/** `name`: has to say something where it is given; `text`: blank means that nothing was said. */
type Kind = 'name' | 'text';
const BLANK_TEXT = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/**
 * @param given the fields of a request; absent and null mean not given
 * @returns those given, as they count
 * @throws WarroomError REQUEST_INVALID with a fault for each field that cannot be taken
 */
export function readTyped<F extends string>(
  given: { readonly [P in F]?: string | null | undefined },
  kinds: Readonly<Record<F, Kind>>,
): { [P in F]?: string } {
  const read: { [P in F]?: string } = {};
  const faults: Fault[] = [];
  for (const [field, kind] of Object.entries(kinds) as [F, Kind][]) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    const result = kind === 'name' ? readTypedName(value) : readTypedText(value);
    if (typeof result !== 'string') faults.push({ line: 1, field, ...result });
    else if (result !== '') read[field] = result;
  }
  if (faults.length > 0)
    throw new WarroomError('REQUEST_INVALID', faults.map(({ field, reason }) => `${field} ${reason}`).join('; '), { faults });
  return read;
}

type Refusal = { reason: string };

function readTypedName(text: string): string | Refusal {
  const read = readName(text);
  if ('reason' in read) return read;
  return read.name === '' ? { reason: 'must not be blank' } : read.name;
}

function readTypedText(text: string): string | Refusal {
  const reason = whyNotText(text);
  if (reason !== null) return { reason };
  return BLANK_TEXT.test(text) ? '' : text;
}
