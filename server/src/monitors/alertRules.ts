/** Every rule by which any monitor can raise an alert: what has to have words wherever alerts are told. */
import { BREAKER_RULES } from '@warroom/protocol/concerns/capability';
import { breakerAlertRule } from './capability/breakerAlerts.ts';
import { CONTRACT_RULE } from './contracts/monitor.ts';
import { DELIVERY_RULES } from './delivery-risk/rules.ts';
import { SERVICE_LEVEL_RULE } from './lead-response/serviceLevelRule.ts';
import { VIOLATION_RULE } from './lead-response/violation.ts';
import { DARK_RULE } from './touchpoints/dark.ts';
import { RESONANCE_RULE } from './touchpoints/resonances.ts';
import { SILENCE_RULE } from './touchpoints/silence.ts';

export const ALERT_RULES = [
  VIOLATION_RULE,
  SERVICE_LEVEL_RULE,
  ...DELIVERY_RULES,
  DARK_RULE,
  SILENCE_RULE,
  RESONANCE_RULE,
  ...BREAKER_RULES.map(breakerAlertRule),
  CONTRACT_RULE,
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];
