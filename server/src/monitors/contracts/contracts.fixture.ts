/** Contracts of the usual systems, for tests and benchmarks. */
import type { Contract } from './settings.ts';

const minutes = (n: number) => n * 60;

function contract(
  feed: string,
  source: string,
  kinds: Contract['kinds'],
  [intervalMinutes, graceMinutes]: readonly [number, number],
  text: { field: string; meaning: string; formula: string; owner: string },
): Contract {
  return {
    feed,
    source,
    kinds,
    intervalSeconds: minutes(intervalMinutes),
    graceSeconds: minutes(graceMinutes),
    workingTime: false,
    severity: 'warning',
    ...text,
  };
}

export const USUAL_CONTRACTS: readonly Contract[] = [
  contract('crm-leads', 'crm', ['lead.created', 'lead.assigned', 'lead.responded', 'lead.closed'], [5, 5], {
    field: 'lead',
    meaning: 'every lead, who has it, and when a person first answered',
    formula: 'first response = earliest lead.responded that is not automated',
    owner: 'sales operations',
  }),
  contract('crm-opportunities', 'crm', ['opportunity.moved', 'objection.raised', 'objection.resolved'], [60, 30], {
    field: 'opportunity.stage',
    meaning: 'where each opportunity stands, and which objections are open',
    formula: 'stage = stage of the latest opportunity.moved',
    owner: 'sales operations',
  }),
  contract('erp-orders', 'erp', ['order.placed', 'order.delivered', 'order.cancelled'], [15, 15], {
    field: 'order.promised_at',
    meaning: 'open orders with what was promised',
    formula: 'open = placed, neither delivered nor cancelled',
    owner: 'order management',
  }),
  contract('mes-steps', 'mes', ['order.step'], [15, 15], {
    field: 'order.step.state',
    meaning: 'which process step each order is in, and whether it is blocked',
    formula: 'state of the latest order.step of that step',
    owner: 'production',
  }),
  contract('wms-available-stock', 'wms', ['stock.counted', 'stock.promised'], [15, 5], {
    field: 'stock.available',
    meaning: 'what can be promised from stock',
    formula: 'on_hand − locked',
    owner: 'logistics',
  }),
  contract('scm-quotes', 'scm', ['supplier.quoted'], [1_440, 240], {
    field: 'supplier.lead_time_days',
    meaning: 'alternative suppliers with lead time and cost',
    formula: 'latest quote per sku and supplier',
    owner: 'purchasing',
  }),
  contract('im-touchpoints', 'im', ['touchpoint.seen'], [30, 30], {
    field: 'touchpoint',
    meaning: 'conversations with customers on messengers',
    formula: 'captured unless found_later',
    owner: 'customer care',
  }),
  contract('call-touchpoints', 'call', ['touchpoint.seen', 'talktrack.used'], [30, 30], {
    field: 'touchpoint, talktrack',
    meaning: 'calls, and the talk-tracks used in them',
    formula: 'acceptance = accepted uses ÷ uses of known outcome',
    owner: 'sales enablement',
  }),
];
