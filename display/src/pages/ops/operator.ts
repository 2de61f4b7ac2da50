/** Who sits at this desk: remembered on this device only. */
import { ref, watch } from 'vue';

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

/** The name, kept across visits where the browser allows it. */
export function useOperator() {
  const operator = ref(remembered());
  watch(operator, (name) => {
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // No storage here: the name lasts as long as the page.
    }
  });
  return operator;
}
