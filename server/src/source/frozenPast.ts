/** The check of the past in which nothing is expected to change: only what lies in new or vanished parts of the table is compared. */
import type { EventReads } from '../store/eventReads.ts';
import type { DigestBook } from './digestBook.ts';

/** A changed past is read anew when nobody writes there any more, or after this many checks. */
const CHECKS_BEFORE_REBUILD = 6;

export class FrozenPast {
  readonly #reads: EventReads;
  #changed: { signature: string; checks: number } | null = null;

  constructor(reads: EventReads) {
    this.#reads = reads;
  }

  /** What differed before does not matter any more. */
  forget(): void {
    this.#changed = null;
  }

  /** @param fromMs what arrived before is not compared. @returns `unsettled` while it differs but has not come to rest yet */
  async check(book: DigestBook, fromMs: number): Promise<'same' | 'unsettled' | 'changed'> {
    if (fromMs >= book.frozenUntilMs) return 'same';
    // Before the digests: what is written in between is in a part of another name the next time.
    const parts = await this.#reads.parts(fromMs);
    const differing: unknown[] = [];
    for (const stretch of book.toCompare(parts, fromMs)) {
      const store = await this.#reads.bySpan(stretch.spanMs, stretch.fromMs, stretch.untilMs);
      if (book.differsIn(stretch, store)) differing.push(stretch, store);
    }
    if (differing.length === 0) {
      this.#changed = null;
      book.compared(parts, fromMs);
      return 'same';
    }
    const signature = JSON.stringify(differing);
    const checks = (this.#changed?.checks ?? 0) + 1;
    const atRest = this.#changed?.signature === signature;
    this.#changed = { signature, checks };
    return atRest || checks >= CHECKS_BEFORE_REBUILD ? 'changed' : 'unsettled';
  }
}
