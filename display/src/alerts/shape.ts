/** The shape by which an alert is known across the room. */
import type { AlertRow } from '@warroom/protocol/alert';
import { ruleOf } from '@warroom/protocol/rules';

export type AlertShape = 'unknown' | 'handled' | 'violated' | 'at-risk';

export function shapeOf({ state, severity, rule }: AlertRow): AlertShape {
  if (state === 'indeterminate') return 'unknown';
  if (state === 'acknowledged') return 'handled';
  return severity === 'critical' || ruleOf(rule)?.takesOver ? 'violated' : 'at-risk';
}
