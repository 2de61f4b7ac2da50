/** Epoch milliseconds, their spans, and how they are written. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Epoch milliseconds of a time inside `data`: ISO 8601 with zone or epoch milliseconds; null where it is neither. */
export function instantMs(value: unknown): number | null {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? ms : null;
}

const TWO = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
/** The days named last, by where they fall: rows name a few dozen of them over and over. */
const days = Array.from({ length: 256 }, () => ({ day: Number.NaN, text: '' }));

/** `Date.toISOString`, of which the day is looked up: rows and alerts are mostly instants. */
export function iso(ms: number): string {
  const whole = Math.trunc(ms);
  const day = Math.floor(whole / DAY_MS);
  const slot = days[day & 255];
  if (!slot || !Number.isFinite(ms)) return new Date(ms).toISOString();
  if (slot.day !== day) {
    slot.text = new Date(day * DAY_MS).toISOString().slice(0, -13);
    slot.day = day;
  }
  const inDay = whole - day * DAY_MS;
  const minutes = Math.floor(inDay / MINUTE_MS);
  const millis = inDay % 1_000;
  const seconds = Math.floor((inDay % MINUTE_MS) / 1_000);
  return `${slot.text}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds]}.${Math.floor(millis / 100)}${TWO[millis % 100]}Z`;
}
