/** The ids that were added last: two generations, the older of which is dropped when the younger is full. */
export class RecentIds {
  readonly #generationSize: number;
  #young = new Set<string>();
  #old = new Set<string>();

  /** @param capacity how many ids are remembered at least half of, at most all. */
  constructor(capacity: number) {
    this.#generationSize = Math.max(1, Math.floor(capacity / 2));
  }

  has(id: string): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }

  add(id: string): void {
    this.#young.add(id);
    if (this.#young.size >= this.#generationSize) {
      this.#old = this.#young;
      this.#young = new Set();
    }
  }
}
