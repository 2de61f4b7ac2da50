/** Words of the frame around pages that are read at a desk. */
export default {
  ages: {
    label: '各主题的最新事件',
    newest: '{age}前',
    lasting: '已 {age}',
    broken: '数据中断',
    silent: '数据静默',
    due: '数据迟到',
    never: '尚无数据',
    learning: '学习中',
    unwatched: '未监测',
    unknown: '未知',
  },
} as const;
