/** Links from elsewhere: `?alert=` chooses an alert, also one that the board has no more; `?q=` searches. */
import { type Ref, shallowRef, watch } from 'vue';
import { useRoute } from 'vue-router';
import type { AlertApi } from './alertApi.ts';
import { type Alert, type AlertFilter, NO_FILTER } from './alertFilter.ts';

export interface AlertLinksOptions {
  api: AlertApi;
  filter: Ref<AlertFilter>;
  /** Whether the board's alerts have come. */
  loaded: Ref<boolean>;
  alertOf: (id: string) => Alert | undefined;
  choose: (id: string) => void;
}

/** @returns the alert that a link leads to and that only the log still has; null for none */
export function useAlertLinks({ api, filter, loaded, alertOf, choose }: AlertLinksOptions) {
  const route = useRoute();
  const past = shallowRef<Alert | null>(null);
  watch(
    () => route.query.q,
    (words) => {
      if (typeof words === 'string') filter.value = { ...NO_FILTER, text: words };
    },
    { immediate: true },
  );
  watch(
    [() => route.query.alert, loaded],
    async ([id, isLoaded]) => {
      if (typeof id !== 'string' || !isLoaded) return;
      choose(id);
      if (alertOf(id)) return;
      const answer = await api.details(id);
      if (answer.type === 'done') past.value = { id, row: answer.details.row };
    },
    { immediate: true },
  );
  return past;
}
