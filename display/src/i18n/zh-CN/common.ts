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
    unreached: '未接通',
    'no-data': '尚无数据',
    'writes-refused': '数据无法写入',
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
    'no-data': '已接通，但还没有收到任何事件：请接入数据源，或检查写入程序',
    'writes-refused': '自 {time} 起数据库拒绝写入，画面可能缺少最新情况：请检查磁盘空间和写入权限',
  },
  /** Why a page has heard nothing yet, and what to do about it. */
  unheard: {
    since: '自 {time} 起没有收到任何数据。{why}',
    unreachable: '连不上服务器：请检查服务器是否在运行、网络是否畅通',
    origin: '服务器拒绝了 {page} 的页面：请把它加入 server.allowedOrigins，或让代理保留 Host',
    host: '服务器不应答 {page} 这个地址：请把它加入 server.allowedOrigins，或配置访问令牌',
    foreign: '应答的不是 Warroom 服务器，可能是网络登录页：请检查地址和代理',
    blocked: '服务器有应答，但数据流过不来：请让代理放行 /stream',
    silent: '已接通，但服务器没有说明数据状况：请查看服务器日志',
    unknown: '请检查服务器和网络',
  },
  /** How frames come, where it is not the usual way. */
  transport: { 'http-stream': '经 HTTP 接收', 'http-poll': '经 HTTP 轮询' },
  dataAge: '数据 {age}前',
  clockSkew: '服务器与数据库时钟相差 {by}',
  noData: '尚无数据',
  alertsUnknown: '告警情况未知',
  mode: { demo: '演示数据' },
  reload: '刷新页面',
  header: { language: 'English', toLight: '浅色', toDark: '深色' },
  unassigned: '未分配',
  nobody: '无人认领',
  access: {
    title: '需要访问令牌',
    hint: '请向管理员索取令牌；它只保存在本机。',
    token: '令牌',
    wrong: '服务器不接受这个令牌',
    enter: '进入',
  },
} as const;
