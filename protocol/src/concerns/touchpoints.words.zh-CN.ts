import type { AlertWords } from '../words/defineAlerts.ts';
import type { touchpointsAlerts } from './touchpoints.alerts.ts';

export const touchpointsZh = {
  facts: {
    captured: '系统捕获',
    known: '已知触点',
    stage: '阶段',
    limitDays: '静默期限（天）',
    lastCapturedAt: '最近捕获的触点',
    openedAt: '商机首次出现',
    negativeChannel: '负面渠道',
    inquiryChannel: '咨询渠道',
    dueAt: '截止时间',
  },
  rules: {
    'dark-channel': {
      name: '暗渠道',
      sentence: ['渠道 {channel}[ · {region}] {what}', '渠道 {subject}[ · {region}] {what}'],
      says: { dark: '成为暗渠道[：{known} 个已知触点中系统只捕获 {captured} 个（{captureRate}）]' },
    },
    'silent-opportunity': {
      name: '商机静默',
      sentence: '商机 {subjectName}{about}{what}',
      says: {
        silent: ['已 {limitDays} 天没有捕获到任何触点', '久没有捕获到任何触点'],
        customer: '客户 {customerId}',
        stage: '阶段 {stage}',
        region: '{region}',
        amount: '金额 {amount}',
      },
    },
    resonance: {
      name: '触点共振',
      sentence: ['客户 {customerId}{about}触点共振：{what}', '客户 {subjectName}{about}触点共振：{what}'],
      parts: { negative: ['{negativeChannel}', '一个渠道'], inquiry: ['{inquiryChannel}', '另一渠道'] },
      says: {
        opposed: '{negative}上有负面情绪，{inquiry}上在咨询',
        reachOut: ['{dueAt} 前需主动联系', '需在时限内主动联系'],
        region: '{region}',
      },
    },
  },
} as const satisfies AlertWords<typeof touchpointsAlerts>;
