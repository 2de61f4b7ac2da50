/** Instants as they come from outside: ISO 8601 with a zone, or epoch milliseconds. */
import { cut } from './text.ts';

/** Before this no sales system had a believable clock; 1970 is a missing or misread time. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** The latest a plan or promise may lie. */
export const LATEST_MS = Date.UTC(2200, 0, 1);

const ISO = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d\d(?::?\d\d)?)?$/;
const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;

export type ReadInstant = { ms: number } | { reason: string };

/** `2024-03-01T09:00:00.123456+08:00` or `1709254800123`; digits beyond milliseconds are cut. */
export function readInstant(value: unknown): ReadInstant {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { ms: value } : { reason: 'must be ISO 8601 with zone, or whole epoch milliseconds' };
  }
  if (typeof value !== 'string') return { reason: 'must be ISO 8601 with zone, or epoch milliseconds' };
  const match = ISO.exec(value);
  if (!match) {
    if (DATE_ONLY.test(value)) return { reason: `${value} is a date without a time and a zone: write ${value}T00:00:00+08:00` };
    if (/^\d+$/.test(value)) return { reason: 'epoch milliseconds must be a number, not text' };
    return { reason: `${quote(value)} is not ISO 8601, as 2024-03-01T09:00:00+08:00` };
  }
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match;
  if (zone === undefined) return { reason: `${value} has no zone: end it with Z or an offset as +08:00` };
  const offsetMs = zone === 'Z' || zone === 'z' ? 0 : readOffsetMs(zone);
  const parts = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const;
  const midnightMs = Date.UTC(parts[0], parts[1] - 1, parts[2]);
  const wrong = whatIsWrong(parts, midnightMs) ?? (offsetMs === null ? `no place has the offset ${zone}` : null);
  if (wrong !== null || offsetMs === null) return { reason: `${value} is not a date and time that exists: ${wrong}` };
  const timeMs = (parts[3] * 60 + parts[4]) * 60_000 + parts[5] * 1_000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  return { ms: midnightMs + timeMs - offsetMs };
}

function whatIsWrong([, month, day, hour, minute, second]: readonly number[], midnightMs: number): string | null {
  const is = (name: string, number = 0) => `there is no ${name} ${String(number).padStart(2, '0')}`;
  if (month === undefined || month < 1 || month > 12) return is('month', month);
  // A day that the month does not have is counted on into the next one.
  if (new Date(midnightMs).getUTCDate() !== day) return is('day', day);
  if (hour === undefined || hour > 23) return hour === 24 ? 'midnight is 00:00 of the next day' : is('hour', hour);
  if (minute === undefined || minute > 59) return is('minute', minute);
  if (second === undefined || second > 59) return second === 60 ? 'leap seconds are not counted, write 59' : is('second', second);
  return null;
}

function readOffsetMs(zone: string): number | null {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours * 60 + minutes > 14 * 60 || minutes > 59) return null;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Why `ms` cannot be when a fact happened; null when it can. */
export function whyNotHappened(ms: number, nowMs: number, maxFutureMs: number): string | null {
  if (ms < EARLIEST_MS)
    return `${show(ms)} is before 2000-01-01${looksLikeSeconds(ms) ? ': epoch seconds where milliseconds are meant?' : ''}`;
  if (ms > nowMs + maxFutureMs) {
    return `${show(ms)} is more than ${Math.round(maxFutureMs / 3_600_000)} h in the future${ms > 1e14 ? ': epoch microseconds where milliseconds are meant?' : ''}`;
  }
  return null;
}

/** Why `ms` cannot be a promised or planned instant; null when it can. */
export function whyNotPlanned(ms: number): string | null {
  if (ms < EARLIEST_MS)
    return `${show(ms)} is before 2000-01-01${looksLikeSeconds(ms) ? ': epoch seconds where milliseconds are meant?' : ''}`;
  return ms > LATEST_MS ? `${show(ms)} is after 2200-01-01` : null;
}

const looksLikeSeconds = (ms: number) => ms >= EARLIEST_MS / 1_000 && ms <= LATEST_MS / 1_000;

function show(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}

/** For a message: no longer than a line, nothing that a terminal would act on. */
export function quote(text: string, maxLength = 60): string {
  return JSON.stringify(text.length > maxLength ? `${cut(text, maxLength)}…` : text);
}
