/** Instants as text, kept: breakers change at full hours only, so the same few instants are written thousands of times. */
const MOST_KEPT = 1_000;
const written = new Map<number, string>();

export function iso(ms: number): string {
  let text = written.get(ms);
  if (text === undefined) {
    text = new Date(ms).toISOString();
    if (written.size > MOST_KEPT) written.clear();
    written.set(ms, text);
  }
  return text;
}
