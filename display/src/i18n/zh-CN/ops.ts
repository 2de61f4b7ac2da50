/** Words of the operations pages. */
export default {
  title: '告警处理',
  none: '没有需要处理的告警',
} as const;
