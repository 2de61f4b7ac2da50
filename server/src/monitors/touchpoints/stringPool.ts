/** String interning: one object for each name, so that a month of reports does not hold a month of copies of `mail`. */
import { canonical } from './vocabulary.ts';

const MAX_STRINGS = 20_000;

export class StringPool {
  readonly #strings = new Map<string, string>();
  readonly #canonical = new Map<string, string>();

  /** {@link canonical}, remembered. */
  canonical(text: string | undefined): string {
    if (text === undefined || text === '') return '';
    const known = this.#canonical.get(text);
    if (known !== undefined) return known;
    if (this.#canonical.size >= MAX_STRINGS) this.#canonical.clear();
    const form = this.intern(canonical(text));
    this.#canonical.set(text, form);
    return form;
  }

  intern(text: string): string {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    if (this.#strings.size >= MAX_STRINGS) this.#strings.clear();
    this.#strings.set(text, text);
    return text;
  }
}
