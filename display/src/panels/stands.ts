/** Whether what a panel stands on comes in: while it does not, an empty list is no news of calm, and no panel may word it as such. */
import { type ComputedRef, computed, type InjectionKey, inject } from 'vue';

/** Provided by `StandsOn` around a panel. */
export const STANDS: InjectionKey<ComputedRef<boolean>> = Symbol('stands');

/** For a panel; true where nothing is around it. */
export const useStands = (): ComputedRef<boolean> =>
  inject(
    STANDS,
    computed(() => true),
  );
