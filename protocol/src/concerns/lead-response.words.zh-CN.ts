import type { AlertWords } from '../words/defineAlerts.ts';
import type { leadResponseAlerts } from './lead-response.alerts.ts';

export const leadResponseZh = {
  facts: {
    leadId: '线索',
    createdAt: '创建时间',
    deadlineAt: '响应期限',
    respondedAt: '响应时间',
    closedAt: '关闭时间',
    repId: '销售',
    tier: '等级',
    value: '价值',
    slaSeconds: '响应时限',
    latencySeconds: '实际用时',
    detectionSeconds: '数据延迟',
    disproofLagSeconds: '排除延迟',
    serviceLevel: '服务水平',
    target: '目标',
    decided: '已判定',
    violated: '违规',
    windowSeconds: '统计窗口',
  },
  rules: {
    'lead-violation': {
      name: '响应违规',
      short: '违规',
      sentence: ['线索 {leadId}{about}{what}', '线索 {subject}{about}{what}'],
      says: {
        unanswered: ['响应用时 {latencySeconds}', '超过 {slaSeconds}未响应，高流失风险', '超时未响应，高流失风险'],
        closed: '未响应即关闭',
        disproved: '其实已在 {latencySeconds}内响应，记录迟到',
        region: '{region}',
        team: '{team}',
        whose: ['{team} {repId}', '{team}', '{repId}', '{region}', '未分配'],
        channel: '{channel}',
        tier: '{tier} 级',
        value: '金额 {value}',
        lead: '{subjectName}',
      },
    },
    'lead-service-level': {
      name: '服务水平过低',
      sentence: ['团队 {team} {what}', '团队 {subject} {what}'],
      says: {
        level: '近 15 分钟响应达标率[ {serviceLevel}][，低于目标 {target}][（{decided} 条已判定线索中 {violated} 条违规）]',
        reached: '{serviceLevel}',
        target: '目标 {target}',
      },
    },
  },
} as const satisfies AlertWords<typeof leadResponseAlerts>;
