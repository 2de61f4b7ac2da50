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
    kind: '事件类型',
    heardAt: '最后收到',
    usualGapSeconds: '通常间隔',
    server: '服务器',
    skewSeconds: '时钟偏差',
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
    'feed-silent': {
      name: '数据源静默',
      sentence: ['数据源 {source} {what}', '数据源 {subjectName} {what}'],
      says: {
        kindSilent: ['自 {heardAt} 起没有 {kind}', '不再有 {kind}'],
        silent: ['自 {heardAt} 起没有数据', '不再有数据'],
        usual: '此时段通常每 {usualGapSeconds}一条',
      },
    },
    'clock-skew': {
      name: '时钟不一致',
      sentence: '服务器 {subjectName} {what}',
      says: {
        ahead: ['时钟比数据库快 {skewSeconds}', '时钟比数据库快'],
        behind: ['时钟比数据库慢 {skewSeconds}', '时钟与数据库不一致'],
        check: '计时以数据库为准，请检查两台主机的时间同步',
      },
    },
  },
} as const satisfies AlertWords<typeof contractsAlerts>;
