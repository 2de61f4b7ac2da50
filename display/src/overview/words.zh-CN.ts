/** Words of the overview. */
export default {
  title: '总览',
  calm: '各方面均无异常',
  calmWhereKnown: '有数据的方面均无异常',
  none: '没有需要处理的告警',
} as const;
