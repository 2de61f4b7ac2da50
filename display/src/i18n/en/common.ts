import { ENDING_WORDS } from '@warroom/protocol/words/subjects';
import type { Translated } from '../translated.ts';
import type common from '../zh-CN/common.ts';

export default {
  product: 'Warroom',
  state: { violated: 'Violated', atRisk: 'At risk', waiting: 'Waiting', unknown: 'Unknown' },
  severity: { critical: 'Critical', warning: 'Warning', info: 'Info' },
  alertState: {
    firing: 'Unacknowledged',
    acknowledged: 'Acknowledged',
    snoozed: 'Snoozed',
    indeterminate: 'Indeterminate',
    resolved: 'Resolved',
  },
  reason: ENDING_WORDS.en,
  truth: {
    live: 'Live',
    waiting: 'Connecting',
    stale: 'Data stopped',
    reconnecting: 'Offline',
    denied: 'No access',
    refused: 'Page out of date',
    'store-down': 'Database down',
    'catching-up': 'Catching up',
  },
  lost: {
    stale: 'As of {time}; no new data is coming in',
    reconnecting: 'As of {time}; reconnecting',
    denied: 'As of {time}; an access token is needed',
    refused: 'The server has been updated; reload this page',
    'store-down': 'As of {time}; nothing can be saved for now',
    'catching-up': 'Read up to {time}; figures are not complete yet',
    never: 'No data yet',
  },
  dataAge: 'Data {age} old',
  noData: 'No data yet',
  alertsUnknown: 'Alerts unknown',
  mode: { demo: 'Demo data' },
  reload: 'Reload',
  header: { language: '中文', toLight: 'Light', toDark: 'Dark' },
  unassigned: 'Unassigned',
  nobody: 'Unclaimed',
  access: {
    title: 'Access token required',
    hint: 'Ask your administrator for one. It is kept on this device only.',
    token: 'Token',
    enter: 'Enter',
  },
} satisfies Translated<typeof common>;
