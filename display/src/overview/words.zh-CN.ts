/** Words of the overview. */
export default {
  headline: {
    // A figure and its measure word stay on one line: the spaces between them do not break.
    leads: '{figure}\u00a0条线索无人认领',
    orders: '{figure}\u00a0张订单大概率延误',
    resonances: '{figure}\u00a0处触点共振待回应',
    breakers: '{figure}\u00a0个熔断断开',
    calm: '四个方面均无异常',
  },
  key: {
    leads: '违规未响应',
    waiting: '共 {figure} 条待响应',
    orders: '大概率延误',
    ofOrders: '在途 {figure} 张',
    dark: '暗渠道',
    ofChannels: '共 {figure} 个渠道',
    breakers: '熔断器断开',
  },
  line: {
    unclaimed: '{figure} 条违规无人认领',
    violated: '{figure} 条违规，均有人处理',
    waiting: '{figure} 条待响应，没有违规',
    late: '{figure} 张大概率延误，{amount}',
    orders: '{figure} 张在途，没有大概率延误',
    resonances: '{figure} 处共振待回应',
    dark: '暗渠道：{names}',
    and: '、',
    silent: '{figure} 个商机静默',
    channels: '{figure} 个渠道，没有暗渠道',
    breakers: '{figure} 个熔断器断开',
    efficiency: '最新策略 48 小时内使用 {rate}',
  },
  none: '没有需要处理的告警',
} as const;
