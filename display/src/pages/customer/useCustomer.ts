/** The customer on the page: asked for every few seconds, and at once when one of its alerts comes or changes. */

import type { AlertRow } from '@warroom/protocol/alert';
import type { CustomerHistory, CustomerNow } from '@warroom/protocol/api/customer';
import { customerOf } from '@warroom/protocol/customerOf';
import { computed, type Ref, shallowRef, watch } from 'vue';
import { useBoard } from '../../stores/board.ts';
import { useClock } from '../../stores/clock.ts';
import type { CustomerApi, Failure } from './customerApi.ts';

/** Between two looks at the board, and at the store. */
export const LIVE_EVERY_MS = 5_000;
export const HISTORY_EVERY_MS = 60_000;
/** Older than this, what is shown as of now is not known to be true. */
export const OLD_MS = 3 * LIVE_EVERY_MS;

/** Changes whenever an alert of the customer comes, changes or goes. */
export function alertsMark(rows: ReadonlyMap<string, AlertRow>, customerId: string): string {
  const marks: string[] = [];
  for (const [id, row] of rows) if (customerOf(row) === customerId) marks.push(`${id}@${row.version}`);
  return marks.sort().join(' ');
}

export function useCustomer(customerId: Ref<string>, api: CustomerApi) {
  const board = useBoard();
  const clock = useClock();
  const now = shallowRef<CustomerNow | null>(null);
  const history = shallowRef<CustomerHistory | null>(null);
  /** Why the latest look at the board, or at the store, brought nothing; null when it did. */
  const liveFailure = shallowRef<Failure | null>(null);
  const historyFailure = shallowRef<Failure | null>(null);
  const historyAtMs = shallowRef<number | null>(null);
  let liveAskedMs = Number.NEGATIVE_INFINITY;
  let historyAskedMs = Number.NEGATIVE_INFINITY;
  /** Answers to an earlier question about another customer are dropped. */
  let visit = 0;
  let asking = { live: false, whole: false };

  async function askLive(): Promise<void> {
    if (asking.live) return;
    const mine = visit;
    const flags = asking;
    flags.live = true;
    liveAskedMs = clock.nowMs;
    const answer = await api.live(customerId.value);
    flags.live = false;
    if (mine !== visit) return;
    liveFailure.value = answer.type === 'done' ? null : answer;
    if (answer.type === 'done') take(answer.body);
  }

  async function askWhole(): Promise<void> {
    if (asking.whole) return;
    const mine = visit;
    const flags = asking;
    flags.whole = true;
    historyAskedMs = clock.nowMs;
    const answer = await api.whole(customerId.value);
    flags.whole = false;
    if (mine !== visit) return;
    historyFailure.value = answer.type === 'done' ? null : answer;
    if (answer.type !== 'done') return;
    const { history: told, ...live } = answer.body;
    history.value = told;
    historyAtMs.value = Date.parse(live.at);
    liveFailure.value = null;
    take(live);
  }

  /** Two questions may be answered in the other order: the newer picture stays. */
  function take(next: CustomerNow): void {
    if (now.value === null || next.at >= now.value.at) now.value = next;
  }

  function look(): void {
    if (clock.nowMs - historyAskedMs >= HISTORY_EVERY_MS) void askWhole();
    if (clock.nowMs - liveAskedMs >= LIVE_EVERY_MS) void askLive();
  }

  function again(): void {
    historyAskedMs = liveAskedMs = Number.NEGATIVE_INFINITY;
    look();
  }

  watch(
    customerId,
    () => {
      visit += 1;
      asking = { live: false, whole: false };
      now.value = history.value = null;
      liveFailure.value = historyFailure.value = null;
      historyAtMs.value = null;
      again();
    },
    { immediate: true },
  );
  watch(() => clock.nowMs, look);
  watch(
    () => alertsMark(board.rows('alerts'), customerId.value),
    () => {
      liveAskedMs = Number.NEGATIVE_INFINITY;
      look();
    },
  );

  const liveAgeMs = computed(() => (now.value === null ? null : Math.max(0, clock.nowMs - Date.parse(now.value.at))));
  return {
    now,
    history,
    liveFailure,
    historyFailure,
    liveAgeMs,
    historyAgeMs: computed(() => (historyAtMs.value === null ? null : Math.max(0, clock.nowMs - historyAtMs.value))),
    /** The picture is too old to be taken for the present. */
    old: computed(() => liveAgeMs.value !== null && liveAgeMs.value > OLD_MS),
    /** Asks again now. */
    again,
  };
}
