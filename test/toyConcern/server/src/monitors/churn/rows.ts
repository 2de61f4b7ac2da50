import type { ChurnCustomerRow } from '@warroom/protocol/concerns/churn';
import type { Customer } from './state.ts';

export const customerRow = (customerId: string, { atMs, score, region }: Customer): ChurnCustomerRow => ({
  customerId,
  region,
  warnedAt: new Date(atMs).toISOString(),
  score,
});
