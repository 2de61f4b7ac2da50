/** Whether a step's name holds any of the given parts, in whatever case: how settings say which steps produce or purchase. */
export const namesAny = (step: string, parts: readonly string[]): boolean => {
  const lower = step.toLowerCase();
  return parts.some((part) => lower.includes(part.toLowerCase()));
};

const MAX_KNOWN = 10_000;

/** {@link namesAny} for one list of parts, asked again and again of a few hundred names. */
export class StepNames {
  readonly #parts: readonly string[];
  readonly #known = new Map<string, boolean>();

  constructor(parts: readonly string[]) {
    this.#parts = parts;
  }

  has(step: string): boolean {
    let found = this.#known.get(step);
    if (found === undefined) {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      found = namesAny(step, this.#parts);
      this.#known.set(step, found);
    }
    return found;
  }
}
