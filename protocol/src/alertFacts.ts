/** Reading the facts of an alert: a fact that is empty or of another type is not known. */
import type { AlertFacts } from './alert.ts';

export function factText(facts: AlertFacts, name: string): string | null {
  const value = facts[name];
  return value === null || value === undefined || value === '' ? null : String(value);
}

export function factNumber(facts: AlertFacts, name: string): number | null {
  const value = facts[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
