/** Words for an address that names what does not exist. */
export default {
  page: '没有这个页面：{name}',
  screen: '没有这块屏：{name}',
  scene: '没有这个场景：{name}',
  hint: {
    page: '请检查地址。',
    screen: '屏的名称写在配置 display.screens 中；写入并重启服务器后，这里会自动显示。',
    scene: '请检查地址中的 scene 参数。',
  },
  exists: { page: '现有页面', screen: '现有的屏', scene: '现有场景' },
  at: { wall: '大屏（所有屏共用）', ops: '告警处理', customer: '一位客户', docs: '接口文档' },
} as const;
