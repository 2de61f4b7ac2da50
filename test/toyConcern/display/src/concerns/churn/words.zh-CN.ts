/** Words of churn. */
export default {
  title: '客户流失',
  headline: { calm: '没有流失预警', warned: '{figure}\u00a0家客户有流失预警' },
  key: { warned: '流失预警' },
  customers: { title: '预警客户' },
} as const;
