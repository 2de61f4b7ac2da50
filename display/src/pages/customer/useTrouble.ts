/** What cannot be relied on just now though the link and the store are well, in words: the latest questions about the customer failed. */
import { computed, type Ref } from 'vue';
import { formatDuration } from '../../i18n/format.ts';
import { useSay } from '../../i18n/say.ts';
import { useSettings } from '../../stores/settings.ts';
import { useTruth } from '../../stores/truth.ts';
import type { Failure } from './customerApi.ts';

export interface TroubleOptions {
  liveFailure: Ref<Failure | null>;
  historyFailure: Ref<Failure | null>;
  liveAgeMs: Ref<number | null>;
  historyAgeMs: Ref<number | null>;
  /** The live picture is too old to be taken for the present. */
  old: Ref<boolean>;
}

export function useTrouble({ liveFailure, historyFailure, liveAgeMs, historyAgeMs, old }: TroubleOptions) {
  const say = useSay();
  const settings = useSettings();
  const truth = useTruth();

  const ageOf = (ms: number) => formatDuration(Math.floor(ms / 1_000), settings.locale);
  const whyOf = (failure: Failure) =>
    failure.reason === 'refused'
      ? say('customer.failure.refused', { message: failure.message })
      : say(`customer.failure.${failure.reason}`);
  /** The worst alone; null while all is well, or while the page's own verdict says why not. */
  const trouble = computed(() => {
    if (truth.lost !== null) return null;
    if (liveFailure.value && liveAgeMs.value !== null)
      return say('customer.liveFailed', { why: whyOf(liveFailure.value), age: ageOf(liveAgeMs.value) });
    if (old.value) return say('customer.liveOld', { age: ageOf(liveAgeMs.value ?? 0) });
    if (!historyFailure.value) return null;
    const why = whyOf(historyFailure.value);
    return historyAgeMs.value === null
      ? say('customer.historyNever', { why })
      : say('customer.historyFailed', { why, age: ageOf(historyAgeMs.value) });
  });
  return { trouble, whyOf };
}
