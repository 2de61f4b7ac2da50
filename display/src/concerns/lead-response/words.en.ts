import type { Translated } from '../../i18n/translated.ts';
import type leadResponse from './words.zh-CN.ts';

export default {
  title: 'Lead response',
  headline: {
    noLeads: 'No new leads in 15 minutes',
    answered: '{leads} leads in 15 minutes, {within} answered within {sla} s',
    calm: 'no violations',
    noneNew: 'no new violations',
    violated: '{where}: {violated} violated',
    violatedHere: '{violated} violated',
    violatedMost: '{violated} violated, most in {where} ({most})',
    unclaimed: ', {unclaimed} with nobody on it',
    claimed: ', all being handled',
  },
  key: {
    serviceLevel: 'Service level',
    target: 'target {target}',
    open: 'Waiting',
    atRisk: '{atRisk} at risk',
    violated: 'Violated, open',
    handled: 'all being handled',
  },
  runway: {
    title: 'Leads waiting',
    line: '{sla} s',
    rest: '{teams} others',
    waiting: 'waiting',
    atRisk: 'at risk',
    violated: 'violated',
    handled: 'violated, in hand',
  },
  seconds: 's',
  lastHour: '1 hour',
  level: { title: 'Level' },
  latency: { title: 'P90', others: 'P50 {p50} · P99 {p99} s' },
  clocks: { title: 'Mean', detection: 'detection', routing: 'routing', human: 'human' },
  standings: { title: 'Violated', none: 'No violations' },
  overview: {
    wrong: '{figure}\u00a0lead unclaimed | {figure}\u00a0leads unclaimed',
    key: 'Leads past SLA',
    keyNote: '{figure} waiting',
    unclaimed: '{figure} past SLA, unclaimed',
    violated: '{figure} past SLA, all handled',
    waiting: '{figure} waiting, none past SLA',
  },
} satisfies Translated<typeof leadResponse>;
