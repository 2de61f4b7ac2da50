import type { AlertWords } from '../words/defineAlerts.ts';
import type { deliveryRiskAlerts } from './delivery-risk.alerts.ts';

const ABOUT = { customer: '客户 {customerId}', region: '{region}', amount: '金额 {amount}' } as const;
const ORDER = { order: ['{orderId}', '{subject}'] } as const;

export const deliveryRiskZh = {
  facts: {
    orderId: '订单',
    promisedAt: '承诺交期',
    placedAt: '下单时间',
    expedite: '加急',
    pLate: '延误概率',
    bottleneck: '瓶颈工序',
    step: '工序',
    site: '地点',
    blockedSince: '受阻自',
    sku: '物料',
    warehouse: '仓库',
    quantity: '承诺数量',
    available: '可用库存',
    parts: '缺料种类',
  },
  rules: {
    'delivery-late': {
      name: '交付延误',
      sentence: '订单 {order}{about}{what}',
      parts: ORDER,
      says: {
        ...ABOUT,
        late: ['延误概率达 {pLate}', '可能延误'],
        bottleneck: '瓶颈工序{bottleneck}',
        promised: '承诺 {promisedAt}',
        expedited: '加急',
      },
    },
    'expedite-lost': {
      name: '加急未落实',
      sentence: '加急订单 {order}{about}{what}',
      parts: ORDER,
      says: {
        ...ABOUT,
        noPriority: ['下达后{step}仍没有优先级', '下达后生产工序仍没有优先级'],
        promised: '承诺 {promisedAt}',
        expedited: '加急',
      },
    },
    'phantom-stock': {
      name: '虚假库存',
      sentence: '订单 {order}{about}{what}',
      parts: { ...ORDER, part: ['{quantity} 件 {sku}', '{quantity}', '{sku}', '物料'] },
      says: {
        ...ABOUT,
        lacking: '承诺的 {part}[ 等 {parts} 种物料][在{warehouse}]可用库存不足[（可用 {available}）]，只有锁定或在途库存',
      },
    },
    'step-blocked': {
      name: '工序受阻',
      sentence: '订单 {order}{about}的{what}',
      parts: ORDER,
      says: { ...ABOUT, blocked: ['{step}[在{site}]受阻', '工序[在{site}]受阻'] },
    },
  },
} as const satisfies AlertWords<typeof deliveryRiskAlerts>;
