/** Words of the wall. */
export default {
  scene: { leadResponse: '线索响应' },
} as const;
