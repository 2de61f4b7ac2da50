/** The alerts of the board as a list: filtered, ordered, and held still while somebody works in it. */
import type { AlertRow } from '@warroom/protocol/alert';
import { computed, type Ref, shallowRef, watch } from 'vue';
import { useBoard } from '../../stores/board.ts';
import { type Alert, type AlertFilter, NO_FILTER, select } from './alertFilter.ts';
import { type Arranged, arrange, EMPTY_ARRANGEMENT } from './heldList.ts';

export interface AlertListOptions {
  operator: Ref<string>;
  /** While true, rows keep their places and new ones wait. */
  held: Ref<boolean>;
  /** Everything the screen says about an alert, for the search. */
  wordsOf: (alert: Alert) => string;
  /** Rows from the server's answers that the stream may not have delivered yet. */
  replied: ReadonlyMap<string, AlertRow>;
}

export function useAlertList({ operator, held, wordsOf, replied }: AlertListOptions) {
  const board = useBoard();
  const filter = shallowRef<AlertFilter>(NO_FILTER);
  /** One object per row, so that what is derived from a row is cached while the row stays the same. */
  const alertOfRow = new WeakMap<AlertRow, Alert>();
  const wordsOfAlert = new WeakMap<Alert, { wordsOf: AlertListOptions['wordsOf']; text: string }>();
  /** Rows that left the board while on the screen: they keep their places until the list is rearranged. */
  let departed = new Map<string, Alert>();
  let present = new Map<string, Alert>();

  const alerts = computed<ReadonlyMap<string, Alert>>(() => {
    const next = new Map<string, Alert>();
    for (const [id, boardRow] of board.alerts()) {
      const answer = replied.get(id);
      const row = answer && answer.version > boardRow.version ? answer : boardRow;
      let alert = alertOfRow.get(row);
      if (!alert) {
        alert = { id, row };
        alertOfRow.set(row, alert);
      }
      next.set(id, alert);
    }
    for (const [id, alert] of present) if (!next.has(id)) departed.set(id, alert);
    present = next;
    return next;
  });

  const textOf = (alert: Alert): string => {
    const known = wordsOfAlert.get(alert);
    if (known?.wordsOf === wordsOf) return known.text;
    const text = wordsOf(alert).toLowerCase();
    wordsOfAlert.set(alert, { wordsOf, text });
    return text;
  };

  const selection = computed(() => select(alerts.value.values(), filter.value, { operator: operator.value, textOf }));
  const arranged = shallowRef<Arranged>(EMPTY_ARRANGEMENT);
  watch(
    [selection, held],
    () => {
      arranged.value = arrange(arranged.value, selection.value.ids, held.value);
    },
    { immediate: true, flush: 'sync' },
  );

  const matching = computed(() => new Set(selection.value.ids));
  /** Shows the waiting alerts and sorts the list again. */
  function release(): void {
    departed = new Map();
    arranged.value = arrange(EMPTY_ARRANGEMENT, selection.value.ids, false);
  }
  // A new filter is a new list: the operator has asked for it to move.
  watch(filter, release, { flush: 'sync' });

  return {
    filter,
    counts: computed(() => selection.value.counts),
    shown: computed(() => arranged.value.shown),
    waiting: computed(() => arranged.value.waiting),
    /** How many alerts are on the board at all, and how many of them are over. */
    total: computed(() => alerts.value.size),
    resolved: computed(() => [...alerts.value.values()].filter(({ row }) => row.state === 'resolved').length),
    alertOf: (id: string): Alert | undefined => alerts.value.get(id) ?? departed.get(id),
    /** Ids that the filter selects now. */
    matching,
    /** Those of the rows shown that still fit and that nobody has acknowledged. */
    unacknowledged: computed(() =>
      arranged.value.shown.filter((id) => {
        const state = matching.value.has(id) ? alerts.value.get(id)?.row.state : undefined;
        return state === 'firing' || state === 'indeterminate';
      }),
    ),
    release,
  };
}
