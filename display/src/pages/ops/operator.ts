/** Who sits at this desk: whom the token belongs to, else who they say they are, remembered on this device only. */
import { computed, type Ref, ref, shallowRef, watch } from 'vue';
import type { AlertApi } from './alertApi.ts';

const KEY = 'warroom.operator';
/** As long as the server takes. */
export const MAX_OPERATOR_LENGTH = 80;

function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/**
 * @param live whether the server is there: whose token it is can change while it is not
 * @returns the name, kept across visits where the browser allows it; `person` null while people say who they are
 */
export function useOperator(api: Pick<AlertApi, 'person'>, live: Ref<boolean>) {
  const typed = ref(remembered());
  const person = shallowRef<string | null>(null);
  watch(typed, (name) => {
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // No storage here: the name lasts as long as the page.
    }
  });
  watch(
    live,
    async (isLive) => {
      if (!isLive) return;
      const answer = await api.person();
      if (answer.type === 'done') person.value = answer.person ?? null;
      else if (answer.reason === 'denied' || answer.reason === 'gone') person.value = null;
    },
    { immediate: true },
  );
  const operator = computed({
    get: () => person.value ?? typed.value,
    set: (name) => {
      if (person.value === null) typed.value = name;
    },
  });
  return { operator, person };
}
