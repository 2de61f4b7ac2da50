/**
 * The time zone as the IANA database names it, in its own spelling; null for what is no zone of it, offsets such as `+08:00` included: they
 * have no rules, and the store knows them not.
 */
export function timeZoneNamed(text: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
