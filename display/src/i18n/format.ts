/** Figures, durations and times as people of a language write them. Times stand in the viewer's own zone. */
import type { Locale } from './messages.ts';

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const known = cache.get(key) as T | undefined;
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

/** What stands where a figure is not known. */
export const UNKNOWN = '–';

export function formatCount(value: number, locale: Locale): string {
  return cached(`n${locale}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })).format(value);
}

/** Where there is little room: no grouping, and short from ten thousand up: `9999`, `1.2万`, `12K`. */
export function formatShort(value: number, locale: Locale): string {
  const [name, notation] = value < 10_000 ? ['s', 'standard' as const] : ['k', 'compact' as const];
  return cached(
    `${name}${locale}`,
    () => new Intl.NumberFormat(locale, { notation, maximumSignificantDigits: notation === 'compact' ? 2 : 4, useGrouping: false }),
  ).format(value);
}

/** A rate of 0–1 as whole per cent. Rounds down: 79.9 % has not reached a target of 80 %. */
export function formatRate(rate: number | null | undefined, locale: Locale): string {
  if (rate === null || rate === undefined) return UNKNOWN;
  // The tiny addend undoes binary fractions such as 0.29 · 100 = 28.999….
  const floored = Math.floor(rate * 100 + 1e-9) / 100;
  return cached(`p${locale}`, () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })).format(floored);
}

export function formatMoney(value: number, locale: Locale): string {
  return cached(
    `m${locale}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'CNY',
        currencyDisplay: 'narrowSymbol',
        notation: 'compact',
        maximumFractionDigits: 1,
      }),
  ).format(value);
}

/** `42 秒` / `42 s`; one decimal under ten seconds. */
export function formatSeconds(seconds: number | null | undefined, locale: Locale): string {
  return seconds === null || seconds === undefined ? UNKNOWN : `${formatFigure(seconds, locale)}\u2009${locale === 'zh-CN' ? '秒' : 's'}`;
}

const UNITS = [
  { seconds: 86_400, 'zh-CN': '天', en: 'd' },
  { seconds: 3_600, 'zh-CN': '小时', en: 'h' },
  { seconds: 60, 'zh-CN': '分钟', en: 'min' },
  { seconds: 1, 'zh-CN': '秒', en: 's' },
] as const;

/** `15 分钟`, `2 小时 5 分钟`, `3 d`: the two largest units, the second only where it is not nought. */
export function formatDuration(seconds: number | null | undefined, locale: Locale, most = 2): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return UNKNOWN;
  let left = Math.max(0, Math.round(seconds));
  const first = Math.max(
    0,
    UNITS.findIndex((unit) => left >= unit.seconds),
  );
  const parts: string[] = [];
  for (const unit of left === 0 ? UNITS.slice(-1) : UNITS.slice(first, first + most)) {
    const whole = Math.floor(left / unit.seconds);
    left -= whole * unit.seconds;
    if (whole > 0 || parts.length === 0) parts.push(`${formatCount(whole, locale)}\u2009${unit[locale]}`);
  }
  return parts.join(' ');
}

/** The bare number of {@link formatSeconds}, where the unit stands elsewhere. */
export function formatFigure(value: number | null | undefined, locale: Locale): string {
  if (value === null || value === undefined) return UNKNOWN;
  const digits = value < 10 ? 1 : 0;
  return cached(`f${locale}${digits}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })).format(value);
}

/** A running age as a stopwatch shows it: `0:42`, `1:42`, `1:02:42`. Counts whole seconds passed. */
export function formatAge(ageMs: number): string {
  const total = Math.max(0, Math.floor(ageMs / 1_000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3_600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** Hour, minute, second, in 24 hours. */
export function formatClock(atMs: number, locale: Locale): string {
  return cached(
    `c${locale}`,
    () => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
  ).format(atMs);
}

export function formatDate(atMs: number, locale: Locale): string {
  return cached(`d${locale}`, () => new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', weekday: 'short' })).format(atMs);
}

/** Day and time of day, to the minute: `3月20日 14:05`. */
export function formatMoment(atMs: number, locale: Locale): string {
  if (!Number.isFinite(atMs)) return UNKNOWN;
  return cached(
    `t${locale}`,
    () => new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  ).format(atMs);
}

/** The day alone, shorter than {@link formatDate}: `3月20日`. */
export function formatDay(atMs: number, locale: Locale): string {
  if (!Number.isFinite(atMs)) return UNKNOWN;
  return cached(`y${locale}`, () => new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' })).format(atMs);
}
