/** Words of the wall. */
export default {
  pinned: '已锁定：{why}',
  broken: { since: '{feed} 没有新数据，停在 {time}' },
  strip: {
    newest: '最新事件 {age}前',
    feed: { due: '迟到', silent: '静默', broken: '中断' },
    feeds: {
      label: '数据源',
      up: '数据源正常',
      unknown: '数据源未知',
      never: '尚无数据',
      learning: '数据源学习中',
      unwatched: '数据源未监测',
      due: '{count} 个数据源迟到',
      silent: '{count} 个数据源静默',
      broken: '{count} 个数据源中断',
    },
  },
  headline: {
    waiting: '正在等待数据',
    unknown: '目前情况未知',
    never: '尚未收到任何数据',
    stalled: '{feeds} 没有新数据（{age}），情况未知',
    next: '；',
  },
  band: { waited: '已等待', taken: '{owner} 已接手', since: '已持续' },
  needs: {
    none: '没有需要处理的告警',
    noneOpen: '没有未解除的告警，现状见上方',
  },
  legibility: {
    pass: '版面合格',
    refused: '版面不合格',
    entry: '{text}：{measured}′，至少 {needed}′',
    basis: '{inches} 英寸，远处 {far} 米，近处 {near} 米',
  },
} as const;
