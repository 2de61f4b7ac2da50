import type { Translated } from '../messages.ts';
import type common from '../zh-CN/common.ts';

export default {
  product: 'Warroom',
  state: { violated: 'Violated', atRisk: 'At risk', waiting: 'Waiting', unknown: 'Unknown' },
  severity: { critical: 'Critical', warning: 'Warning', info: 'Info' },
  alertState: {
    pending: 'Pending',
    firing: 'Unacknowledged',
    acknowledged: 'Acknowledged',
    snoozed: 'Snoozed',
    indeterminate: 'Indeterminate',
    resolved: 'Resolved',
  },
  reason: { recovered: 'recovered', disproved: 'disproved', handled: 'handled', expired: 'expired' },
  rule: { 'lead-violation': 'Response violation', 'lead-service-level': 'Service level low' },
  link: {
    connecting: 'Connecting',
    live: 'Live',
    stale: 'Stale',
    reconnecting: 'Reconnecting',
    denied: 'No access',
    refused: 'Other version',
  },
  dimension: { region: 'Region', team: 'Team', channel: 'Channel', rep: 'Rep' },
  unassigned: 'Unassigned',
  nobody: 'Nobody on it',
  unknown: 'Unknown',
  access: {
    title: 'An access token is needed',
    hint: 'Ask your administrator; it is kept on this device only.',
    token: 'Token',
    enter: 'Enter',
  },
} satisfies Translated<typeof common>;
