/** Words of the overview. */
import type { Translated } from '../i18n/translated.ts';
import type zh from './words.zh-CN.ts';

export default {
  headline: {
    leads: '{figure}\u00a0lead unclaimed | {figure}\u00a0leads unclaimed',
    orders: '{figure}\u00a0order likely late | {figure}\u00a0orders likely late',
    resonances: '{figure}\u00a0resonance open | {figure}\u00a0resonances open',
    breakers: '{figure}\u00a0breaker open | {figure}\u00a0breakers open',
    calm: 'All four concerns are quiet',
  },
  key: {
    leads: 'Leads past SLA',
    waiting: '{figure} waiting',
    orders: 'Likely late',
    ofOrders: 'of {figure} orders',
    dark: 'Dark channels',
    ofChannels: 'of {figure}',
    breakers: 'Breakers open',
  },
  line: {
    unclaimed: '{figure} past SLA, unclaimed',
    violated: '{figure} past SLA, all handled',
    waiting: '{figure} waiting, none past SLA',
    late: '{figure} likely late, {amount}',
    orders: '{figure} under way, none likely late',
    resonances: '{figure} resonance to answer | {figure} resonances to answer',
    dark: 'Dark: {names}',
    and: ', ',
    silent: '{figure} silent deal | {figure} silent deals',
    channels: '{figure} channels, none dark',
    breakers: '{figure} breaker open | {figure} breakers open',
    efficiency: 'Newest strategy: {rate} used it in 48 h',
  },
  none: 'No alert needs anybody',
} as const satisfies Translated<typeof zh>;
