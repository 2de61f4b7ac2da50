import { ENDING_WORDS } from '@warroom/protocol/words/subjects';

/** Words that every page shares. */
export default {
  product: '作战室',
  state: { violated: '违规', atRisk: '临近', waiting: '待响应', unknown: '未知' },
  severity: { critical: '严重', warning: '警告', info: '提示' },
  alertState: {
    firing: '未确认',
    acknowledged: '已确认',
    snoozed: '稍后提醒',
    indeterminate: '无法判定',
    resolved: '已解除',
  },
  reason: ENDING_WORDS['zh-CN'],
  /** Whether what is shown is true now, in one word. */
  truth: {
    live: '实时',
    waiting: '正在连接',
    stale: '数据已停',
    reconnecting: '连接中断',
    denied: '无访问权限',
    refused: '版本不符',
    'store-down': '数据库中断',
    'catching-up': '正在追赶历史数据',
  },
  /** What follows from it: where the picture stands, what happens next. */
  lost: {
    stale: '画面停在 {time}，没有新数据',
    reconnecting: '画面停在 {time}，正在重连',
    denied: '画面停在 {time}，需要访问令牌',
    refused: '服务器已更新，请刷新页面',
    'store-down': '画面停在 {time}，操作暂时无法保存',
    'catching-up': '已读到 {time}，数字尚不完整',
    never: '尚无数据',
  },
  dataAge: '数据 {age}前',
  noData: '尚无数据',
  alertsUnknown: '告警情况未知',
  mode: { demo: '演示数据' },
  reload: '刷新页面',
  header: { language: 'English', toLight: '浅色', toDark: '深色' },
  unassigned: '未分配',
  nobody: '无人认领',
  access: { title: '需要访问令牌', hint: '请向管理员索取令牌；它只保存在本机。', token: '令牌', enter: '进入' },
} as const;
