import type { Translated } from '../../i18n/translated.ts';
import type delivery from './words.zh-CN.ts';

export default {
  title: 'Delivery risk',
  headline: {
    none: 'No open orders on the board yet',
    late: 'One open order, {late} likely late | {orders} open orders, {late} likely late',
    calm: 'One open order, not likely late | {orders} open orders, none likely late',
    next: '; ',
    atRisk: '{amount} at risk',
    bottleneck: ', bottleneck: {step} at {where}',
  },
  key: {
    late: 'Likely late',
    of: 'of {orders} open',
    amount: 'Amount at risk',
    share: '{unit}, {share} of open',
    bottleneck: '{step} · {where}',
    noBottleneck: 'Bottleneck',
    bottleneckAmount: '{unit}, bottleneck',
    none: 'no bottleneck',
  },
  heat: {
    title: 'Risk',
    rows: { site: 'by site', region: 'by region' },
    orders: '{orders} orders',
    atRisk: 'at risk',
    scale: 'p(late)',
    from: '≥ {share}',
    late: 'late',
    bottleneck: 'bottleneck',
    restRows: '{count} others',
    restSteps: '{count} others',
    empty: 'No open orders yet',
  },
  map: {
    title: 'Where it goes',
    how: 'Height and width: amount at risk',
    outside: '{count} more destination outside | {count} more destinations outside',
    empty: 'No order says yet where it goes',
    loading: 'Loading the map',
    bad: 'The map provided cannot be read: coasts only',
    review: 'Review no. {number}',
  },
  overview: {
    wrong: '{figure}\u00a0order likely late | {figure}\u00a0orders likely late',
    key: 'Likely late',
    keyNote: 'of {figure} orders',
    late: '{figure} likely late, {amount}',
    orders: '{figure} under way, none likely late',
  },
} satisfies Translated<typeof delivery>;
