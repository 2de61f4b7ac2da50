/** SQL for chance that comes out alike at every run: hashes of seed, day, number and purpose. Each row has its `number`. */

export interface Chance {
  /** Even in (0, 1). */
  unit(purpose: string, ...more: string[]): string;
  /** One of a list of texts, all as likely. */
  pick(purpose: string, from: readonly string[]): string;
  /** Log-normal, in the unit of `median`. */
  logNormal(purpose: string, median: string | number, sigma: string | number, ...more: string[]): string;
  /** UUID of the row's `step`-th event. */
  uuid(step: string): string;
}

export const quoted = (text: string) => `'${text}'`;

export function chanceOf(seed: number, entity: string, day: number): Chance {
  const hash = (purpose: string, more: readonly string[]) =>
    `cityHash64(${[String(seed), quoted(entity), String(day), 'number', quoted(purpose), ...more].join(', ')})`;
  const unit = (purpose: string, ...more: string[]) => `((${hash(purpose, more)} % 4294967296 + 0.5) / 4294967296)`;
  return {
    unit,
    pick: (purpose, from) => `[${from.map(quoted).join(', ')}][1 + ${hash(purpose, [])} % ${from.length}]`,
    logNormal: (purpose, median, sigma, ...more) =>
      // Box and Muller 1958.
      `(${median} * exp(${sigma} * sqrt(-2 * log(${unit(`${purpose} a`, ...more)})) * cos(2 * pi() * ${unit(`${purpose} b`, ...more)})))`,
    uuid: (step) => `reinterpretAsUUID(sipHash128(${seed}, ${quoted(entity)}, ${day}, number, ${step}))`,
  };
}
