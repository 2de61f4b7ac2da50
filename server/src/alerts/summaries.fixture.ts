/** Summaries as they have stood on the wire since the first version. A changed line here is a changed wire. */
import type { AlertFacts, ResolveReason } from '@warroom/protocol/alert';
import type { AlertRule } from '@warroom/protocol/rules';

interface Golden {
  subject: string;
  facts: AlertFacts;
  /** What differs from `facts` (null: no fact is known), how it ended, and the summary. */
  summaries: readonly (readonly [AlertFacts | null, ResolveReason | null, string])[];
}

/** What every breaker says. */
const BREAKER = { value: 0.619, threshold: 0.5, windows: 2, baseline: 21.5, strategy: 'S-1', talkTrack: 'T-2' };

/** Of the rules of the first concerns; a later one's wording is held by its own tests. */
export const GOLDEN: Readonly<Partial<Record<AlertRule, Golden>>> = {
  'lead-violation': {
    subject: 'lead:L-17',
    facts: { leadId: 'L-17', region: '华东', team: '华东一组', channel: '官网', tier: 'A', value: 120_000, slaSeconds: 90, repId: 'R-3' },
    summaries: [
      [{}, null, '线索 L-17(华东 · 华东一组 · 官网 · A 级 · 金额 120,000)超过 1 分 30 秒未响应,高流失风险'],
      [{ latencySeconds: 3_725 }, null, '线索 L-17(华东 · 华东一组 · 官网 · A 级 · 金额 120,000)响应用时 1 小时 2 分'],
      [{ channel: null, tier: '', value: 0, slaSeconds: 60 }, null, '线索 L-17(华东 · 华东一组)超过 1 分未响应,高流失风险'],
      [null, null, '线索 lead:L-17超时未响应,高流失风险'],
      [{}, 'recovered', '线索 L-17(华东 · 华东一组 · 官网 · A 级 · 金额 120,000)超过 1 分 30 秒未响应,高流失风险(已恢复)'],
    ],
  },
  'lead-service-level': {
    subject: 'team:华东一组',
    facts: { team: '华东一组', serviceLevel: 0.619, decided: 21, violated: 8, target: 0.8 },
    summaries: [
      [{}, null, '团队 华东一组 近 15 分钟响应达标率 61.9%,低于目标 80%(21 条已判定线索中 8 条违规)'],
      [{ violated: null, target: null }, null, '团队 华东一组 近 15 分钟响应达标率 61.9%(21 条已判定线索中 0 条违规)'],
      [null, null, '团队 team:华东一组 近 15 分钟响应达标率'],
      [{}, 'disproved', '团队 华东一组 近 15 分钟响应达标率 61.9%,低于目标 80%(21 条已判定线索中 8 条违规)(已证伪)'],
    ],
  },
  'delivery-late': {
    subject: 'order:O-1',
    facts: {
      orderId: 'O-1',
      customerId: 'C-1',
      region: '华东',
      amount: 1_200_000,
      promisedAt: '2026-03-25T04:00:00.000Z',
      expedite: true,
      pLate: 0.923,
      bottleneck: '机加工',
    },
    summaries: [
      [{}, null, '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)延误概率达 92.3%,瓶颈工序机加工'],
      [{ amount: null, pLate: null }, null, '订单 O-1(客户 C-1 · 华东)可能延误,瓶颈工序机加工'],
      [null, null, '订单 order:O-1可能延误'],
      [{}, 'handled', '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)延误概率达 92.3%,瓶颈工序机加工(已人工解除)'],
    ],
  },
  'expedite-lost': {
    subject: 'order:O-1',
    facts: { orderId: 'O-1', customerId: 'C-1', region: '华东', amount: 1_200_000, step: '机加工', promisedAt: '2026-03-25T04:00:00.000Z' },
    summaries: [
      [{}, null, '加急订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)下达后机加工仍没有优先级'],
      [{ step: null }, null, '加急订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)下达后生产工序仍没有优先级'],
      [null, null, '加急订单 order:O-1下达后生产工序仍没有优先级'],
      [{}, 'expired', '加急订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)下达后机加工仍没有优先级(已过期)'],
    ],
  },
  'phantom-stock': {
    subject: 'order:O-1',
    facts: {
      orderId: 'O-1',
      customerId: 'C-1',
      region: '华东',
      amount: 1_200_000,
      sku: 'A-7',
      warehouse: '苏州仓',
      quantity: 40,
      available: 12,
      parts: 2,
    },
    summaries: [
      [{}, null, '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)承诺的 40 件 A-7 等 2 种物料在苏州仓可用库存不足(可用 12),只有锁定或在途库存'],
      [
        { sku: null, parts: 1 },
        null,
        '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)承诺的 40在苏州仓可用库存不足(可用 12),只有锁定或在途库存',
      ],
      [
        { quantity: null, available: 0 },
        null,
        '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)承诺的 A-7 等 2 种物料在苏州仓可用库存不足(可用 0),只有锁定或在途库存',
      ],
      [
        { sku: null, warehouse: null, quantity: null },
        null,
        '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)承诺的 物料 等 2 种物料可用库存不足(可用 12),只有锁定或在途库存',
      ],
      [null, null, '订单 order:O-1承诺的 物料可用库存不足,只有锁定或在途库存'],
      [
        {},
        'recovered',
        '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)承诺的 40 件 A-7 等 2 种物料在苏州仓可用库存不足(可用 12),只有锁定或在途库存(已恢复)',
      ],
    ],
  },
  'step-blocked': {
    subject: 'order:O-1',
    facts: {
      orderId: 'O-1',
      customerId: 'C-1',
      region: '华东',
      amount: 1_200_000,
      step: '热处理',
      site: '苏州厂',
      blockedSince: '2026-03-25T04:00:00.000Z',
    },
    summaries: [
      [{}, null, '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)的热处理在苏州厂受阻'],
      [{ step: null }, null, '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)的工序在苏州厂受阻'],
      [{ customerId: null, site: null }, null, '订单 O-1(华东 · 金额 1,200,000)的热处理受阻'],
      [null, null, '订单 order:O-1的工序受阻'],
      [{}, 'disproved', '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)的热处理在苏州厂受阻(已证伪)'],
    ],
  },
  'dark-channel': {
    subject: 'channel:微信群|华南',
    facts: { channel: '微信群', region: '华南', captured: 4, known: 17 },
    summaries: [
      [{}, null, '渠道 微信群 · 华南 成为暗渠道:17 个已知触点中系统只捕获 4 个(23.5%)'],
      [{ region: null, captured: null }, null, '渠道 微信群 成为暗渠道'],
      [{ known: 0 }, null, '渠道 微信群 · 华南 成为暗渠道'],
      [null, null, '渠道 channel:微信群|华南 成为暗渠道'],
      [{}, 'handled', '渠道 微信群 · 华南 成为暗渠道:17 个已知触点中系统只捕获 4 个(23.5%)(已人工解除)'],
    ],
  },
  'silent-opportunity': {
    subject: 'opportunity:P-1',
    facts: { customerId: 'C-1', stage: '商务谈判', amount: 900_000, region: '华北', limitDays: 7 },
    summaries: [
      [{}, null, '商机 P-1(客户 C-1 · 阶段 商务谈判 · 华北 · 金额 900,000)已 7 天没有捕获到任何触点'],
      [{ stage: null, limitDays: null }, null, '商机 P-1(客户 C-1 · 华北 · 金额 900,000)久没有捕获到任何触点'],
      [null, null, '商机 P-1久没有捕获到任何触点'],
      [{}, 'expired', '商机 P-1(客户 C-1 · 阶段 商务谈判 · 华北 · 金额 900,000)已 7 天没有捕获到任何触点(已过期)'],
    ],
  },
  resonance: {
    subject: 'customer:C-1',
    facts: { customerId: 'C-1', negativeChannel: '电话', inquiryChannel: '邮件', dueAt: '2026-03-25T04:00:00.000Z', region: '华北' },
    summaries: [
      [{}, null, '客户 C-1(华北)触点共振:电话上有负面情绪,邮件上在咨询,需在时限内主动联系'],
      [{ negativeChannel: null }, null, '客户 C-1(华北)触点共振:一个渠道上有负面情绪,邮件上在咨询,需在时限内主动联系'],
      [{ inquiryChannel: null, region: '' }, null, '客户 C-1触点共振:电话上有负面情绪,另一渠道上在咨询,需在时限内主动联系'],
      [null, null, '客户 C-1触点共振:一个渠道上有负面情绪,另一渠道上在咨询,需在时限内主动联系'],
      [{}, 'recovered', '客户 C-1(华北)触点共振:电话上有负面情绪,邮件上在咨询,需在时限内主动联系(已恢复)'],
    ],
  },
  'breaker-usage-lag': {
    subject: 'team:华东一组',
    facts: {
      scope: 'team',
      id: '华东一组',
      team: '华东一组',
      region: '华东',
      ...BREAKER,
    },
    summaries: [
      [{}, null, '熔断:团队 华东一组 话术使用比团队平均少 61.9%(S-1 · T-2 · 连续 2 小时)'],
      [{ value: null, windows: null }, null, '熔断:团队 华东一组 话术使用落后于团队(S-1 · T-2)'],
      [{ scope: 'all', id: '' }, null, '熔断:all 华东一组 话术使用比团队平均少 61.9%(S-1 · T-2 · 连续 2 小时)'],
      [null, null, '熔断:团队 华东一组 话术使用落后于团队'],
      [{}, 'disproved', '熔断:团队 华东一组 话术使用比团队平均少 61.9%(S-1 · T-2 · 连续 2 小时)(已证伪)'],
    ],
  },
  'breaker-usage-drop': {
    subject: 'rep:R-3',
    facts: {
      scope: 'rep',
      id: 'R-3',
      team: '华东一组',
      region: '华东',
      ...BREAKER,
    },
    summaries: [
      [{}, null, '熔断:销售 R-3 话术使用比往常同时段少 61.9%(S-1 · T-2 · 连续 2 小时)'],
      [null, null, '熔断:销售 R-3 话术使用下滑'],
      [{}, 'handled', '熔断:销售 R-3 话术使用比往常同时段少 61.9%(S-1 · T-2 · 连续 2 小时)(已人工解除)'],
    ],
  },
  'breaker-transmission-low': {
    subject: 'region:华东',
    facts: {
      scope: 'region',
      id: '华东',
      team: null,
      region: '华东',
      ...BREAKER,
    },
    summaries: [
      [{}, null, '熔断:区域 华东 只有 61.9% 的人用过策略(S-1 · T-2 · 连续 2 小时)'],
      [null, null, '熔断:区域 华东 策略传导不足'],
      [{}, 'expired', '熔断:区域 华东 只有 61.9% 的人用过策略(S-1 · T-2 · 连续 2 小时)(已过期)'],
    ],
  },
  'breaker-decay-high': {
    subject: 'team:华东一组',
    facts: {
      scope: 'team',
      id: '华东一组',
      team: '华东一组',
      region: '华东',
      ...BREAKER,
    },
    summaries: [
      [{}, null, '熔断:团队 华东一组 话术采纳率比头 7 天下降 61.9%(S-1 · T-2 · 连续 2 小时)'],
      [{ value: 0.0005, windows: 1 }, null, '熔断:团队 华东一组 话术采纳率比头 7 天下降 0.1%(S-1 · T-2 · 连续 1 小时)'],
      [null, null, '熔断:团队 华东一组 话术转化衰减'],
      [{}, 'recovered', '熔断:团队 华东一组 话术采纳率比头 7 天下降 61.9%(S-1 · T-2 · 连续 2 小时)(已恢复)'],
    ],
  },
  'breaker-objection-slow': {
    subject: 'team:华东一组',
    facts: {
      scope: 'team',
      id: '华东一组',
      team: '华东一组',
      region: '华东',
      value: 0.619,
      threshold: 0.5,
      windows: 2,
      baseline: 21.5,
      strategy: null,
      talkTrack: null,
    },
    summaries: [
      [{}, null, '熔断:团队 华东一组 异议解决用时比往常长 61.9%(连续 2 小时)'],
      [null, null, '熔断:团队 华东一组 异议解决变慢'],
      [{}, 'disproved', '熔断:团队 华东一组 异议解决用时比往常长 61.9%(连续 2 小时)(已证伪)'],
    ],
  },
  'contract-broken': {
    subject: 'feed:wms',
    facts: {
      feed: 'wms',
      source: 'wms',
      field: '库存',
      owner: '物流部',
      newestAt: '2026-03-25T04:00:00.000Z',
      intervalSeconds: 900,
      graceSeconds: 300,
    },
    summaries: [
      [{}, null, '数据源 wms 未按契约送达,应每 15 分送达一次(负责:物流部)'],
      [{ newestAt: null }, null, '数据源 wms 从未送达,应每 15 分送达一次(负责:物流部)'],
      [{ owner: '', intervalSeconds: 86_460 }, null, '数据源 wms 未按契约送达,应每 24 小时 1 分送达一次'],
      [null, null, '数据源 wms 从未送达'],
      [{}, 'handled', '数据源 wms 未按契约送达,应每 15 分送达一次(负责:物流部)(已人工解除)'],
    ],
  },
  'feed-silent': {
    subject: 'feed:crm|lead.created',
    facts: {
      source: 'crm',
      kind: 'lead.created',
      newestAt: '2026-03-25T04:00:00.000Z',
      heardAt: '2026-03-25T04:00:00.000Z',
      usualGapSeconds: 36,
    },
    summaries: [
      [{}, null, '数据源 crm 不再有 lead.created,此时段通常每 36 秒一条'],
      [{ kind: null }, null, '数据源 crm 不再有数据,此时段通常每 36 秒一条'],
      [{ usualGapSeconds: null }, 'recovered', '数据源 crm 不再有 lead.created(已恢复)'],
      [null, null, '数据源 crm|lead.created 不再有数据'],
    ],
  },
};
