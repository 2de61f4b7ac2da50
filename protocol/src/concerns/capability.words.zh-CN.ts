import type { AlertWords } from '../words/defineAlerts.ts';
import type { capabilityAlerts } from './capability.alerts.ts';

const breaker = (name: string, figure: readonly [string, string]) => ({
  name,
  sentence: ['熔断：{scope} {id} {what}{about}', '熔断：{scope} {subjectName} {what}{about}'] as const,
  says: { figure, strategy: '{strategy}', talkTrack: '{talkTrack}', windows: '连续 {windows} 小时', within: '{within}' },
});
const transmission = breaker('策略传导不足', ['只有 {value} 的人用过策略', '策略传导不足']);

export const capabilityZh = {
  facts: {
    value: '指标',
    windows: '连续窗口（小时）',
    baseline: '基准',
    strategy: '策略',
    talkTrack: '话术',
  },
  rules: {
    'breaker-usage-lag': breaker('话术使用落后', ['话术使用比团队平均少 {value}', '话术使用落后于团队']),
    'breaker-usage-drop': breaker('话术使用下滑', ['话术使用比往常同时段少 {value}', '话术使用下滑']),
    'breaker-transmission-low': { ...transmission, says: { ...transmission.says, threshold: '应达 {threshold}' } },
    'breaker-decay-high': breaker('话术转化衰减', ['话术采纳率比头 7 天下降 {value}', '话术转化衰减']),
    'breaker-objection-slow': breaker('异议解决变慢', ['异议解决用时比往常长 {value}', '异议解决变慢']),
  },
} as const satisfies AlertWords<typeof capabilityAlerts>;
