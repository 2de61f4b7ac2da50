/** Words that every page shares. */
export default {
  product: '作战室',
  state: { violated: '违规', atRisk: '临近', waiting: '待响应', unknown: '未知' },
  severity: { critical: '严重', warning: '警告', info: '提示' },
  alertState: {
    pending: '待触发',
    firing: '未确认',
    acknowledged: '已确认',
    snoozed: '稍后提醒',
    indeterminate: '无法判定',
    resolved: '已解除',
  },
  reason: { recovered: '已恢复', disproved: '已排除', handled: '已处理', expired: '已过期' },
  rule: { 'lead-violation': '响应违规', 'lead-service-level': '服务水平过低' },
  link: { connecting: '连接中', live: '实时', stale: '数据已停', reconnecting: '正在重连', denied: '无访问权限', refused: '版本不符' },
  dimension: { region: '区域', team: '团队', channel: '渠道', rep: '销售' },
  unassigned: '未分配',
  nobody: '无人认领',
  unknown: '未知',
  access: { title: '需要访问令牌', hint: '请向管理员索取令牌；它只保存在本机。', token: '令牌', enter: '进入' },
} as const;
