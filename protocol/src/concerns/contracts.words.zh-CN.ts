import type { AlertWords } from '../words/defineAlerts.ts';
import type { contractsAlerts } from './contracts.alerts.ts';

export const contractsZh = {
  facts: {
    feed: '数据源',
    source: '来源系统',
    field: '字段',
    owner: '负责人',
    newestAt: '最近送达',
    intervalSeconds: '刷新间隔',
    graceSeconds: '宽限',
  },
  rules: {
    'contract-broken': {
      name: '数据契约中断',
      sentence: ['数据源 {feed} {what}{about}', '数据源 {subjectName} {what}{about}'],
      says: {
        never: '从未送达',
        late: '未按契约送达',
        due: '应每 {intervalSeconds}送达一次',
        newest: '上次送达 {newestAt}',
        field: '{field}',
        owner: '负责：{owner}',
      },
    },
  },
} as const satisfies AlertWords<typeof contractsAlerts>;
